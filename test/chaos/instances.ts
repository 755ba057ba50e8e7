/**
 * The instances of the product under test: as many as are wanted are alive, a dead one is replaced at once. Moves time: only while
 * no live one is handling anything, because real time could not pass under a worker's hands either without ending its deadlines.
 */
import type { ChaosLine, CrashPlan, Passed } from './channel.ts';
import { type Instance, startInstance } from './instance.ts';
import type { Journal } from './journal.ts';

export interface InstancesOptions {
  readonly app: string;
  readonly settings: Readonly<Record<string, string>>;
  /** One for each: how far its own clock is off. */
  readonly skewsMs: readonly number[];
  readonly journal: Journal;
  /** Moves the clock of everything else by so much, and says how far it is ahead of the machine's by then. */
  readonly moveClock: (advanceMs: number) => Promise<number>;
  /** Each step of each instance, where they shall tell them, and each one's last words. */
  readonly onStep?: (line: ChaosLine) => void;
  readonly isTellingSteps?: boolean;
}

export interface Instances {
  /** All are alive and listen. */
  ready(): Promise<void>;
  /** Moves time. @returns what was passed so far, by all that live */
  advance(milliseconds: number): Promise<readonly Passed[]>;
  /** Resolves when it is dead. */
  kill(index: number): Promise<void>;
  /** For the one that is alive now. */
  planCrash(index: number, plan: CrashPlan): void;
  /** For all, and for those that replace them, until others are planned. */
  planCrashes(plans: readonly CrashPlan[]): void;
  /** Asks one of them to run a timer function now; it may die of it, or before. */
  runTimer(index: number, functionName: string): Promise<void>;
  /** Resolves when nobody is handling anything, and all are alive. */
  rest(): Promise<void>;
  /** How many were replaced after they were killed. */
  readonly deaths: number;
  /** Kills them all: nothing of theirs is needed any more. */
  stop(): Promise<void>;
}

const NO_PLANS: readonly CrashPlan[] = [];
const CHAOS_LINE = '{"chaos":';

export function startInstances(options: InstancesOptions): Instances {
  const { app, settings, skewsMs, journal, moveClock, onStep = () => {}, isTellingSteps = false } = options;
  const state = { offsetMs: 0, isGateOpen: true, isStopping: false, deaths: 0, started: 0, plans: NO_PLANS };
  const living: Instance[] = [];
  for (const index of skewsMs.keys()) start(index);

  function start(index: number): void {
    state.started += 1;
    const name = `instance ${state.started}`;
    const { offsetMs, isGateOpen, plans } = state;
    const onLine = (line: string): void => {
      journal.write(name, line);
      if (line.startsWith(CHAOS_LINE)) onStep(JSON.parse(line));
    };
    const skewMs = skewsMs[index] ?? 0;
    const own = { offsetMs, skewMs, isGateOpen, plans, isTellingSteps, onLine };
    const instance = startInstance({ name, app, settings, ...own });
    living[index] = instance;
    void instance.ended.then(() => replace(index, instance));
  }

  function replace(index: number, { name }: Instance): void {
    if (state.isStopping) return;
    state.deaths += 1;
    journal.write(name, 'is gone');
    start(index);
  }

  async function ready(): Promise<void> {
    for (;;) {
      const asked = [...living];
      const answers = await Promise.allSettled(asked.map((each) => each.ready));
      if (
        answers.every(({ status }) => status === 'fulfilled') &&
        asked.every((each) => living.includes(each) && !each.isGone())
      )
        return;
    }
  }

  function turnGate(isOpen: boolean): void {
    state.isGateOpen = isOpen;
    for (const each of living) each.tell({ kind: 'gate', isOpen });
  }

  async function quiet(): Promise<readonly Passed[]> {
    const quietOnes = living.map((each) => each.untilQuiet());
    turnGate(false);
    const passed = await Promise.all(quietOnes);
    await ready();
    return passed;
  }

  return {
    ready,
    async advance(milliseconds) {
      await ready();
      const passed = await quiet();
      state.offsetMs = await moveClock(milliseconds);
      for (const each of living) each.tell({ kind: 'clock', offsetMs: state.offsetMs });
      journal.write('storm', `time moves by ${Math.round(milliseconds / 1000)} s`);
      turnGate(true);
      return passed;
    },
    async kill(index) {
      const instance = living[index];
      journal.write('storm', `kills ${instance?.name}`);
      instance?.kill();
      await instance?.ended;
    },
    planCrash: (index, plan) => living[index]?.tell({ kind: 'crash', plans: [plan] }),
    planCrashes(plans) {
      state.plans = plans;
      for (const each of living) each.tell({ kind: 'crash', plans });
    },
    async runTimer(index, functionName) {
      const instance = living[index];
      const port = await instance?.ready.catch(() => undefined);
      if (port === undefined) return;
      const options = { method: 'POST', body: '{}' };
      await fetch(`http://127.0.0.1:${port}/admin/functions/${functionName}`, options).catch(() => undefined);
    },
    async rest() {
      await ready();
      await quiet();
      turnGate(true);
    },
    get deaths() {
      return state.deaths;
    },
    async stop() {
      state.isStopping = true;
      for (const each of living) each.kill();
      await Promise.all(living.map(({ ended }) => ended));
    },
  };
}
