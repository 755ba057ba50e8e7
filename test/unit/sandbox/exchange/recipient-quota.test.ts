import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createRecipientQuota } from '../../../../sandbox/exchange/recipient-quota.ts';

const hour = 3_600_000;
const nothingBefore = () => [];

describe('recipient quota', () => {
  test('takes up to the limit, and again when the first ones are a day old', () => {
    const quota = createRecipientQuota(nothingBefore);
    const take = (at: number, recipients: number) => quota.take('a', { at, recipients }, 10);
    expect([take(0, 6), take(hour, 4), take(2 * hour, 1)]).toEqual([true, true, false]);
    expect(take(24 * hour - 1, 1)).toBe(false);
    expect(take(24 * hour, 6)).toBe(true);
    expect(take(24 * hour, 1)).toBe(false);
  });

  test('counts each mailbox for itself, and refuses nothing without a limit', () => {
    const quota = createRecipientQuota(nothingBefore);
    expect(quota.take('a', { at: 0, recipients: 10 }, 10)).toBe(true);
    expect(quota.take('b', { at: 0, recipients: 10 }, 10)).toBe(true);
    expect(quota.take('a', { at: 0, recipients: 1_000 }, null)).toBe(true);
  });

  test('knows what was accepted before it was made, and forgets all of it on reset', () => {
    let before = [{ at: 0, recipients: 9 }];
    const quota = createRecipientQuota((mailbox, since) => {
      expect([mailbox, since]).toEqual(['a', hour - 24 * hour]);
      return before;
    });
    expect(quota.take('a', { at: hour, recipients: 2 }, 10)).toBe(false);
    before = [];
    quota.reset();
    expect(quota.take('a', { at: hour, recipients: 10 }, 10)).toBe(true);
  });

  test('never lets more than the limit into any 24 hours', () => {
    const messages = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 * hour }), fc.integer({ min: 1, max: 5 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(messages, fc.integer({ min: 1, max: 20 }), (gaps, limit) => {
        const quota = createRecipientQuota(nothingBefore);
        const taken: { at: number; recipients: number }[] = [];
        let at = 0;
        for (const [gap, recipients] of gaps) {
          at += gap;
          const inWindow = taken.filter((one) => one.at > at - 24 * hour).reduce((sum, one) => sum + one.recipients, 0);
          const fits = inWindow + recipients <= limit;
          expect(quota.take('a', { at, recipients }, limit)).toBe(fits);
          if (fits) taken.push({ at, recipients });
        }
      }),
      { seed: 42 },
    );
  });
});
