/** As many of the worst as a receiver takes, and a line for the rest. Pure. */
import type { Alert } from '../alert.ts';

interface Measure<Body> {
  readonly build: (shown: readonly Alert[], more: string | undefined) => Body;
  readonly fits: (body: Body) => boolean;
}

/** @param total how many there are, `candidates` included */
export function whatFits<Body>(candidates: readonly Alert[], total: number, { build, fits }: Measure<Body>): Body {
  const bodyOf = (count: number): Body => build(candidates.slice(0, count), moreOf(total - count));
  let count = candidates.length;
  while (count > 0 && !fits(bodyOf(count))) count -= 1;
  return bodyOf(count);
}

const moreOf = (left: number): string | undefined =>
  left === 0 ? undefined : `and ${left} more: \`postbus alerts\` lists them all, \`postbus secrets\` what expires`;
