import { describe, expect, test } from '@jest/globals';
import { MOST_RESTARTS, nextRestartAt } from '../../../../sandbox/demo/restart-pace.ts';

describe('restart pace', () => {
  test('lets the first restarts of a minute go at once', () => {
    const past = Array.from({ length: MOST_RESTARTS - 1 }, (_, index) => 1_000 + index);

    expect(nextRestartAt([], 500)).toBe(500);
    expect(nextRestartAt(past, 2_000)).toBe(2_000);
  });

  test('holds the next one back until a minute has passed since the oldest of the last ones', () => {
    const past = Array.from({ length: MOST_RESTARTS }, (_, index) => 1_000 + index);

    expect(nextRestartAt([0, ...past], 2_000)).toBe(61_000);
    expect(nextRestartAt(past, 70_000)).toBe(70_000);
  });
});
