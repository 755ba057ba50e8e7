import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY } from '../../../../shared/duration.ts';
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

  test('are all told by a run a day, and then every day, whatever the hours of either', () => {
    const hour = fc.integer({ min: 0, max: DAY - 1 });
    fc.assert(
      fc.property(
        hour,
        fc.integer({ min: 61, max: 200 }),
        fc.array(hour, { minLength: 4, maxLength: 4 }),
        hour,
        (end, days, late, usual) => {
          const expiresAt = new Date(START + days * DAY + end);
          // From the day of the expiry on at any hour: a run that was late, or a second one by hand.
          const runs = daily(new Date(START), days + 4).map(
            (day, index) => new Date(day.getTime() + (late[index - days] ?? usual)),
          );
          const told = tell(expiresAt, runs);
          expect(told.slice(0, 6)).toEqual([60, 30, 14, 7, 3, 1]);
          const onTheDay = (runs[days] ?? expiresAt) < expiresAt ? 0 : -1;
          expect(told.slice(6)).toEqual([onTheDay, -2, -3, -4]);
        },
      ),
    );
  });

  test('are the nearest threshold after any pause', () => {
    fc.assert(
      fc.property(instant, instant, (expiresAt, now) => {
        const days = daysUntil(expiresAt, now);
        const reached = [...THRESHOLDS].filter((threshold) => days <= threshold);
        const nearest = expiresAt <= now ? days - 1 : reached.length > 0 ? Math.min(...reached) : undefined;
        expect(tell(expiresAt, [now])).toEqual(nearest === undefined ? [] : [nearest]);
      }),
    );
  });

  test('grow in severity as they fall', () => {
    expect([60, 30, 14].map(severityOf)).toEqual(['warning', 'warning', 'warning']);
    expect([7, 3, 1].map(severityOf)).toEqual(['error', 'error', 'error']);
    expect([0, -1, -100].map(severityOf)).toEqual(['critical', 'critical', 'critical']);
  });

  test('count days of the calendar, and are never 0 for what has expired', () => {
    const noon = new Date('2026-06-01T12:00:00Z');
    expect(levelOf(new Date('2026-06-01T12:00:01Z'), noon)).toBe(0);
    expect(levelOf(noon, noon)).toBe(-1);
    expect(levelOf(new Date('2026-06-01T00:00:00Z'), noon)).toBe(-1);
    expect(levelOf(new Date('2026-05-31T23:59:59Z'), noon)).toBe(-2);
    expect(levelOf(new Date('2026-05-31T12:00:00Z'), noon)).toBe(-2);
    expect(levelOf(new Date('2026-06-02T00:00:00Z'), noon)).toBe(1);
    expect(levelOf(new Date('2026-08-01T23:59:59Z'), noon)).toBeUndefined();
    expect(levelOf(new Date('2026-07-31T23:59:59Z'), noon)).toBe(60);
  });
});
