import { describe, expect, test } from '@jest/globals';
import { createTableClock } from '../../../shared/services/table-storage/table-clock.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const OWN = Date.parse('2026-11-22T12:00:00.500Z');
const http = (ms: number): string => new Date(ms).toUTCString();

function setup() {
  const own = { now: OWN };
  const clock = createTableClock(() => own.now);
  return { own, clock, offset: () => clock.now().getTime() - own.now };
}

describe('the table’s clock', () => {
  test('is our own before it heard anything', () => {
    expect(setup().offset()).toBe(0);
  });

  test.each([10 * MINUTE, -10 * MINUTE, 3 * SECOND])('learns from an answer that ours is %d ms off', (ms) => {
    const { clock, offset } = setup();
    clock.hear(http(OWN + ms), 0);
    expect(offset()).toBe(ms);
  });

  test('goes on with what it learned while our clock runs', () => {
    const { clock, own } = setup();
    clock.hear(http(OWN + MINUTE), 0);
    own.now += 5 * SECOND;
    expect(clock.now()).toEqual(new Date(OWN + MINUTE + 5 * SECOND));
  });

  test('takes the middle of the way for when the answer was made', () => {
    const { clock, offset, own } = setup();
    own.now += 10 * SECOND;
    clock.hear(http(OWN + 5 * MINUTE), 10 * SECOND);
    expect(offset()).toBe(5 * MINUTE - 5 * SECOND);
  });

  test.each([0, 2 * SECOND, -2 * SECOND])('counts a difference of %d ms as none: the header says no more', (ms) => {
    const { clock, offset } = setup();
    clock.hear(http(OWN + ms), 0);
    expect(offset()).toBe(0);
  });

  test('learns nothing from an answer that was on its way longer than the clocks differ', () => {
    const { clock, offset } = setup();
    clock.hear(http(OWN + 6 * SECOND), 10 * SECOND);
    expect(offset()).toBe(0);
  });

  test('forgets a difference that is gone', () => {
    const { clock, offset } = setup();
    clock.hear(http(OWN + MINUTE), 0);
    clock.hear(http(OWN), 0);
    expect(offset()).toBe(0);
  });

  test.each([undefined, '', 'yesterday', 'NaN'])('ignores a header that is no date: %j', (date) => {
    const { clock, offset } = setup();
    clock.hear(http(OWN + MINUTE), 0);
    clock.hear(date, 0);
    expect(offset()).toBe(MINUTE);
  });
});
