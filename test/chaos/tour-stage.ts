/** Where a tour takes place: one instance at a time, a mailbox for each case, and a record of each step and each crash. */

import { untilSettled } from './calm.ts';
import type { ChaosLine } from './channel.ts';
import { type CrashCase, crashOf, type FlowPoint, flowPointKey, planOf } from './crash-case.ts';
import { type Instances, startInstances } from './instances.ts';
import { type Journal, openJournal } from './journal.ts';
import type { ProducedMessage } from './produce.ts';
import { createProducer, type Producer } from './producer.ts';
import { openScene, type Scene } from './scene.ts';
import { tenantsWithMailboxes } from './tenants.ts';

export interface Step {
  readonly point: FlowPoint;
  /** What was in hand when it was taken. */
  readonly subjects: Set<string>;
}

export interface TourStage {
  readonly scene: Scene;
  readonly instances: Instances;
  readonly producer: Producer;
  readonly journal: Journal;
  readonly messages: ProducedMessage[];
  /** By flow point. */
  readonly steps: ReadonlyMap<string, Step>;
  readonly crashes: readonly ChaosLine[];
  /** Names of the functions that have crash points, passed or not. */
  readonly known: Set<string>;
  /** Cases that were not done in time. */
  readonly unfinished: CrashCase[];
  nextSerial(): number;
  /** The crashes of these cases and no others, from now on. */
  plan(cases: readonly CrashCase[]): void;
  close(): Promise<void>;
}

/** A quarter of an hour off, as no server's clock should be. */
const SKEW_MS = -15 * 60_000;

export async function openTourStage(app: string, mailboxes: number): Promise<TourStage> {
  const scene = await openScene(1, {}, tenantsWithMailboxes(mailboxes));
  const { settings } = scene.sandbox;
  const journal = await openJournal();
  const steps = new Map<string, Step>();
  const crashes: ChaosLine[] = [];
  let planned: readonly CrashCase[] = [];
  let serial = 0;
  const moveClock = async (advanceMs: number): Promise<number> => {
    await untilSettled(scene);
    return scene.moveClock(advanceMs);
  };
  const instances = startInstances({
    app,
    settings,
    skewsMs: [SKEW_MS],
    journal,
    moveClock,
    isTellingSteps: true,
    onStep: (line) => (line.chaos === 'crash' ? recordCrash(line) : recordStep(steps, line)),
  });
  const producer = createProducer(settings.ServiceBus ?? '');

  function recordCrash(line: ChaosLine): void {
    crashes.push(line);
    plan(planned.filter((each) => !crashOf(each, crashes)));
  }

  function plan(cases: readonly CrashCase[]): void {
    planned = cases;
    instances.planCrashes(cases.flatMap(planOf));
  }

  return {
    scene,
    instances,
    producer,
    journal,
    messages: [],
    steps,
    crashes,
    known: new Set(),
    unfinished: [],
    nextSerial: () => (serial += 1),
    plan,
    async close() {
      await producer.close();
      await instances.stop();
      await scene.stop();
      await journal.close();
    },
  };
}

function recordStep(steps: Map<string, Step>, { flow, subject, name, phase }: ChaosLine): void {
  if (flow === undefined || subject === undefined) return;
  const point = { flow, name, phase };
  const step = steps.get(flowPointKey(point)) ?? { point, subjects: new Set<string>() };
  steps.set(flowPointKey(point), step);
  step.subjects.add(subject);
}
