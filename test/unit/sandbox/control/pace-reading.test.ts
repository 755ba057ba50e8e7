import { describe, expect, test } from '@jest/globals';
import { paceReading } from '../../../../sandbox/control/ledger/pace-reading.ts';

/** A reading that takes as long as the test says, on a clock that only the test moves. */
function setup() {
  const clock = { now: 0 };
  const readings: PromiseWithResolvers<number>[] = [];
  const ask = paceReading(
    () => {
      const reading = Promise.withResolvers<number>();
      readings.push(reading);
      return reading.promise;
    },
    () => clock.now,
  );
  const take = async (milliseconds: number): Promise<number> => {
    const answer = ask();
    clock.now += milliseconds;
    readings.at(-1)?.resolve(readings.length);
    return answer;
  };
  return { clock, readings, ask, take };
}

describe('paceReading', () => {
  test('gives an answer again for nine times as long as it took, and then reads anew', async () => {
    const { clock, ask, take } = setup();
    expect(await take(100)).toBe(1);
    clock.now += 899;
    expect(await ask()).toBe(1);
    clock.now += 1;
    expect(await take(0)).toBe(2);
    expect(await take(0)).toBe(3);
  });

  test('makes one reading for callers that come together', async () => {
    const { readings, ask, take } = setup();
    const first = ask();
    expect([await take(10), await first]).toEqual([1, 1]);
    expect(readings).toHaveLength(1);
  });

  test('tells a failure to those who wait for it, and reads again for the next', async () => {
    const { clock, readings, ask, take } = setup();
    const failing = ask();
    clock.now += 1_000;
    readings[0]?.reject(new Error('gone'));
    await expect(failing).rejects.toThrow('gone');
    expect(await take(10)).toBe(2);
  });
});
