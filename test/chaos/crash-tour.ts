/**
 * Kills an instance once before and once after each step that the product takes, and lets another one go on. First a rehearsal tells
 * which steps there are; then come the cases, some at a time, each with a mailbox and messages of its own. At the end the mailboxes judge.
 */
import { type CrashCase, crashOf, type FlowPoint, isTimer, toCase } from './crash-case.ts';
import { type CrashScenario, crashScenarios } from './crash-scenarios.ts';
import { collectEvidence } from './evidence.ts';
import { judge } from './judge.ts';
import { playCases } from './play-cases.ts';
import { type TourReport, toTourReport } from './tour-report.ts';
import { openTourStage, type TourStage } from './tour-stage.ts';

export interface TourOptions {
  /** Folder of the built app. */
  readonly app: string;
  readonly scenarios?: readonly CrashScenario[];
  /** Which of the steps that the rehearsal has found. */
  readonly isWanted?: (point: FlowPoint) => boolean;
  /** Each step in each scenario that takes it, and not only in the first one. */
  readonly isThorough?: boolean;
}

interface Planned {
  readonly scenario: CrashScenario;
  readonly crash?: FlowPoint;
}

/** A queue hands a message over ten times, and each crash while it is in hand is one. */
const AT_A_TIME = 12;
/** What they release is parked, and in nobody's hands. */
const TIMERS_AT_A_TIME = 24;
/** Scenarios that end by it are asked for. */
const GIVEN = new Set(['ERR_RECIPIENT_INVALID'] as const);

export async function tourCrashes(options: TourOptions): Promise<TourReport> {
  const { app, scenarios = crashScenarios, isWanted = () => true, isThorough = false } = options;
  const start = performance.now();
  const stage = await openTourStage(app, TIMERS_AT_A_TIME + scenarios.length);
  try {
    const rehearsed = await play(
      stage,
      scenarios.map((scenario) => ({ scenario })),
    );
    const planned = planTour(stage, rehearsed, isThorough).filter(({ crash }) => crash && isWanted(crash));
    const cases = await playAll(stage, planned);
    const evidence = await collectEvidence(stage.scene);
    const judged = judge(stage.messages, evidence, GIVEN);
    const seconds = Math.round((performance.now() - start) / 1_000);
    return await toTourReport({ stage, cases, seconds, judged, evidence });
  } finally {
    await stage.close();
  }
}

/** Those that did not crash the first time are played once more, alone: others' crashes may have come between. */
async function playAll(stage: TourStage, planned: readonly Planned[]): Promise<readonly CrashCase[]> {
  const cases: CrashCase[] = [];
  for (const wave of wavesOf(planned)) cases.push(...(await play(stage, wave)));
  const missed = cases.filter((each) => each.crash && !crashOf(each, stage.crashes));
  for (const each of missed) for (const wave of wavesOf([each])) cases.push(...(await play(stage, wave)));
  return cases;
}

async function play(stage: TourStage, planned: readonly Planned[]): Promise<readonly CrashCase[]> {
  const cases = planned.map(({ scenario, crash }, index) => toCase(scenario, stage.nextSerial(), index, crash));
  await playCases(stage, cases);
  return cases;
}

/** Timers' steps apart, with something in each wave for each step of theirs. */
function wavesOf(planned: readonly Planned[]): readonly (readonly Planned[])[] {
  const forTimers = crashScenarios.filter(({ isForTimers }) => isForTimers).map((scenario) => ({ scenario }));
  const groups = Map.groupBy(planned, ({ crash }) => crash !== undefined && isTimer(crash));
  return [
    ...inGroups(groups.get(true) ?? [], TIMERS_AT_A_TIME).map((wave) => [...wave, ...forTimers]),
    ...inGroups(groups.get(false) ?? [], AT_A_TIME),
  ];
}

const inGroups = (all: readonly Planned[], size: number): readonly (readonly Planned[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size));

function planTour({ steps }: TourStage, rehearsed: readonly CrashCase[], isThorough: boolean): readonly Planned[] {
  return [...steps.values()].flatMap(({ point, subjects }) => {
    const takers = isTimer(point)
      ? rehearsed.slice(0, 1)
      : rehearsed.filter(({ name }) => [...subjects].some((subject) => subject.includes(name)));
    return (isThorough ? takers : takers.slice(0, 1)).map(({ scenario }) => ({ scenario, crash: point }));
  });
}
