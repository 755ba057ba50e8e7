/**
 * One storm: messages, workers and misfortunes drawn from a seed, until the misfortunes are used up and the queue is empty.
 * Then the mailboxes judge it. The trace tells what happened, for whoever runs a seed again.
 */
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { keepHouse } from '../../../shared/delivery/keep-house.ts';
import { isHeldBack } from '../../../shared/delivery/opening.ts';
import { probeHolds } from '../../../shared/delivery/probe-holds.ts';
import { contoso, plainMessage, START } from './delivery-bundle.ts';
import { createMemoryHolds } from './memory-holds.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryMailboxes, type SettleTime } from './memory-mailboxes.ts';
import { createMemoryQueue, type LockedMessage } from './memory-queue.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import type { StormCase } from './storm-case.ts';
import { stormPorts } from './storm-ports.ts';
import { describeEnd, judge } from './storm-verdict.ts';
import { createStormWorld, quiet, type StormWorker } from './storm-world.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const MOST_STEPS = 6000;

export interface StormReport {
  /** What is wrong; empty where nothing is. */
  readonly verdict: string;
  /** How each message ended. */
  readonly ends: readonly string[];
  readonly trace: readonly string[];
}

export async function runStorm(storm: StormCase): Promise<StormReport> {
  const scene = setScene(storm);
  const isOver = await untilCalm(scene);
  const ends = await Promise.all(scene.ids.map((id) => endOf(scene, id)));
  const problems = [
    isOver ? undefined : 'never ends',
    scene.queue.deadLettered.length > 0 ? 'dead-lettered' : undefined,
    ...ends.map((end) => judge(storm, end)),
  ].filter((problem) => problem !== undefined);
  return { verdict: [...new Set(problems)].join(', '), ends: ends.map(describeEnd), trace: scene.world.trace };
}

type Scene = ReturnType<typeof setScene>;

function setScene(storm: StormCase) {
  const random = seededRandom(storm.seed ^ 0x5bd1e995);
  const { faults, faultChance } = storm;
  const world = createStormWorld({ random, start: START, faults, faultChance, latestMs: 30 * SECOND });
  const mailboxes = createMemoryMailboxes({
    now: world.now,
    settleTime: () => someSettleTime(storm, random),
    acceptsSecondSend: storm.acceptsSecondSend,
  });
  const queue = createMemoryQueue({ now: world.now, duplicateWindowMs: storm.duplicateWindowMs });
  const ids = Array.from({ length: storm.messages }, (_, index) => `order-${index + 1}`);
  const connections = new Map([['contoso', contoso(storm.connection)]]);
  const ledger = createMemoryLedger();
  const holds = createMemoryHolds();
  const scene = {
    storm,
    world,
    ledger,
    holds,
    mailboxes,
    queue,
    ids,
    connections,
    received: 0,
    timers: { last: START.getTime() },
  };
  for (const id of ids) enqueue(scene, id);
  actAsOperator(scene);
  return scene;
}

/** Over 30 messages a minute Exchange takes its time, and shows what it has accepted as a draft. */
const someSettleTime = ({ acceptsSecondSend }: StormCase, random: SeededRandom): SettleTime =>
  !acceptsSecondSend && random.chance(0.3)
    ? { ms: random.below(30 * MINUTE), seenAs: 'draft' }
    : { ms: random.below(45 * SECOND), seenAs: random.pick(['draft', 'nothing']) };

async function endOf({ ledger, mailboxes }: Scene, id: string) {
  const stored = await ledger.read('contoso', id);
  return { id, entry: stored?.entry, timesSent: mailboxes.sent.filter(({ message }) => message.id === id).length };
}

function enqueue({ storm, world, queue }: Pick<Scene, 'storm' | 'world' | 'queue'>, id: string): void {
  const { random } = world;
  const { saveToSentItems, lifetimeMs, duplicates } = storm;
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

function actAsOperator({ storm, world, connections }: Pick<Scene, 'storm' | 'world' | 'connections'>): void {
  const { random } = world;
  const when = START.getTime() + random.below(random.pick([10 * SECOND, 10 * MINUTE]));
  const act = (at: number, what: string, happen: () => void): void => {
    world.at(at, () => {
      world.say(what);
      happen();
    });
  };
  const before = contoso(storm.connection);
  const plan = random.pick<'draft' | 'direct'>(['draft', 'direct']);
  const after = contoso({ ...storm.connection, plan, mailboxes: [...before.mailboxes].reverse() });
  if (storm.operator === 'changes the connection')
    act(when, `the connection changes: another default mailbox, plan ${plan}`, () => connections.set('contoso', after));
  if (storm.operator === 'removes the connection') {
    act(when, 'the connection is removed', () => connections.delete('contoso'));
    act(when + random.below(10 * MINUTE), 'the connection is back', () => connections.set('contoso', before));
  }
}

/** @returns false where it never ends */
async function untilCalm(scene: Scene): Promise<boolean> {
  const running = new Set<StormWorker>();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await quiet();
    for (const worker of running) if (worker.isGone) running.delete(worker);
    if (!(await takeStep(scene, running))) return true;
  }
  return false;
}

