import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { coalesce } from '../../../../sandbox/page/client/control/coalesce.ts';

const intervalMilliseconds = 400;

function setup() {
  jest.useFakeTimers();
  const work = jest.fn<() => Promise<void>>().mockResolvedValue(undefined);
  return { work, call: coalesce(work, intervalMilliseconds) };
}

describe('coalesce', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('works at once when it is called', () => {
    const { work, call } = setup();
    call();
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('makes one more run of all calls that come meanwhile, after the interval', async () => {
    const { work, call } = setup();
    for (let index = 0; index < 5_000; index += 1) {
      call();
    }
    await jest.advanceTimersByTimeAsync(intervalMilliseconds - 1);
    expect(work).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(work).toHaveBeenCalledTimes(2);
    await jest.advanceTimersByTimeAsync(10 * intervalMilliseconds);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('never runs twice at the same time', async () => {
    const { work, call } = setup();
    const { promise, resolve } = Promise.withResolvers<void>();
    work.mockReturnValueOnce(promise);
    call();
    call();
    await jest.advanceTimersByTimeAsync(10 * intervalMilliseconds);
    expect(work).toHaveBeenCalledTimes(1);
    resolve();
    await jest.advanceTimersByTimeAsync(intervalMilliseconds);
    expect(work).toHaveBeenCalledTimes(2);
  });
});
