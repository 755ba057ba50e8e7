import { describe, expect, jest, test } from '@jest/globals';
import { DeadlineError, withDeadline } from '../../../shared/deadline.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/duration.ts';

const never = (): Promise<never> => new Promise(() => {});

async function setup<T>(run: () => Promise<T>): Promise<T> {
  jest.useFakeTimers();
  try {
    return await run();
  } finally {
    jest.useRealTimers();
  }
}

describe('deadline', () => {
  test('names its operation and its limit, and aborts the work', () =>
    setup(async () => {
      const seen: { signal?: AbortSignal } = {};
      const work = withDeadline('Reading the ledger', 10 * SECOND, (signal) => {
        seen.signal = signal;
        return never();
      });
      const refused = expect(work).rejects.toThrow('Reading the ledger took longer than 10 s');

      jest.advanceTimersByTime(10 * SECOND);

      await refused;
      expect(seen.signal?.reason).toBeInstanceOf(DeadlineError);
    }));

  test('ends work that does not listen to the signal', () =>
    setup(async () => {
      const refused = expect(withDeadline('Waiting', SECOND, never)).rejects.toThrow(DeadlineError);

      jest.advanceTimersByTime(SECOND);

      await refused;
    }));

  test('does not come before its time', () =>
    setup(async () => {
      const settled = jest.fn();
      withDeadline('Waiting', SECOND, never).catch(settled);

      await jest.advanceTimersByTimeAsync(SECOND - 1);
      expect(settled).not.toHaveBeenCalled();

      await jest.advanceTimersByTimeAsync(1);
      expect(settled).toHaveBeenCalledTimes(1);
    }));

  test('leaves no timer behind, and passes result and error as they are', () =>
    setup(async () => {
      const failure = new Error('failed');

      await expect(withDeadline('Working', DAY, async () => 'done')).resolves.toBe('done');
      await expect(withDeadline('Working', DAY, () => Promise.reject(failure))).rejects.toBe(failure);
      expect(jest.getTimerCount()).toBe(0);
    }));
});

describe('durations', () => {
  test('are milliseconds', () => {
    expect([SECOND, MINUTE, HOUR, DAY]).toEqual([1000, 60_000, 3_600_000, 86_400_000]);
  });
});
