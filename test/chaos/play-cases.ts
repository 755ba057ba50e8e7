/** Plays some cases side by side, and goes on until all that they began has come to its end. */
import { isDone, untilIdle } from './calm.ts';
import { type CrashCase, crashOf, enqueuedBy, faultsOf, isTimer } from './crash-case.ts';
import type { TourStage } from './tour-stage.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PATIENCE = 20 * SECOND;
/** Each is longer than a lock lasts, and than an attempt's deadlines. */
const STEP = 6 * MINUTE;
const MOST_STEPS = 40;
/** Of crashes of one run of a timer. */
const MOST_RUNS = 60;

export async function playCases(stage: TourStage, cases: readonly CrashCase[]): Promise<void> {
  stage.journal.write('storm', `cases ${JSON.stringify(cases.map(({ name, crash }) => ({ name, crash })))}`);
  await stage.instances.ready();
  stage.plan(cases);
  for (const each of cases) await begin(stage, each);
  await removeHolds(stage, cases);
  if (!(await goOn(stage))) stage.unfinished.push(...cases);
  if (isTimersTurn(stage, cases)) await spendADay(stage, cases);
  stage.plan([]);
  await stage.scene.sandbox.control('faults', { method: 'DELETE' });
}

/** One after the other: who crashes over one has nothing of the others in hand. */
async function begin({ scene, instances, producer, messages }: TourStage, each: CrashCase): Promise<void> {
  for (const body of faultsOf(each)) await scene.sandbox.control('faults', { method: 'POST', body });
  const enqueued = enqueuedBy(each, await scene.now());
  messages.push(...new Map(enqueued.map(({ message }) => [message.id, message])).values());
  // Who replaces it takes longer to start than the message lives.
  if (each.scenario.isNobodyThere) await instances.kill(0);
  await producer.enqueueAsIs(enqueued.map(({ queueMessage }) => queueMessage));
  await untilIdle(scene, PATIENCE);
}

/** @returns false where something is left that nobody takes up */
async function goOn(stage: TourStage): Promise<boolean> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await untilIdle(stage.scene, PATIENCE);
    if (await isDone(stage)) return true;
    await pass(stage, STEP);
  }
  return false;
}

/** Housekeeping first: once holds are released, nothing expires while it is held. */
async function pass(stage: TourStage, milliseconds: number): Promise<void> {
  const passed = await stage.instances.advance(milliseconds);
  for (const key of passed.flatMap((each) => Object.keys(each))) stage.known.add(key.replace(/:\w+$/, ''));
  await runTimer(stage, 'keep-house');
  await runTimer(stage, 'probe-holds');
}

/** Again, where it crashed. */
async function runTimer({ instances, crashes }: TourStage, name: string): Promise<void> {
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const before = crashes.length;
    await instances.runTimer(0, name);
    await instances.rest();
    if (crashes.length === before) return;
  }
}

async function removeHolds({ scene }: TourStage, cases: readonly CrashCase[]): Promise<void> {
  const mailboxes = new Set(cases.filter(({ scenario }) => scenario.isHoldRemoved).map(({ mailbox }) => mailbox));
  for (const stored of await scene.holds.list())
    if (stored.hold.mailbox !== undefined && mailboxes.has(stored.hold.mailbox)) await scene.holds.remove(stored);
}

/** In the rehearsal, too: to see which steps they take. */
const isTimersTurn = ({ crashes }: TourStage, cases: readonly CrashCase[]): boolean =>
  cases.every(({ crash }) => crash === undefined)
    ? cases.some(({ scenario }) => scenario.isForTimers)
    : cases.some((each) => each.crash !== undefined && isTimer(each.crash) && !crashOf(each, crashes));

/** Drafts count as left behind after a day, and each mailbox has an hour of its own. */
async function spendADay(stage: TourStage, cases: readonly CrashCase[]): Promise<void> {
  await pass(stage, 24 * HOUR);
  for (let hour = 0; hour < 24 && isTimersTurn(stage, cases); hour += 1) await pass(stage, HOUR);
}
