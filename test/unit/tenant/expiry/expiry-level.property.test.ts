import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY, HOUR } from '../../../../shared/duration.ts';
import { daysUntil } from '../../../../shared/tenant/expiry/days-until.ts';
import { isDue, levelOf, severityOf, THRESHOLDS } from '../../../../shared/tenant/expiry/expiry-level.ts';

const START = Date.UTC(2026, 0, 1);
const instant = fc.integer({ min: 0, max: 400 * DAY }).map((offset) => new Date(START + offset));

/** Runs at these instants; the levels that were told, in order. */
function tell(expiresAt: Date, runs: readonly Date[]): readonly number[] {
  const told: number[] = [];
  for (const now of runs) {
    const level = levelOf(expiresAt, now);
    if (level !== undefined && isDue(level, told.at(-1))) told.push(level);
  }
  return told;
}

const daily = (first: Date, days: number): readonly Date[] =>
  Array.from({ length: days }, (_none, day) => new Date(first.getTime() + day * DAY));

describe('levels of an expiry', () => {
  test('fall strictly over any runs, so that none is told twice', () => {
    fc.assert(
      fc.property(instant, fc.array(instant, { maxLength: 60 }), (expiresAt, runs) => {
        const told = tell(
          expiresAt,
          runs.toSorted((a, b) => a.getTime() - b.getTime()),
        );
        expect(told.every((level, index) => index === 0 || level < (told[index - 1] ?? 0))).toBe(true);
      }),
    );
  });

  test('are all told by a run a day, and then every day', () => {
    fc.assert(
      // From the hour of the run on: what expires earlier in the day has expired before that day's run.
      fc.property(fc.integer({ min: 6 * HOUR + 1, max: DAY - 1 }), fc.integer({ min: 61, max: 200 }), (hour, days) => {
        const expiresAt = new Date(START + days * DAY + hour);
        const runs = daily(new Date(START + 6 * HOUR), days + 4);
        expect(tell(expiresAt, runs)).toEqual([60, 30, 14, 7, 3, 1, 0, -1, -2, -3]);
      }),
    );
  });

  test('are told by a run a day but for the last, where it has expired before the day’s run', () => {
    const expiresAt = new Date('2026-06-01T00:00:00Z');
    expect(tell(expiresAt, daily(new Date('2026-01-01T06:00:00Z'), 154))).toEqual([60, 30, 14, 7, 3, 1, -1, -2, -3]);
  });

  test('are the nearest threshold after any pause', () => {
    fc.assert(
      fc.property(instant, instant, (expiresAt, now) => {
        const days = daysUntil(expiresAt, now);
        const reached = [...THRESHOLDS].filter((threshold) => days <= threshold);
        const nearest = days < 0 ? days : reached.length > 0 ? Math.min(...reached) : undefined;
        expect(tell(expiresAt, [now])).toEqual(nearest === undefined ? [] : [nearest]);
      }),
    );
  });

  test('grow in severity as they fall', () => {
    expect([60, 30, 14].map(severityOf)).toEqual(['warning', 'warning', 'warning']);
    expect([7, 3, 1].map(severityOf)).toEqual(['error', 'error', 'error']);
    expect([0, -1, -100].map(severityOf)).toEqual(['critical', 'critical', 'critical']);
  });

  test('count days of the calendar, and never show 0 for what has expired', () => {
    const noon = new Date('2026-06-01T12:00:00Z');
    expect(levelOf(new Date('2026-06-01T12:00:01Z'), noon)).toBe(0);
    expect(levelOf(noon, noon)).toBe(-1);
    expect(levelOf(new Date('2026-05-31T12:00:01Z'), noon)).toBe(-1);
    expect(levelOf(new Date('2026-05-31T12:00:00Z'), noon)).toBe(-2);
    expect(levelOf(new Date('2026-06-02T00:00:00Z'), noon)).toBe(1);
    expect(levelOf(new Date('2026-08-01T23:59:59Z'), noon)).toBeUndefined();
    expect(levelOf(new Date('2026-07-31T23:59:59Z'), noon)).toBe(60);
  });
});