/** @returns false where nothing is left to happen */
async function takeStep(scene: Scene, running: Set<StormWorker>): Promise<boolean> {
  const { world, storm } = scene;
  const isBusy = world.isBusy();
  if (isBusy && world.random.chance(storm.isSlow ? 0.3 : 0.03)) await world.passTimeTo(someTimeLater(scene));
  else if (mayReceive(scene, running) && (!isBusy || world.random.chance(0.5))) receive(scene, running);
  else if (isBusy) world.openGate();
  else return waitForNext(scene, running);
  return true;
}

/** Lets time pass to the next event, queue message or timer. */
async function waitForNext(scene: Scene, running: Set<StormWorker>): Promise<boolean> {
  const { world, queue } = scene;
  const timer = await nextTimer(scene);
  const queued = queue.nextAt()?.getTime() ?? Number.POSITIVE_INFINITY;
  const next = Math.min(world.nextEventAt(), queued, timer?.at ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(next)) return false;
  await world.passTimeTo(Math.max(next, world.now().getTime()));
  if (timer && timer.at <= world.now().getTime()) runTimer(scene, timer, running);
  return true;
}

interface Timer {
  readonly name: string;
  readonly at: number;
  readonly run: (ports: DeliveryPorts) => Promise<void>;
}

/** The timer functions, as far as there is something to do for them: every minute, and every hour. */
async function nextTimer(scene: Scene): Promise<Timer | undefined> {
  const { holds, ledger, timers } = scene;
  const open = (await holds.list()).filter(({ hold }) => hold.state !== 'lifted');
  if (open.length > 0) return { name: 'probe', at: timers.last + MINUTE, run: probeHolds };
  for await (const { entry } of ledger.select({ tenant: 'contoso', states: ['parked'] }))
    if (isHeldBack(entry)) return { name: 'housekeeping', at: timers.last + HOUR, run: cleanUp };
  return undefined;
}

const cleanUp = (ports: DeliveryPorts): Promise<void> =>
  keepHouse(ports, { retentionMs: 30 * 24 * HOUR, until: new Date(ports.now().getTime() + HOUR) });

function runTimer(scene: Scene, { name, run }: Timer, running: Set<StormWorker>): void {
  const { world, storm } = scene;
  scene.received += 1;
  scene.timers.last = world.now().getTime();
  const worker = { name: `${name} ${scene.received}`, skewMs: storm.skewMs, isGone: false };
  world.say(`${worker.name} begins`);
  running.add(worker);
  void run(stormPorts(scene, worker))
    .catch((error: unknown) => world.say(`${worker.name} throws ${error instanceof Error ? error.message : error}`))
    .finally(() => running.delete(worker));
}

const mayReceive = ({ storm, queue }: Scene, running: ReadonlySet<StormWorker>): boolean =>
  running.size < storm.workers && queue.available() > 0;

function someTimeLater({ world }: Scene): number {
  const { random } = world;
  const end = random.chance(0.3) ? world.latestTime() : world.now().getTime() + random.below(10 * SECOND);
  return Math.min(end, world.latestTime());
}

function receive(scene: Scene, running: Set<StormWorker>): void {
  const { world, queue, storm } = scene;
  const locked = queue.receive(world.random.below(queue.available()));
  if (!locked) return;
  scene.received += 1;
  // Workers' clocks differ by little from each other, and by much from the broker's.
  const ownSkewMs = storm.skewMs === 0 ? 0 : world.random.below(30 * SECOND) - 15 * SECOND;
  const worker = { name: `worker ${scene.received}`, skewMs: storm.skewMs + ownSkewMs, isGone: false };
  const { copy, deliveryCount, messageId } = locked.received;
  world.say(`${worker.name} receives ${messageId?.slice(0, 16)}, copy ${copy?.number ?? 0}, delivery ${deliveryCount}`);
  running.add(worker);
  // The lock of a worker that goes on may be lost under it.
  if (world.strikes() && world.random.chance(0.5)) world.at(world.now().getTime() + 1, () => queue.loseLock(locked));
  void work(scene, worker, locked).finally(() => running.delete(worker));
}

async function work(scene: Scene, worker: StormWorker, locked: LockedMessage): Promise<void> {
  const { world, queue } = scene;
  try {
    const outcome = await deliverMessage(locked.received, stormPorts(scene, worker));
    world.say(`${worker.name} -> ${outcome.kind}`);
    // A settlement that is lost has the message handed over again when its lock ends.
    if (!world.strikes()) queue.complete(locked);
  } catch (error) {
    world.say(`${worker.name} throws ${error instanceof Error ? error.message : error}`);
    queue.abandon(locked);
  }
}
