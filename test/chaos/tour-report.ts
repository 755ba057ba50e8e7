/** What a tour came to: a table of all steps, before and after, and what became of the messages that were in hand. */
import type { ChaosLine, Phase } from './channel.ts';
import { type CrashCase, crashOf, isTimer } from './crash-case.ts';
import type { Evidence } from './evidence.ts';
import { BAD, findStrangers, type Judged, type Verdict } from './judge.ts';
import { type Harm, toHarm } from './report.ts';
import type { TourStage } from './tour-stage.ts';

export interface TourReport {
  readonly seconds: number;
  readonly crashes: number;
  readonly messages: number;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  /** A line for each step: how it went before, and after it. */
  readonly rows: readonly TourRow[];
  /** Functions that have crash points, and that nothing in the rehearsal calls. */
  readonly neverCalled: readonly string[];
  /** Crashes that were planned and did not happen. */
  readonly notCrashed: readonly string[];
  readonly unfinished: readonly string[];
  readonly strangers: readonly string[];
  readonly harmed: readonly Harm[];
}

interface TourRow {
  readonly flow: string;
  readonly name: string;
  readonly scenario: string;
  readonly before: string;
  readonly after: string;
}

interface Played {
  readonly stage: TourStage;
  readonly cases: readonly CrashCase[];
  readonly seconds: number;
  readonly judged: readonly Judged[];
  readonly evidence: Evidence;
}

const MOST_STORIES = 5;

export async function toTourReport({ stage, cases, seconds, judged, evidence }: Played): Promise<TourReport> {
  const planned = cases.filter(({ crash }) => crash !== undefined);
  const passed = new Set([...stage.steps.values()].map(({ point }) => point.name));
  const bad = judged.filter(({ verdict }) => BAD.has(verdict));
  const rows = toRows(planned, { crashes: stage.crashes, judged });
  return {
    seconds,
    crashes: stage.crashes.length,
    messages: judged.length,
    verdicts: Object.fromEntries(
      [...Map.groupBy(judged, ({ verdict }) => verdict)].map(([each, all]) => [each, all.length]),
    ),
    rows,
    neverCalled: [...stage.known].filter((name) => !passed.has(name)).sort(),
    notCrashed: rows.flatMap(({ flow, name, before, after }) =>
      [before, after].flatMap((each, index) =>
        each === '' ? [`${flow} ${name} ${index === 0 ? 'before' : 'after'}`] : [],
      ),
    ),
    unfinished: stage.unfinished.map(({ name, scenario }) => `${name} ${scenario.name}`),
    strangers: findStrangers(stage.messages, evidence),
    harmed: await Promise.all(bad.slice(0, MOST_STORIES).map((each) => toHarm(each, evidence, stage.journal))),
  };
}

function toRows(
  planned: readonly CrashCase[],
  facts: { readonly crashes: readonly ChaosLine[]; readonly judged: readonly Judged[] },
): readonly TourRow[] {
  const steps = Map.groupBy(planned, ({ crash, scenario }) => `${crash?.flow} ${crash?.name} ${scenario.name}`);
  return [...steps.values()].map((cases) => {
    const tell = (phase: Phase): string => {
      const each = cases.find((one) => one.crash?.phase === phase && crashOf(one, facts.crashes));
      return each ? tellOutcome(each, facts.judged) : '';
    };
    const { crash, scenario } = cases[0] ?? {};
    const names = {
      flow: crash?.flow ?? '',
      name: crash?.name ?? '',
      scenario: crash && !isTimer(crash) ? (scenario?.name ?? '') : '',
    };
    return { ...names, before: tell('before'), after: tell('after') };
  });
}

const tellOutcome = ({ name }: CrashCase, judged: readonly Judged[]): string =>
  [
    ...new Set(judged.filter(({ message }) => message.id.includes(name)).map(({ verdict, why }) => why || verdict)),
  ].join('; ');

export function tellTour(report: TourReport): string {
  const { rows, crashes, messages, verdicts, seconds, neverCalled, notCrashed, unfinished } = report;
  return [
    ...rows.map(({ flow, name, scenario, before, after }) =>
      [flow.padEnd(18), name.padEnd(24), before.padEnd(34) || '-', after.padEnd(34) || '-', scenario].join(' '),
    ),
    `${crashes} crashes at ${rows.length} steps, ${messages} messages in ${seconds} s: ${JSON.stringify(verdicts)}`,
    `called by nobody: ${neverCalled.join(', ') || 'none'}; planned and not crashed: ${notCrashed.join(', ') || 'none'}`,
    ...(unfinished.length > 0 ? [`left unfinished: ${unfinished.join(', ')}`] : []),
  ].join('\n');
}
