import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRetryAfter } from '../../../shared/services/retry-after.ts';

const now = new Date('2026-01-01T00:00:00.500Z');

describe('retry-after', () => {
  test.each([
    ['0', '2026-01-01T00:00:00.500Z'],
    ['120', '2026-01-01T00:02:00.500Z'],
    [' 5 ', '2026-01-01T00:00:05.500Z'],
    ['Thu, 01 Jan 2026 00:01:00 GMT', '2026-01-01T00:01:00.000Z'],
    ['Thursday, 01-Jan-26 00:01:00 GMT', '2026-01-01T00:01:00.000Z'],
  ])('reads %j', (header, instant) => {
    expect(parseRetryAfter(header, now)).toEqual(new Date(instant));
  });

  test.each([null, undefined, '', '-5', '1.5', '1e3', 'soon', 'soon 5', '5 s', 'Thu', '2026-01-01', '99999999999'])(
    'takes %j for no wish at all',
    (header) => {
      expect(parseRetryAfter(header, now)).toBeUndefined();
    },
  );

  test('never throws and never gives a date that is none', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const instant = parseRetryAfter(header, now);
        expect(instant === undefined || Number.isFinite(instant.getTime())).toBe(true);
      }),
    );
  });
});
