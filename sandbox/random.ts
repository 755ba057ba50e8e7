/**
 * Seeded randomness: the same seed gives the same faults in the same order, so a failing chaos run can be repeated.
 * mulberry32; good enough for choosing, useless for secrets.
 */

/** Returns numbers from 0 (included) to 1 (excluded). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A stream of its own, so that drawing from it moves nobody else's; it begins anew when the seed changes. */
export function followSeed(seed: () => number): () => number {
  let current = seed();
  let random = createRandom(current);
  return () => {
    if (seed() !== current) {
      current = seed();
      random = createRandom(current);
    }
    return random();
  };
}
