import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { backOff } from '../../../shared/delivery/back-off.ts';

const attempt = fc.integer({ min: 1, max: 1000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const HOUR = 3_600_000;

describe('backOff', () => {
  test('never decreases from attempt to attempt before jitter', () => {
    fc.assert(fc.property(attempt, (number) => backOff(number + 1, 1) >= backOff(number, 1)));
  });

  test('keeps its jitter between half and all of the delay, and never waits longer than an hour', () => {
    fc.assert(
      fc.property(attempt, random, (number, chance) => {
        const whole = backOff(number, 1);
        const delay = backOff(number, chance);
        return delay >= Math.floor(whole / 2) && delay <= whole && whole <= HOUR;
      }),
    );
  });

  test('begins with five seconds and reaches the hour with the eleventh attempt', () => {
    expect([1, 2, 3, 10, 11, 12].map((number) => backOff(number, 1))).toEqual([
      5_000,
      10_000,
      20_000,
      2_560_000,
      HOUR,
      HOUR,
    ]);
  });
});
