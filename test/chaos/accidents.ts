/**
 * What happens to the instances and the broker during a wave, drawn from the seed: kills from outside at any moment, kills from inside
 * at a crash point, locks that end under a worker, connections that break.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { SeededRandom } from '../harness/memory/seeded-random.ts';
import type { CrashPlan, Phase } from './channel.ts';
import type { Instances } from './instances.ts';
import type { Scene } from './scene.ts';

export type Accident =
  | { readonly kind: 'kill'; readonly afterMs: number; readonly index: number }
  | { readonly kind: 'crash'; readonly index: number; readonly plan: CrashPlan }
  | { readonly kind: 'lose locks' | 'restart the broker'; readonly afterMs: number };

export interface AccidentOptions {
  readonly kills: number;
  readonly instances: number;
  /** Names of the crash points that are known. */
  readonly points: readonly string[];
}

const WAVE_MS = 4_000;
const PHASES: readonly [Phase, ...Phase[]] = ['before', 'after'];

export function drawAccidents(random: SeededRandom, options: AccidentOptions): readonly Accident[] {
  const kills = Array.from({ length: options.kills }, () => drawKill(random, options));
  const lost: readonly Accident[] = random.chance(0.2) ? [{ kind: 'lose locks', afterMs: random.below(WAVE_MS) }] : [];
  const broken: readonly Accident[] = random.chance(0.15)
    ? [{ kind: 'restart the broker', afterMs: random.below(WAVE_MS) }]
    : [];
  return [...kills, ...lost, ...broken];
}

/** Half from outside. From inside, a point is drawn first, so that seldom ones have their turn too. */
function drawKill(random: SeededRandom, { instances, points }: AccidentOptions): Accident {
  const index = random.below(instances);
  if (random.chance(0.5)) return { kind: 'kill', index, afterMs: random.below(WAVE_MS) };
  const name = points[random.below(points.length)];
  if (name === undefined || random.chance(0.4))
    return { kind: 'crash', index, plan: { passes: 1 + random.below(400) } };
  return { kind: 'crash', index, plan: { point: { name, phase: random.pick(PHASES) }, passes: 1 + random.below(8) } };
}

/** Resolves when all have happened, but for crashes whose point is passed later or never. */
export async function happen(
  accidents: readonly Accident[],
  { scene, instances }: { readonly scene: Scene; readonly instances: Instances },
): Promise<void> {
  await Promise.all(
    accidents.map(async (accident) => {
      if (accident.kind === 'crash') return instances.planCrash(accident.index, accident.plan);
      await delay(accident.afterMs);
      if (accident.kind === 'kill') return instances.kill(accident.index);
      const path = accident.kind === 'lose locks' ? 'queue/expire-locks' : 'queue/drop-connections';
      await scene.sandbox.control(path, { method: 'POST', body: {} });
    }),
  );
}
