/** /control/credentials: the inventory of what proves the identity of each of Postbus's connections, for the page. Read only. */
import { Hono } from 'hono';
import type { ServerEnvironment } from '../perform.ts';
import type { World } from '../world.ts';
import type { CredentialRows } from './credentials/credential-rows.ts';
import { makeInventory } from './credentials/make-inventory.ts';

/** `undefined`: no Postbus has made its table. */
export type ReadCredentialRows = () => Promise<readonly CredentialRows[] | undefined>;

export function inventoryRoutes(
  { clock, vault }: Pick<World, 'clock' | 'vault'>,
  read: ReadCredentialRows,
): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/', async (context) => {
    const rows = await read();
    const credentials = makeInventory({ rows: rows ?? [], findSecret: vault.find, now: clock.now() });
    return context.json({ isThere: rows !== undefined, credentials });
  });
  // Not a failure of the sandbox, and not one for its log: the page asks again in a moment.
  app.onError((error, context) =>
    context.json({ problems: [`The table store could not be read: ${error.message}`] }, 503),
  );
  return app;
}
