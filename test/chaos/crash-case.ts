/** One case of the tour: a scenario with names and a mailbox of its own, and where an instance shall crash over it. */
import type { ChaosLine, CrashPlan, CrashPoint } from './channel.ts';
import { ask, type CrashScenario, type Enqueued } from './crash-scenarios.ts';
import type { FaultRule } from './fault-schedule.ts';

/** A step of a flow at which a process may be killed. */
export interface FlowPoint extends CrashPoint {
  /** `deliverMessage`, `probeHolds` … */
  readonly flow: string;
}

export interface CrashCase {
  readonly scenario: CrashScenario;
  /** Part of its messages' ids, and of no others. */
  readonly name: string;
  readonly mailbox: string;
  readonly crash?: FlowPoint;
}

/** @param number which mailbox of its tenant it has for itself */
export const toCase = (scenario: CrashScenario, serial: number, number: number, crash?: FlowPoint): CrashCase => ({
  scenario,
  name: `case-${String(serial).padStart(4, '0')}`,
  mailbox: `noreply-${number + 1}@${scenario.tenant}.example`,
  ...(crash ? { crash } : {}),
});

export function enqueuedBy({ scenario, name, mailbox }: CrashCase, now: Date): readonly Enqueued[] {
  const first = ask({ tenant: scenario.tenant, id: name, from: mailbox, saveToSentItems: true });
  return scenario.enqueue?.(first, now) ?? [first];
}

export const faultsOf = ({ scenario, mailbox }: CrashCase): readonly FaultRule[] =>
  (scenario.faults ?? []).map((fault) => ({ service: 'graph', mailbox, count: 1, ...fault }));

export const planOf = ({ name, crash }: CrashCase): readonly CrashPlan[] =>
  crash ? [{ point: crash, subject: isTimer(crash) ? crash.flow : name, passes: 1 }] : [];

/** What the instance said that crashed as planned. */
export const crashOf = ({ name, crash }: CrashCase, crashes: readonly ChaosLine[]): ChaosLine | undefined =>
  crashes.find(
    (line) =>
      crash !== undefined &&
      flowPointKey(line) === flowPointKey(crash) &&
      (isTimer(crash) || line.subject?.includes(name) === true),
  );

/** Flows that run by the clock and not for the sake of a message. */
export const isTimer = ({ flow }: Pick<FlowPoint, 'flow'>): boolean => flow === 'probeHolds' || flow === 'keepHouse';

export const flowPointKey = ({ flow, name, phase }: ChaosLine | FlowPoint): string => `${flow} ${name} ${phase}`;
