/** /control/ledger: what Postbus has parked and what it holds back, for the page. Read only: nothing here acts on Postbus. */
import { Hono } from 'hono';
import type { ServerEnvironment } from '../perform.ts';
import type { Ledger } from './ledger/read-ledger.ts';

export type ReadLedger = () => Promise<Ledger>;

export function ledgerRoutes(read: ReadLedger): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/', async (context) => context.json(await read()));
  // Not a failure of the sandbox, and not one for its log: the page asks again in a moment.
  app.onError((error, context) =>
    context.json({ problems: [`The table store could not be read: ${error.message}`] }, 503),
  );
  return app;
}
