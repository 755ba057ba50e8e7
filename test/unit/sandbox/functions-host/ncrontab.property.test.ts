import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseNcrontab } from '../../../../sandbox/functions-host/ncrontab.ts';

const limits = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

type Sets = readonly ReadonlySet<number>[];

/** An expression as lists of numbers (the plainest form), with the sets it means. */
const schedules: fc.Arbitrary<{ expression: string; sets: Sets }> = fc
  .tuple(...limits.map(([min, max]) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 5 })))
  .map((lists) => ({
    expression: lists.map((list) => list.join(',')).join(' '),
    sets: lists.map((list) => new Set(list)),
  }));

const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });

function fieldsOf(instant: Date): number[] {
  return [
    instant.getUTCSeconds(),
    instant.getUTCMinutes(),
    instant.getUTCHours(),
    instant.getUTCDate(),
    instant.getUTCMonth() + 1,
    instant.getUTCDay(),
  ];
}

function isIn(sets: Sets, instant: Date): boolean {
  return fieldsOf(instant).every((value, index) => sets[index]?.has(value));
}

describe('ncrontab properties', () => {
  test('the next instant matches every field and comes later', () => {
    fc.assert(
      fc.property(schedules, instants, ({ expression, sets }, from) => {
        const next = parseNcrontab(expression).next(from);
        if (next === undefined) return;
        expect(next.getTime()).toBeGreaterThan(from.getTime());
        expect(next.getUTCMilliseconds()).toBe(0);
        expect(isIn(sets, next)).toBe(true);
      }),
    );
  });

  test('no instant between is passed over', () => {
    fc.assert(
      fc.property(schedules, instants, fc.integer({ min: 1, max: 200_000 }), ({ expression, sets }, from, seconds) => {
        const next = parseNcrontab(expression).next(from);
        const between = new Date(Math.floor(from.getTime() / 1_000 + seconds) * 1_000);
        if (isIn(sets, between)) expect(next?.getTime()).toBeLessThanOrEqual(between.getTime());
      }),
      // A random second rarely matches six lists, so the matching instants are asked for directly as well.
      { numRuns: 200 },
    );
  });

  test('an instant that matches is the next one after the second before it', () => {
    fc.assert(
      fc.property(instants, (instant) => {
        const whole = new Date(Math.floor(instant.getTime() / 1_000) * 1_000);
        const expression = fieldsOf(whole).join(' ');
        const before = new Date(whole.getTime() - 1);
        expect(parseNcrontab(expression).next(before)).toEqual(whole);
      }),
    );
  });

  test('a list in another order, or a step over everything, means the same', () => {
    fc.assert(
      fc.property(schedules, instants, ({ expression, sets }, from) => {
        const reversed = sets.map((set) => [...set].reverse().join(',')).join(' ');
        expect(parseNcrontab(reversed).next(from)).toEqual(parseNcrontab(expression).next(from));
        expect(parseNcrontab('*/1 */1 */1 */1 */1 */1').next(from)).toEqual(parseNcrontab('* * * * * *').next(from));
      }),
    );
  });

  test('any text is either read or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseNcrontab(text);
        } catch (error) {
          expect(String(error)).toMatch(/Write (numbers|six)/);
        }
      }),
    );
  });
});
