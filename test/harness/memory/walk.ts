/**
 * Every way in which a scenario can go, within bounds: who goes on at each effect, and where a worker crashes or an answer is lost.
 * After those who begin, what the queue, the clock and the timers bring is done one by one, in reach of the same misfortunes. Each
 * schedule is played from the start by its list of choices.
 */
import { type Choices, createChoices } from './choices.ts';
import { endsOf, forgetGone, type StormScene, type StormTask, start } from './storm-scene.ts';
import { nextTimer } from './storm-timers.ts';
import { describeEnd, type StormEnd } from './storm-verdict.ts';
import { deliverLocked, recordDead } from './storm-workers.ts';
import { quiet } from './storm-world.ts';
import { createWalkFate, type WalkBounds, type WalkFate } from './walk-fate.ts';
import { openWalkScene, type Sabotage, type WalkSetting } from './walk-scene.ts';
import { judgeWalk } from './walk-verdict.ts';

export interface WalkScenario extends WalkSetting {
  readonly name: string;
  /** Goes in so many ways that it is walked one misfortune less far. */
  readonly isWide?: boolean;
  /** What was before, without choices; and who begins at the same instant. */
  readonly begin: (scene: StormScene) => Promise<readonly StormTask[]>;
  /** What a person does once all is quiet, as long as there is something to do for one. */
  readonly person?: (scene: StormScene) => Promise<StormTask | undefined>;
  /** Begins with what only the hourly housekeeping clears up. */
  readonly isLeftBehind?: boolean;
  /** Ends beside `sent`, once, that are as they should be. */
  readonly mayEnd?: (end: StormEnd, faults: number) => boolean;
}

export interface WalkOptions extends WalkBounds {
  readonly sabotage?: Sabotage;
  /** Stops there. */
  readonly mostFailures?: number;
}

export interface WalkReport {
  readonly schedules: number;
  readonly failed: number;
  /** The first ones, with the choices that lead there and what happened. */
  readonly failures: readonly string[];
}

const MOST_STEPS = 2000;
const MOST_REPORTED = 3;

export async function walk(scenario: WalkScenario, options: WalkOptions): Promise<WalkReport> {
  const { mostFailures = Number.POSITIVE_INFINITY } = options;
  const failures: string[] = [];
  let [schedules, failed] = [0, 0];
  for (let wanted: readonly number[] | undefined = []; wanted && failed < mostFailures; ) {
    const choices = createChoices(wanted);
    const failure = await play(scenario, options, choices);
    schedules += 1;
    if (failure) failed += 1;
    if (failure && failures.length < MOST_REPORTED) failures.push(failure);
    wanted = choices.next();
  }
  return { schedules, failed, failures };
}

/** @returns what is wrong with how it went, for whoever looks for the fault */
async function play(scenario: WalkScenario, options: WalkOptions, choices: Choices): Promise<string | undefined> {
  const fate = createWalkFate(choices, options);
  const scene = openWalkScene(scenario, fate, options.sabotage);
  for (const task of await scenario.begin(scene)) start(scene, task);
  const isOver = await untilQuiet(scene, scenario);
  const ends = await endsOf(scene);
  const isLate = scene.timers.housekeepings > 0 && fate.faults === 0 && !scenario.isLeftBehind;
  const problems = [
    isOver ? undefined : 'never ends',
    // The net under the net: where nothing went wrong, nothing may need it.
    isLate ? 'left to the housekeeping' : undefined,
    ...ends.map((end) => judgeWalk(scenario, end, fate.faults)),
  ];
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length === 0) return undefined;
  return [`${scenario.name}: ${found.join(', ')}`, `choices ${choices.made.join(' ')}`, ...scene.world.trace]
    .concat(ends.map(describeEnd))
    .join('\n');
}

async function untilQuiet(scene: StormScene & { readonly fate: WalkFate }, scenario: WalkScenario): Promise<boolean> {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    await quiet();
    forgetGone(scene);
    if (scene.world.isBusy()) scene.world.openGate();
    else if (!(await goOn(scene, scenario))) return true;
  }
  return false;
}

/** @returns false where nothing is left to happen */
async function goOn(scene: StormScene, scenario: WalkScenario): Promise<boolean> {
  const { queue, world } = scene;
  if (queue.available() + queue.deadLetters.available() > 0) return receive(scene);
  const timer = await nextTimer(scene);
  const times = [queue.nextAt(), queue.deadLetters.nextAt()].map((at) => at?.getTime() ?? Number.POSITIVE_INFINITY);
  const next = Math.min(world.nextEventAt(), timer?.at ?? Number.POSITIVE_INFINITY, ...times);
  if (!Number.isFinite(next)) return askPerson(scene, scenario);
  await world.passTimeTo(Math.max(next, world.now().getTime()));
  if (!timer || timer.at > world.now().getTime()) return true;
  scene.timers.last = world.now().getTime();
  if (timer.name === 'housekeeping') scene.timers.housekeepings += 1;
  start(scene, { name: timer.name, instance: {}, run: timer.run });
  return true;
}

/** One after the other: those who meet are those who begin. */
function receive(scene: StormScene): true {
  const { queue } = scene;
  const locked = queue.available() > 0 ? queue.receive() : undefined;
  if (locked) start(scene, { name: 'worker', instance: {}, run: deliverLocked(scene, locked) });
  const dead = locked ? undefined : queue.deadLetters.receive();
  if (dead) start(scene, { name: 'dead letter', instance: {}, run: recordDead(scene, dead) });
  return true;
}

async function askPerson(scene: StormScene, { person }: WalkScenario): Promise<boolean> {
  // Whoever acts does so at an instant of its own.
  await scene.world.passTimeTo(scene.world.now().getTime() + 1000);
  const task = await person?.(scene);
  if (task) start(scene, task);
  return task !== undefined;
}
