/** How far a scenario is walked: with each misfortune more, one preemption less. */
import type { WalkScenario } from './walk.ts';
import type { WalkBounds } from './walk-fate.ts';

/** Depth 1: two preemptions and nothing that goes wrong, and one preemption and one misfortune. */
export function boundsOf({ isWide = false }: Pick<WalkScenario, 'isWide'>, depth: number): readonly WalkBounds[] {
  const most = isWide ? depth - 1 : depth;
  return Array.from({ length: most + 1 }, (_, faults) => ({ preemptions: depth + 1 - faults, faults }));
}
