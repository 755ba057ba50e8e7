/**
 * Points at which this process can be killed, and those it shall be killed at. The kill is the kernel's: nothing is flushed,
 * no promise goes on, no connection is closed by its protocol.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import {
  type ChaosLine,
  type CrashPlan,
  type CrashPoint,
  type InHand,
  type Passed,
  type Phase,
  pointKey,
} from '../channel.ts';

const STDERR = 2;
/** Each step is told: to find out which there are. */
const isTelling = process.env.CHAOS_TELL_STEPS === 'yes';
const inHand = new AsyncLocalStorage<InHand>();
const passed: Record<string, number> = {};
let planned: { readonly plan: CrashPlan; left: number }[] = [];

planCrashes(JSON.parse(process.env.CHAOS_CRASHES ?? '[]'));

/** Instead of those that were planned before. */
export function planCrashes(plans: readonly CrashPlan[]): void {
  planned = plans.map((plan) => ({ plan, left: plan.passes }));
}

/** Points that are passed meanwhile are passed with this in hand. */
export const withInHand = <Result>(what: InHand, work: () => Result): Result => inHand.run(what, work);

/** Names a point that may never be passed. */
export function nameCrashPoint(name: string): void {
  passed[pointKey({ name, phase: 'before' })] ??= 0;
  passed[pointKey({ name, phase: 'after' })] ??= 0;
}

export function passCrashPoint(name: string, phase: Phase): void {
  const point = { name, phase };
  passed[pointKey(point)] = (passed[pointKey(point)] ?? 0) + 1;
  const what = inHand.getStore();
  if (isTelling) say({ chaos: 'pass', ...point, ...what });
  for (const each of planned) {
    if (!isMeant(each.plan, point, what)) continue;
    each.left -= 1;
    if (each.left === 0) crash({ chaos: 'crash', ...point, ...what });
  }
}

export const passedPoints = (): Passed => ({ ...passed });

const isMeant = ({ point, subject }: CrashPlan, passing: CrashPoint, what: InHand | undefined): boolean =>
  (point === undefined || pointKey(point) === pointKey(passing)) &&
  (subject === undefined || what?.subject.includes(subject) === true);

function crash(line: ChaosLine): never {
  say(line);
  process.kill(process.pid, 'SIGKILL');
  // The signal is on its way: not one more step until it is here.
  for (;;);
}

function say(line: ChaosLine): void {
  try {
    writeSync(STDERR, `${JSON.stringify(line)}\n`);
  } catch {
    // A pipe that is full must not save anybody's life.
  }
}
