/**
 * One storm: messages, workers and misfortunes drawn from a seed, until the misfortunes are used up, the queue is empty, and people
 * have seen to what is left. Then the mailboxes judge it. The trace tells what happened, for whoever runs a seed again.
 */
import type { LockedMessage } from './locked-messages.ts';
import type { StormInstance } from './storm-call.ts';
import type { StormCase } from './storm-case.ts';
import { planActs, seeToTheEnd } from './storm-operator.ts';
import { endsOf, forgetGone, start } from './storm-scene.ts';
import { type Storm, setUpStorm } from './storm-setup.ts';
import { nextTimer } from './storm-timers.ts';
import { describeEnd, judge } from './storm-verdict.ts';
import { deliverLocked, recordDead } from './storm-workers.ts';
import { quiet } from './storm-world.ts';

const SECOND = 1000;
const MOST_STEPS = 20_000;

export interface StormReport {
  /** What is wrong; empty where nothing is. */
  readonly verdict: string;
  /** How each message ended. */
  readonly ends: readonly string[];
  readonly trace: readonly string[];
}

export async function runStorm(storm: StormCase): Promise<StormReport> {
  const scene = setUpStorm(storm);
  planActs(scene);
  const isOver = await untilCalm(scene);
  const ends = await endsOf(scene);
  const problems = [isOver ? undefined : 'never ends', ...ends.map((end) => judge(storm, end))];
  const found = new Set(problems.filter((problem) => problem !== undefined));
  return { verdict: [...found].join(', '), ends: ends.map(describeEnd), trace: scene.world.trace };
}

/** @returns false where it never ends */
async function untilCalm(scene: Storm): Promise<boolean> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await quiet();
    forgetGone(scene);
    if (!(await takeStep(scene))) return true;
  }
  return false;
}

/** @returns false where nothing is left to happen */
async function takeStep(scene: Storm): Promise<boolean> {
  const { world, random } = scene;
  const isBusy = world.isBusy();
  if (isBusy && random.chance(scene.case.isSlow ? 0.3 : 0.03)) await world.passTimeTo(someTimeLater(scene));
  else if (mayReceive(scene) && (!isBusy || random.chance(0.5))) receive(scene);
  else if (isBusy) world.openGate();
  else return waitForNext(scene);
  return true;
}

/** Lets time pass to the next event, queue message or timer. */
async function waitForNext(scene: Storm): Promise<boolean> {
  const { world, queue, timers } = scene;
  const timer = await nextTimer(scene);
  const times = [queue.nextAt(), queue.deadLetters.nextAt()].map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY);
  const next = Math.min(world.nextEventAt(), timer?.at ?? Number.POSITIVE_INFINITY, ...times);
  if (!Number.isFinite(next)) return seeToTheEnd(scene);
  await world.passTimeTo(Math.max(next, world.now().getTime()));
  if (!timer || timer.at > world.now().getTime()) return true;
  timers.last = world.now().getTime();
  start(scene, { name: timer.name, instance: someInstance(scene), skewMs: scene.case.skewMs, run: timer.run });
  return true;
}

const someInstance = ({ random, instances }: Storm): StormInstance => random.pick(instances);

const mayReceive = ({ case: { workers }, running, queue }: Storm): boolean =>
  running.size < workers && queue.available() + queue.deadLetters.available() > 0;

function someTimeLater({ world, random }: Storm): number {
  const end = random.chance(0.3) ? world.latestTime() : world.now().getTime() + random.below(10 * SECOND);
  return Math.min(end, world.latestTime());
}

function receive(scene: Storm): void {
  const { queue, random, world } = scene;
  const dead = queue.deadLetters.receive();
  if (dead) begin(scene, 'dead letter', { run: recordDead(scene, dead) });
  const locked = dead ? undefined : queue.receive(random.below(queue.available()));
  if (!locked) return;
  const { copy, deliveryCount, messageId } = locked.received;
  world.say(`next is ${messageId?.slice(0, 16)}, copy ${copy?.number ?? 0}, delivery ${deliveryCount}`);
  begin(scene, 'worker', { run: deliverLocked(scene, locked), ...deathBy(scene, locked) });
  // The lock of a worker that goes on may be lost under it.
  if (world.fate.strikes() && random.chance(0.5)) world.at(world.now().getTime() + 1, () => queue.loseLock(locked));
}

function begin(scene: Storm, name: string, task: Pick<Parameters<typeof start>[1], 'run' | 'callsLeft'>): void {
  const { random } = scene;
  const { skewMs } = scene.case;
  // Workers' clocks differ by little from each other, and by much from the broker's.
  const ownSkewMs = skewMs === 0 ? 0 : random.below(30 * SECOND) - 15 * SECOND;
  start(scene, { name, instance: someInstance(scene), skewMs: skewMs + ownSkewMs, ...task });
}

function deathBy({ deadly, random }: Storm, { received }: LockedMessage): { callsLeft?: number } {
  const body = Buffer.from(received.body).toString();
  return [...deadly].some((id) => body.includes(`"${id}"`)) ? { callsLeft: random.below(8) } : {};
}
