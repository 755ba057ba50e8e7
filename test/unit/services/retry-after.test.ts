import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DAY } from '../../../shared/duration.ts';
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

  test('reads the date without a zone as GMT, wherever this runs', () => {
    const script = `import { parseRetryAfter } from './shared/services/retry-after.ts';
      console.log(parseRetryAfter('Thu Jan  1 00:01:00 2026', new Date('${now.toISOString()}')).toISOString());`;
    // A zone is fixed when a process starts.
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'America/New_York' },
    });
    expect(stdout.trim()).toBe('2026-01-01T00:01:00.000Z');
  });

  test.each([
    ['181', '2026-01-01T00:03:01.500Z'],
    ['3600', '2026-01-01T01:00:00.500Z'],
    ['86400', '2026-01-02T00:00:00.500Z'],
    ['Thu, 01 Jan 2026 08:00:00 GMT', '2026-01-01T08:00:00.000Z'],
  ])('honours %j whole, though the SDKs stop at 180 s', (header, instant) => {
    expect(parseRetryAfter(header, now)).toEqual(new Date(instant));
  });

  test.each(['86401', '999999999', '9'.repeat(400), 'Fri, 01 Jan 2027 00:00:00 GMT'])(
    'takes %j for a day: nothing stops for years',
    (header) => {
      expect(parseRetryAfter(header, now)).toEqual(new Date(now.getTime() + DAY));
    },
  );

  test.each(['Wed, 31 Dec 2025 23:59:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'takes %j, which is past, for now',
    (header) => {
      expect(parseRetryAfter(header, now)).toEqual(now);
    },
  );

  test.each([null, undefined, '', '-5', '1.5', '1e3', 'soon', 'soon 5', '5 s', '120, 120', 'Thu', '2026-01-01'])(
    'takes %j for no wish at all',
    (header) => {
      expect(parseRetryAfter(header, now)).toBeUndefined();
    },
  );

  test('never throws, and never gives an instant outside the day to come', () => {
    const header = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    );
    fc.assert(
      fc.property(header, (text) => {
        const wait = (parseRetryAfter(text, now) ?? now).getTime() - now.getTime();
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(DAY);
      }),
      { numRuns: 1000 },
    );
  });
});
