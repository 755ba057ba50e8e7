/**
 * The control endpoint and the page, on plain HTTP: documented in docs/sandbox.md.
 * Promises: only a caller on this machine gets in, whatever name its browser believes to be talking to;
 * bad input is a 400 with every problem; the page's files are served beside the data they show.
 */
import { Hono } from 'hono';
import { defaultExchangeSettings, type ExchangeSettings } from '../exchange/exchange-settings.ts';
import type { ServerContext, ServerEnvironment } from '../perform.ts';
import { webhookRoutes } from '../webhook/webhook-routes.ts';
import type { World } from '../world.ts';
import { eventRoutes } from './event-routes.ts';
import { inventoryRoutes, type ReadCredentialRows } from './inventory-routes.ts';
import { knobRoutes } from './knob-routes.ts';
import { ledgerRoutes, type ReadLedger } from './ledger-routes.ts';
import { mailboxRoutes } from './mailbox-routes.ts';
import { type QueueControl, queueRoutes } from './queue-routes.ts';
import { InputProblems } from './read-input.ts';
import { tenantRoutes } from './tenant-routes.ts';
import { webhookControlRoutes } from './webhook-control-routes.ts';

export interface ControlOptions {
  readonly world: World;
  readonly queue: QueueControl;
  readonly ledger: ReadLedger;
  readonly credentials: ReadCredentialRows;
  readonly page: Hono;
  /** What /control/reset goes back to. */
  readonly exchangeSettings?: Partial<ExchangeSettings> | undefined;
}

export function controlRoutes(options: ControlOptions): Hono<ServerEnvironment> {
  const { world, queue, ledger, credentials, page } = options;
  const app = new Hono<ServerEnvironment>();
  app.use(async (context, next) => findIntrusion(context) ?? (await next()));
  app.route('/control/tenants', tenantRoutes(world));
  app.route('/control/queue', queueRoutes(queue));
  app.route('/control/ledger', ledgerRoutes(ledger));
  app.route('/control/credentials', inventoryRoutes(world, credentials));
  app.route('/control/webhooks', webhookControlRoutes(world.webhooks));
  app.route('/control', mailboxRoutes(world));
  app.route('/control', eventRoutes(world));
  app.route('/control', knobRoutes(world));
  app.post('/control/reset', (context) => {
    reset(options);
    return context.body(null, 204);
  });
  app.route('/webhook', webhookRoutes(world));
  app.route('/', page);
  app.notFound((context) =>
    context.json({ problems: [`There is no ${context.req.method} ${context.req.path} here.`] }, 404),
  );
  app.onError((error, context) => {
    if (error instanceof InputProblems) return context.json({ problems: error.problems }, 400);
    world.log(`Control: ${error.stack ?? error.message}`);
    return context.json({ problems: ['The sandbox failed; see its log.'] }, 500);
  });
  return app;
}

/** A page of the web can point its own name at 127.0.0.1 (DNS rebinding), or post here from its own origin: neither gets in. */
function findIntrusion(context: ServerContext): Response | undefined {
  const host = context.req.header('host') ?? '';
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/i.test(host)) {
    return context.json({ problems: ['Host: ask for localhost or 127.0.0.1'] }, 403);
  }
  const origin = context.req.header('origin');
  if (origin === undefined || origin === `http://${host}`) return undefined;
  return context.json({ problems: ['Origin: requests of other web pages are refused'] }, 403);
}

/** Everything that happened is forgotten; tenants, grants and secrets stay, so that running programs go on. */
function reset({ world, queue, exchangeSettings }: ControlOptions): void {
  world.exchange.reset();
  world.faults.clear();
  world.faults.reseed(world.faults.seed());
  world.counts.reset();
  world.webhooks.clear();
  world.knobs.change({ ...defaultExchangeSettings, ...exchangeSettings });
  world.clock.advance(-world.clock.offsetMilliseconds());
  queue.broker.reset();
}
