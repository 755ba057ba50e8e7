import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMessageRate } from '../../../../sandbox/exchange/message-rate.ts';

describe('message rate', () => {
  test('lets the limit through at once and the next one a minute after the first', () => {
    const rate = createMessageRate();
    const releases = [0, 10, 20].map((now) => rate.take('a', now, 2));
    expect(releases).toEqual([0, 10, 60_000]);
  });

  test('counts each mailbox for itself', () => {
    const rate = createMessageRate();
    rate.take('a', 0, 1);
    expect(rate.take('b', 0, 1)).toBe(0);
  });

  test('delays nothing without a limit', () => {
    const rate = createMessageRate();
    expect([1, 2, 3].map((now) => rate.take('a', now, null))).toEqual([1, 2, 3]);
  });

  test('never releases more than the limit in any minute, nor anything before it came', () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 30_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 7 }), (gaps, limit) => {
        const rate = createMessageRate();
        let now = 0;
        const releases = gaps.map((gap) => {
          now += gap;
          const release = rate.take('a', now, limit);
          expect(release).toBeGreaterThanOrEqual(now);
          return release;
        });
        for (const [index, release] of releases.entries()) {
          const earlier = releases[index - limit];
          if (earlier !== undefined) expect(release - earlier).toBeGreaterThanOrEqual(60_000);
        }
      }),
      { seed: 42 },
    );
  });
});
