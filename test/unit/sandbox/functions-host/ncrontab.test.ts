import { describe, expect, test } from '@jest/globals';
import { parseNcrontab } from '../../../../sandbox/functions-host/ncrontab.ts';

function next(expression: string, from: string): string | undefined {
  return parseNcrontab(expression).next(new Date(from))?.toISOString();
}

describe('ncrontab', () => {
  test.each([
    ['0 */5 * * * *', '2026-11-22T12:03:10.500Z', '2026-11-22T12:05:00.000Z'],
    ['0 */5 * * * *', '2026-11-22T12:05:00.000Z', '2026-11-22T12:10:00.000Z'],
    ['*/15 * * * * *', '2026-11-22T23:59:50.000Z', '2026-11-23T00:00:00.000Z'],
    ['0 30 9 * * Mon-Fri', '2026-11-20T09:30:00.000Z', '2026-11-23T09:30:00.000Z'],
    ['0 0 3 1 1 *', '2026-11-22T12:00:00.000Z', '2027-01-01T03:00:00.000Z'],
    ['0 0 0 29 2 *', '2026-11-22T12:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['0 10,40 8 * feb *', '2026-11-22T12:00:00.000Z', '2027-02-01T08:10:00.000Z'],
    ['5/20 * * * * *', '2026-11-22T12:00:30.000Z', '2026-11-22T12:00:45.000Z'],
    ['15 4 * * *', '2026-11-22T12:00:00.000Z', '2026-11-23T04:15:00.000Z'],
  ])('%s after %s is %s', (expression, from, expected) => {
    expect(next(expression, from)).toBe(expected);
  });

  test('needs day and day of week both to match, unlike cron', () => {
    expect(next('0 0 0 13 * Fri', '2026-11-22T00:00:00Z')).toBe('2027-08-13T00:00:00.000Z');
  });

  test('turns a range around that is written backwards', () => {
    expect(next('0 0 0 * * 5-1', '2026-11-22T00:00:00Z')).toBe('2026-11-23T00:00:00.000Z');
    expect(next('0 0 0 * * 5-1', '2026-11-27T00:00:00Z')).toBe('2026-11-30T00:00:00.000Z');
  });

  test('finds no instant for a day that never comes', () => {
    expect(next('0 0 0 30 2 *', '2026-11-22T00:00:00Z')).toBeUndefined();
  });

  test('finds a leap day on a weekday across a century without one', () => {
    expect(next('0 0 0 29 2 Mon', '2076-03-01T00:00:00Z')).toBe('2112-02-29T00:00:00.000Z');
  });

  test.each([
    ['0 99 * * * *', '"99" is no minute'],
    ['0 * * 0 * *', '"0" is no day'],
    ['0 * * * Foo *', '"Foo" is no month'],
    ['0 * * * * 7', '"7" is no day of week'],
    ['0 1, * * * *', '"" is no minute'],
    ['0 -1 * * * *', '"-1" is no minute'],
    ['* * * *', 'has 4 fields'],
    ['00:05:00', 'has 1 fields'],
    ['', 'has 1 fields'],
  ])('refuses %j and says why', (expression, why) => {
    expect(() => parseNcrontab(expression)).toThrow(why);
  });
});
