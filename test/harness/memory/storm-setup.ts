/** What a storm begins with, drawn from its case: twins, messages, and what is to happen to them. */
import { contoso, plainMessage, START } from './delivery-bundle.ts';
import { chanceFate } from './fate.ts';
import { createMemoryHolds } from './memory-holds.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryMailboxes, type SettleTime } from './memory-mailboxes.ts';
import { createMemoryQueue, type MemoryQueue } from './memory-queue.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import type { StormInstance } from './storm-call.ts';
import type { StormCase } from './storm-case.ts';
import { type StormScene, TENANT } from './storm-scene.ts';
import { createStormSecrets } from './storm-secrets.ts';
import { createStormWorld } from './storm-world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export interface Storm extends StormScene {
  readonly case: StormCase;
  readonly random: SeededRandom;
  readonly instances: readonly [StormInstance, StormInstance];
  /** Messages that kill whoever handles them. */
  readonly deadly: Set<string>;
  /** How often a person has put each message back at the end. */
  readonly tries: Map<string, number>;
}

export function setUpStorm(storm: StormCase): Storm {
  const random = seededRandom(storm.seed ^ 0x5bd1e995);
  const world = createStormWorld({ fate: chanceFate(random, storm), start: START, latestMs: 30 * SECOND });
  const mailboxes = createMemoryMailboxes({
    now: world.now,
    settleTime: () => someSettleTime(storm, random),
    acceptsSecondSend: storm.acceptsSecondSend,
  });
  const queue = createMemoryQueue({ now: world.now, duplicateWindowMs: storm.duplicateWindowMs });
  const scene: Storm = {
    case: storm,
    random,
    world,
    mailboxes,
    queue: refusing(queue, { storm, random, world }),
    ledger: createMemoryLedger(),
    holds: createMemoryHolds(),
    connections: new Map([[TENANT, contoso(storm.connection)]]),
    secrets: createStormSecrets(),
    ids: Array.from({ length: storm.messages }, (_, index) => `order-${index + 1}`),
    running: new Set(),
    timers: { last: START.getTime(), housekeepings: 0 },
    count: 0,
    instances: [{}, {}],
    deadly: new Set(),
    tries: new Map(),
  };
  for (const id of scene.ids) enqueue(scene, id);
  if (storm.deadlyForMs !== undefined) makeDeadly(scene, storm.deadlyForMs);
  return scene;
}

/** Over 30 messages a minute Exchange takes its time, and shows what it has accepted as a draft. */
const someSettleTime = ({ acceptsSecondSend }: StormCase, random: SeededRandom): SettleTime =>
  !acceptsSecondSend && random.chance(0.3)
    ? { ms: random.below(30 * MINUTE), seenAs: 'draft' }
    : { ms: random.below(45 * SECOND), seenAs: random.pick(['draft', 'nothing']) };

/** The queue still hands messages over, and takes no copies: the handler throws each time. */
function refusing(
  queue: MemoryQueue,
  { storm, random, world }: { readonly storm: StormCase } & Pick<Storm, 'random' | 'world'>,
): MemoryQueue {
  if (!storm.refusesCopies) return queue;
  const from = START.getTime() + random.below(10 * MINUTE);
  const until = from + random.below(30 * MINUTE);
  world.at(until, () => world.say('the queue takes copies again'));
  const isRefusing = (): boolean => world.now().getTime() >= from && world.now().getTime() < until;
  const schedule: MemoryQueue['schedule'] = async (received, comeBack) => {
    if (isRefusing()) throw new Error('the queue takes no copies');
    await queue.schedule(received, comeBack);
  };
  return Object.create(queue, { schedule: { value: schedule } });
}

function enqueue({ case: { saveToSentItems, lifetimeMs, duplicates }, random, world, queue }: Storm, id: string): void {
  const expiry = lifetimeMs === undefined ? {} : { expiresAt: new Date(START.getTime() + lifetimeMs).toISOString() };
  const body = Buffer.from(JSON.stringify({ ...plainMessage, id, saveToSentItems, ...expiry }));
  queue.enqueue({ body, messageId: `msg_${id}` });
  for (let number = 1; number <= duplicates; number += 1) {
    const soon = random.pick([SECOND, MINUTE, 20 * MINUTE, 120 * MINUTE]);
    world.at(START.getTime() + random.below(soon), () => {
      world.say(`the producer enqueues ${id} again`);
      queue.enqueue({ body, messageId: `msg_${id}_again_${number}` });
    });
  }
}

function makeDeadly({ deadly, world }: Storm, forMs: number): void {
  deadly.add('order-1');
  world.at(START.getTime() + forMs, () => {
    world.say('order-1 is harmless from now on');
    deadly.clear();
  });
}
