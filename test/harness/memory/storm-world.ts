/**
 * Time, order and misfortune of a storm or a walk. Every call of a worker to the world stops at a gate before and after its
 * effect; one gate is opened at a time, so that two workers interleave at every await, and time passes only where it is
 * let: never beyond the deadline of a call that is under way. Fate decides what is left open.
 */
import type { Fate } from './fate.ts';
import type { Call, Fault, Gate, StormWorker } from './storm-call.ts';

interface Event {
  readonly at: number;
  readonly happen: () => unknown;
}

export interface StormOptions {
  readonly fate: Fate;
  readonly start: Date;
  /** How long after a call was given up it may still take effect. */
  readonly latestMs: number;
}

export type StormWorld = ReturnType<typeof createStormWorld>;

export function createStormWorld({ fate, start, latestMs }: StormOptions) {
  const gates: Gate[] = [];
  const events: Event[] = [];
  const trace: string[] = [];
  let time = start.getTime();

  const say = (line: string): void => {
    trace.push(`${((time - start.getTime()) / 1000).toFixed(1).padStart(9)} s  ${line}`);
  };
  const at = (when: number, happen: () => unknown): void => {
    events.push({ at: when, happen });
  };
  const live = (): Gate[] => gates.filter(({ worker }) => !worker.isGone);

  /** `isIdle`: what comes behind it changes nothing and sees no change. */
  function pass(worker: StormWorker, endsAt: number, isIdle: boolean): Promise<void> {
    if (worker.isGone) return never();
    if (isIdle && !fate.stopsAtIdle) return Promise.resolve();
    return new Promise((open) => {
      gates.push({ worker, endsAt, open });
    });
  }

  async function call<Answer>(
    worker: StormWorker,
    { name, kind, deadlineMs, effect, error }: Call<Answer>,
  ): Promise<Answer> {
    if (worker.isFree) return effect();
    const endsAt = time + deadlineMs;
    await pass(worker, endsAt, kind === 'constant');
    if (isKilled(worker)) return never();
    const fault = fate.faultOf(kind);
    say(`${worker.name} ${name}${inBrackets(fault)}`);
    const answer = takesEffect(fault) ? { value: await effect() } : undefined;
    if (fault?.startsWith('crash')) worker.isGone = true;
    await pass(worker, endsAt, true);
    if (fault === 'fail-late') at(time + Math.floor(fate.random() * latestMs), () => effect().catch(unheard));
    if (fault || !answer) throw error(fault ?? 'fail-before');
    return answer.value;
  }

  function isKilled(worker: StormWorker): boolean {
    if (worker.callsLeft === undefined) return false;
    worker.callsLeft -= 1;
    worker.isGone = worker.callsLeft < 0;
    if (worker.isGone) say(`${worker.name} is killed by its message`);
    return worker.isGone;
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
    fate,
    trace,
    say,
    at,
    call,
    passTimeTo,
    now: () => new Date(time),
    nowOf: (worker: StormWorker) => new Date(time + worker.skewMs),
    isBusy: () => live().length > 0,
    openGate(): void {
      const gate = fate.turn(live());
      if (!gate) return;
      gates.splice(gates.indexOf(gate), 1);
      gate.open();
    },
    /** No call that is under way may outlive its deadline. */
    latestTime: () => Math.min(...live().map(({ endsAt }) => endsAt)),
    nextEventAt: () => Math.min(...events.map((each) => each.at)),
  };
}

const inBrackets = (fault: Fault | undefined): string => (fault ? ` (${fault})` : '');

const takesEffect = (fault: Fault | undefined): boolean =>
  fault === undefined || fault === 'crash-after' || fault === 'fail-after';

/** Nobody listens to the answer of a call that was given up. */
const unheard = (): void => undefined;

const never = (): Promise<never> => new Promise(() => undefined);

/** Until every worker stands at a gate or is done: what lies between two gates takes no time and no I/O. */
export const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
