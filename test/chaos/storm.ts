/**
 * One storm: waves of messages, faults and kills over instances of the product in processes of their own, then calm, until everything
 * has drained; then the mailboxes judge. The seed decides what is asked for and what goes wrong; when two processes meet is the machine's.
 */
import { type SeededRandom, seededRandom } from '../harness/memory/seeded-random.ts';
import { drawAccidents, happen } from './accidents.ts';
import { drain, runTimers, untilIdle, untilSettled } from './calm.ts';
import { collectEvidence } from './evidence.ts';
import { drawFaults } from './fault-schedule.ts';
import { type Instances, startInstances } from './instances.ts';
import { type Journal, openJournal } from './journal.ts';
import { type ProducedMessage, produce } from './produce.ts';
import { createProducer, type Producer } from './producer.ts';
import { type StormReport, toReport } from './report.ts';
import { openScene, type Scene } from './scene.ts';

export interface StormOptions {
  readonly seed: number;
  /** Folder of the built app. */
  readonly app: string;
  readonly messages: number;
  readonly kills: number;
  readonly minutes?: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const MESSAGES_A_WAVE = 120;
const WAVE_PATIENCE = 12 * SECOND;

interface Stage {
  readonly options: StormOptions;
  readonly random: SeededRandom;
  readonly scene: Scene;
  readonly instances: Instances;
  readonly producer: Producer;
  readonly journal: Journal;
  readonly messages: ProducedMessage[];
  readonly points: Set<string>;
  faults: number;
}

export async function runStorm(options: StormOptions): Promise<StormReport> {
  const start = performance.now();
  const random = seededRandom(options.seed);
  const stage = await setStage(options, random);
  try {
    const waves = await rage(stage, start);
    // Fresh ones: an instance whose link broke may spend minutes on settlements that nobody answers.
    for (const index of [0, 1]) await stage.instances.kill(index);
    const isDrained = await drain(stage);
    const evidence = await collectEvidence(stage.scene);
    const { messages, faults, journal, instances } = stage;
    const seconds = Math.round((performance.now() - start) / SECOND);
    const facts = { seed: options.seed, seconds, waves, kills: instances.deaths, faults, isDrained };
    return await toReport(facts, { messages, evidence, journal });
  } finally {
    await stage.producer.close();
    await stage.instances.stop();
    await stage.scene.stop();
    await stage.journal.close();
  }
}

async function setStage(options: StormOptions, random: SeededRandom): Promise<Stage> {
  const exchange = { acceptsSecondSend: random.chance(0.5), sentItemsDelayMilliseconds: 0 };
  const scene = await openScene(options.seed, exchange);
  const { settings } = scene.sandbox;
  const journal = await openJournal();
  // Instances' clocks differ by minutes from the broker's and from each other's.
  const skewsMs = [0, 1].map(() => Math.round((random.next() - 0.5) * 12 * MINUTE));
  const { app } = options;
  const moveClock = async (advanceMs: number): Promise<number> => {
    await untilSettled(scene);
    return scene.moveClock(advanceMs);
  };
  const instances = startInstances({ app, settings, skewsMs, journal, moveClock });
  const producer = createProducer(settings.ServiceBus ?? '');
  return { options, random, scene, instances, producer, journal, messages: [], points: new Set(), faults: 0 };
}

/** @returns how many waves there were */
async function rage(stage: Stage, start: number): Promise<number> {
  const { options, instances, messages } = stage;
  const isTimeUp = (): boolean => performance.now() - start > (options.minutes ?? Number.POSITIVE_INFINITY) * MINUTE;
  let wave = 0;
  await instances.ready();
  while (messages.length < options.messages && !isTimeUp()) {
    wave += 1;
    await playWave(stage, wave);
  }
  return wave;
}

async function playWave(stage: Stage, wave: number): Promise<void> {
  const { options, random, scene, instances, producer, journal, messages, points } = stage;
  const earlier = pickSome(messages, random, 6);
  const added = await produceSome(stage);
  const share = added.length / options.messages;
  const kills = Math.round(options.kills * share + random.next() - 0.5);
  for (const rule of drawFaults(random)) {
    journal.write('storm', `fault ${JSON.stringify(rule)}`);
    await scene.sandbox.control('faults', { method: 'POST', body: rule });
  }
  const delayMs = random.pick([0, 0, 5 * SECOND, 40 * SECOND, 90 * SECOND]);
  const knobs = { sentItemsDelayMilliseconds: delayMs };
  await scene.sandbox.control('exchange', { method: 'PATCH', body: knobs });
  const accidents = drawAccidents(random, { kills, instances: 2, points: [...points] });
  journal.write('storm', `wave ${wave}: ${added.length} messages, ${JSON.stringify(accidents)}`);
  const accidentsHappen = happen(accidents, { scene, instances });
  await producer.enqueue(added);
  await producer.enqueueAgain([...earlier, ...pickSome(added, random, 4)], random);
  await accidentsHappen;
  await untilIdle(scene, WAVE_PATIENCE);
  stage.faults += await clearFaults(scene);
  await moveOn(stage, wave);
}

async function produceSome({ options, random, scene, messages }: Stage): Promise<readonly ProducedMessage[]> {
  const now = await scene.now();
  const count = Math.min(MESSAGES_A_WAVE, options.messages - messages.length);
  const first = messages.length;
  for (let index = 0; index < count; index += 1)
    messages.push(produce(`${options.seed}-${first + index + 1}`, random, now));
  return messages.slice(first);
}

/** Between two waves time passes: copies become due, dead workers' locks end, holds are probed. */
async function moveOn({ random, instances, scene, points }: Stage, wave: number): Promise<void> {
  for (let step = 0; step < 2; step += 1) {
    const passed = await instances.advance(random.pick([20 * SECOND, 2 * MINUTE, 4 * MINUTE, 6 * MINUTE]));
    for (const key of passed.flatMap((each) => Object.keys(each))) points.add(key.replace(/:\w+$/, ''));
  }
  await runTimers({ instances, scene }, wave % 10 === 0, random.below(2));
}

/** @returns how many calls the faults have spoilt */
async function clearFaults({ sandbox }: Scene): Promise<number> {
  const { rules } = await sandbox.control<{ rules: readonly { used: number }[] }>('faults');
  await sandbox.control('faults', { method: 'DELETE' });
  return rules.reduce((sum, { used }) => sum + used, 0);
}

function pickSome(
  messages: readonly ProducedMessage[],
  random: SeededRandom,
  most: number,
): readonly ProducedMessage[] {
  if (messages.length === 0) return [];
  return Array.from({ length: random.below(most) }, () => messages[random.below(messages.length)] ?? []).flat();
}
