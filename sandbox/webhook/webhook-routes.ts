/**
 * A webhook receiver, on the page's server: POST /webhook/{name} takes any body under any name and keeps it, so that a program's alerts can be
 * read and their signature is checked. Answers 200; slow and broken receivers are played by fault rules (service `webhook`).
 */
import { Hono } from 'hono';
import { textAnswer } from '../answer.ts';
import { perform, type ServerContext, type ServerEnvironment } from '../perform.ts';
import type { World } from '../world.ts';
import { checkSignature } from './check-signature.ts';
import type { WebhookDelivery } from './webhook-inbox.ts';

type ReceiverWorld = Pick<World, 'clock' | 'counts' | 'faults' | 'webhooks'>;

/** The rest says nothing about the sender, or is the same in every delivery. */
const keptHeaders = ['content-type', 'user-agent', 'webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

export function webhookRoutes(world: ReceiverWorld): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  app.post('/:name', async (context) => {
    // Read before a fault strikes: a caller that does not wait for a slow answer has posted all the same.
    const delivery = await readDelivery(world, context);
    return perform(world, {
      context,
      call: { service: 'webhook', operation: 'receive' },
      run: () => {
        world.webhooks.add(delivery);
        return textAnswer(200, 'ok');
      },
    });
  });
  return app;
}

async function readDelivery({ clock, webhooks }: ReceiverWorld, { req }: ServerContext): Promise<WebhookDelivery> {
  // The signature is over the octets: a text that was made of them may have lost some.
  const octets = new Uint8Array(await req.arrayBuffer());
  const body = new TextDecoder().decode(octets);
  const now = clock.now();
  const signed = {
    id: req.header('webhook-id'),
    timestamp: req.header('webhook-timestamp'),
    signature: req.header('webhook-signature'),
    body: octets,
  };
  return {
    name: req.param('name') ?? '',
    receivedAt: new Date(now).toISOString(),
    headers: keepHeaders((name) => req.header(name)),
    ...checkSignature(signed, { key: webhooks.key, now }),
    body,
    ...parseJson(body),
  };
}

function keepHeaders(header: (name: string) => string | undefined): Readonly<Record<string, string>> {
  const kept = keptHeaders.map((name) => ({ name, value: header(name) }));
  return Object.fromEntries(kept.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])));
}

function parseJson(body: string): { readonly json?: unknown } {
  try {
    return { json: JSON.parse(body) };
  } catch {
    return {};
  }
}
