/**
 * When a deferred message comes back: exponential, with equal jitter (half fixed, half random), so that messages which
 * failed together do not come back together. Pure.
 */
import { HOUR, SECOND } from '../duration.ts';

const FIRST_DELAY = 5 * SECOND;
const LONGEST_DELAY = HOUR;

/**
 * @param attempt the attempt that failed, from 1
 * @param random a number in [0, 1)
 * @returns milliseconds to wait: between half and all of 5 s × 2^(attempt-1), capped at an hour
 */
export function backOff(attempt: number, random: number): number {
  const delay = Math.min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY);
  return Math.round(delay / 2 + (random * delay) / 2);
}
