/** /control/webhooks: what the webhook receiver was given. */
import { Hono } from 'hono';
import * as z from 'zod';
import type { ServerEnvironment } from '../perform.ts';
import type { WebhookInbox } from '../webhook/webhook-inbox.ts';
import { readQuery } from './read-input.ts';

const listSchema = z.strictObject({ name: z.string().min(1).optional() });

export function webhookControlRoutes(webhooks: WebhookInbox): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.get('/', (context) => context.json({ deliveries: webhooks.list(readQuery(context, listSchema).name) }));
  app.delete('/', (context) => {
    webhooks.clear();
    return context.body(null, 204);
  });
  return app;
}
