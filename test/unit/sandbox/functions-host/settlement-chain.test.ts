import { describe, expect, jest, test } from '@jest/globals';
import { createSettlementChain } from '../../../../sandbox/functions-host/settlement-chain.ts';

describe('settlement chain', () => {
  test('starts a settlement when the one before it is answered', async () => {
    const settlements = createSettlementChain(1_000);
    const first = Promise.withResolvers<void>();
    const second = jest.fn(() => Promise.resolve());

    const firstSettled = settlements(() => first.promise);
    const secondSettled = settlements(second);
    await new Promise(setImmediate);
    expect(second).not.toHaveBeenCalled();

    first.resolve();
    await Promise.all([firstSettled, secondSettled]);
    expect(second).toHaveBeenCalledTimes(1);
  });

  test('goes on after a settlement that failed, and tells only its own caller', async () => {
    const settlements = createSettlementChain(1_000);

    const lost = settlements(() => Promise.reject(new Error('lock lost')));
    const next = settlements(() => Promise.resolve());

    await expect(lost).rejects.toThrow('lock lost');
    await expect(next).resolves.toBeUndefined();
  });

  test('waits for a silent broker no longer than the deadline', async () => {
    jest.useFakeTimers();
    try {
      const settlements = createSettlementChain(1_000);
      const silent = settlements(() => new Promise(() => {}));
      const refused = expect(silent).rejects.toThrow('did not answer the settlement within 1000 ms');
      const next = settlements(() => Promise.resolve());

      await jest.advanceTimersByTimeAsync(1_000);

      await refused;
      await expect(next).resolves.toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
