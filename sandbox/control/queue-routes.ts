/** /control/queue: what waits in the broker's queues, and the accidents that can be made to happen there. */
import { Hono } from 'hono';
import * as z from 'zod';
import type { ServerEnvironment } from '../perform.ts';
import type { Broker } from '../service-bus/broker.ts';
import { InputProblems, readInput, readQuery } from './read-input.ts';

export interface QueueControl {
  readonly broker: Broker;
  readonly queueNames: readonly string[];
}

const peekSchema = z.strictObject({
  queue: z.string().optional(),
  deadLetter: z.stringbool().default(false),
  peek: z.coerce.number().int().min(0).max(1_000).default(0),
  fromSequenceNumber: z.coerce.number().int().min(0).default(0),
});

const locksSchema = z.strictObject({ queue: z.string().optional() });

export function queueRoutes({ broker, queueNames }: QueueControl): Hono<ServerEnvironment> {
  const app = new Hono<ServerEnvironment>();
  const named = (queue = queueNames[0] ?? ''): string => {
    if (queueNames.includes(queue)) return queue;
    throw new InputProblems([`queue: there is no ${queue}; there is ${queueNames.join(', ')}`]);
  };

  app.get('/', (context) => {
    const { queue, deadLetter, peek, fromSequenceNumber } = readQuery(context, peekSchema);
    const name = named(queue);
    const messages = peek === 0 ? [] : broker.peek(name, { deadLetter, fromSequenceNumber, count: peek });
    return context.json({ queues: Object.fromEntries(queueNames.map((one) => [one, countOf(broker, one)])), messages });
  });
  app.post('/expire-locks', async (context) => {
    const { queue } = await readInput(context, locksSchema);
    return context.json({ expired: broker.expireLocks(named(queue)) });
  });
  app.post('/drop-connections', (context) => context.json({ dropped: broker.dropConnections() }));
  return app;
}

/** In Azure's words: a locked message is still an active one. */
function countOf(broker: Broker, queue: string) {
  const { ready, locked, deferred, scheduled, deadLettered, bytes } = broker.counts(queue);
  return { active: ready + locked, locked, deferred, scheduled, deadLetter: deadLettered, bytes };
}
