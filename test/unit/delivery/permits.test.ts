import { describe, expect, jest, test } from '@jest/globals';
import { createPermits } from '../../../shared/delivery/permits.ts';

const setup = (longestWaitMs = 60_000) => createPermits({ concurrency: 2, longestWaitMs });

describe('permits', () => {
  test('let so many use a mailbox at a time, and the next in turn when one is done', async () => {
    const permits = setup();
    const order: number[] = [];
    const first = await permits.take('a');
    await permits.take('a');
    const third = permits.take('a').then((permit) => order.push(3) && permit);
    const fourth = permits.take('a').then((permit) => order.push(4) && permit);
    await Promise.resolve();
    expect(order).toEqual([]);
    first?.release();
    (await third)?.release();
    (await fourth)?.release();
    expect(order).toEqual([3, 4]);
  });

  test('never let one mailbox wait for another', async () => {
    const permits = setup();
    await permits.take('a');
    await permits.take('a');
    expect(await permits.take('b')).toBeDefined();
  });

  test('give up after the longest wait, and lose no place by it', async () => {
    jest.useFakeTimers();
    try {
      const permits = setup(1000);
      const held = await permits.take('a');
      await permits.take('a');
      const late = permits.take('a');
      await jest.advanceTimersByTimeAsync(1000);
      expect(await late).toBeUndefined();
      held?.release();
      expect(await permits.take('a')).toBeDefined();
    } finally {
      jest.useRealTimers();
    }
  });

  test('are released once, however often release is called', async () => {
    jest.useFakeTimers();
    try {
      const permits = setup(1000);
      const held = await permits.take('a');
      await permits.take('a');
      held?.release();
      held?.release();
      expect(await permits.take('a')).toBeDefined();
      const late = permits.take('a');
      await jest.advanceTimersByTimeAsync(1000);
      expect(await late).toBeUndefined();
    } finally {
      jest.useRealTimers();
    }
  });
});
