/**
 * Time, order and misfortune of a storm, all from one seed. Every call of a worker to the world stops at a gate before and
 * after its effect; the storm opens one gate at a time, so that two workers interleave at every await, and time passes only
 * while the storm lets it: never beyond the deadline of a call that is under way.
 */
import type { SeededRandom } from './seeded-random.ts';

/** The worker is gone before or after the effect; the call fails before, after, or before its effect comes late. */
export type Fault = 'crash-before' | 'crash-after' | 'fail-before' | 'fail-after' | 'fail-late';

export interface Call<Answer> {
  readonly name: string;
  /** The call has ended by then, one way or the other. */
  readonly deadlineMs: number;
  readonly faults: readonly [Fault, ...Fault[]];
  readonly effect: () => Promise<Answer>;
  readonly error: () => Error;
}

export interface StormWorker {
  readonly name: string;
  /** How far its clock is from the broker's. */
  readonly skewMs: number;
  isGone: boolean;
}

interface Gate {
  readonly worker: StormWorker;
  readonly endsAt: number;
  readonly open: () => void;
}

interface Event {
  readonly at: number;
  readonly happen: () => unknown;
}

export interface StormOptions {
  readonly random: SeededRandom;
  readonly start: Date;
  readonly faults: number;
  readonly faultChance: number;
  /** How long after a call was given up it may still take effect. */
  readonly latestMs: number;
}

export type StormWorld = ReturnType<typeof createStormWorld>;

export function createStormWorld({ random, start, faults, faultChance, latestMs }: StormOptions) {
  const gates: Gate[] = [];
  const events: Event[] = [];
  const trace: string[] = [];
  let time = start.getTime();
  let faultsLeft = faults;

  const say = (line: string): void => {
    trace.push(`${((time - start.getTime()) / 1000).toFixed(1).padStart(9)} s  ${line}`);
  };
  const at = (when: number, happen: () => unknown): void => {
    events.push({ at: when, happen });
  };
  const live = (): Gate[] => gates.filter(({ worker }) => !worker.isGone);

  /** One misfortune less to come, where fate wants it. */
  function strikes(): boolean {
    if (faultsLeft === 0 || !random.chance(faultChance)) return false;
    faultsLeft -= 1;
    return true;
  }

  function pass(worker: StormWorker, endsAt: number): Promise<void> {
    if (worker.isGone) return never();
    return new Promise((open) => {
      gates.push({ worker, endsAt, open });
    });
  }

  async function call<Answer>(
    worker: StormWorker,
    { name, deadlineMs, effect, ...rest }: Call<Answer>,
  ): Promise<Answer> {
    const endsAt = time + deadlineMs;
    await pass(worker, endsAt);
    const fault = strikes() ? random.pick(rest.faults) : undefined;
    say(`${worker.name} ${name}${fault ? ` (${fault})` : ''}`);
    const isDone = fault === undefined || fault === 'crash-after' || fault === 'fail-after';
    const answer = isDone ? { value: await effect() } : undefined;
    if (fault?.startsWith('crash')) worker.isGone = true;
    await pass(worker, endsAt);
    if (fault === 'fail-late') at(time + random.below(latestMs), () => effect().catch(unheard));
    if (fault || !answer) throw rest.error();
    return answer.value;
  }

  /** Lets time pass up to an instant, and what is due happen in its order. */
  async function passTimeTo(end: number): Promise<void> {
    for (;;) {
      const next = events.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      events.splice(events.indexOf(next), 1);
      time = Math.max(time, next.at);
      await next.happen();
    }
    time = Math.max(time, end);
  }

  return {
    random,
    trace,
    say,
    at,
    call,
    strikes,
    passTimeTo,
    now: () => new Date(time),
    nowOf: (worker: StormWorker) => new Date(time + worker.skewMs),
    isBusy: () => live().length > 0,
    openGate(): void {
      const gate = live()[random.below(live().length)];
      if (!gate) return;
      gates.splice(gates.indexOf(gate), 1);
      gate.open();
    },
    /** No call that is under way may outlive its deadline. */
    latestTime: () => Math.min(...live().map(({ endsAt }) => endsAt)),
    nextEventAt: () => Math.min(...events.map((each) => each.at)),
  };
}

/** Nobody listens to the answer of a call that was given up. */
const unheard = (): void => undefined;

const never = (): Promise<never> => new Promise(() => undefined);

/** Until every worker stands at a gate or is done: what lies between two gates takes no time and no I/O. */
export const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
