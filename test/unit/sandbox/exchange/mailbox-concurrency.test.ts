import { describe, expect, test } from '@jest/globals';
import { createMailboxConcurrency } from '../../../../sandbox/exchange/mailbox-concurrency.ts';

describe('mailbox concurrency', () => {
  test('gives places up to the limit, and one again when one is given back', () => {
    const concurrency = createMailboxConcurrency();
    const first = concurrency.take('a', 2);
    expect(concurrency.take('a', 2)).toBeDefined();
    expect(concurrency.take('a', 2)).toBeUndefined();
    first?.();
    expect(concurrency.take('a', 2)).toBeDefined();
    expect(concurrency.take('a', 2)).toBeUndefined();
  });

  test('counts each app and mailbox for itself', () => {
    const concurrency = createMailboxConcurrency();
    concurrency.take('a', 1);
    expect(concurrency.take('b', 1)).toBeDefined();
  });
});
