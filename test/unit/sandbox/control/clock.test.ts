import { describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';

function setup() {
  const machine = { now: 1_000 };
  return { machine, clock: createMovableClock(() => machine.now) };
}

describe('clock', () => {
  test('goes on with the machine after it was moved', () => {
    const { machine, clock } = setup();
    clock.advance(500);
    machine.now += 10;
    expect(clock.now()).toBe(1_510);
    expect(clock.offsetMilliseconds()).toBe(500);
  });

  test('can be set to an instant, also back', () => {
    const { clock } = setup();
    clock.set(200);
    expect(clock.now()).toBe(200);
  });

  test('tells its listeners after each move, until they leave', () => {
    const { clock } = setup();
    const heard: number[] = [];
    const leave = clock.onMove(() => heard.push(clock.now()));
    clock.advance(1);
    clock.set(5);
    leave();
    clock.advance(1);
    expect(heard).toEqual([1_001, 5]);
  });

  test('refuses what is no number', () => {
    const { clock } = setup();
    expect(() => clock.advance(Number.NaN)).toThrow('finite');
    expect(clock.now()).toBe(1_000);
  });
});
