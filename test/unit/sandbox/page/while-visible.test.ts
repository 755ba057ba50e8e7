import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { repeatWhileVisible } from '../../../../sandbox/page/client/shell/while-visible.ts';

function setup() {
  jest.useFakeTimers();
  const work = jest.fn();
  const told: (() => void)[] = [];
  const page = {
    visibilityState: 'visible',
    addEventListener: (_name: string, listener: () => void) => void told.push(listener),
  };
  repeatWhileVisible(page, 3_000, work);
  const turn = (state: 'hidden' | 'visible'): void => {
    page.visibilityState = state;
    for (const tell of told) tell();
  };
  return { work, turn };
}

describe('repeatWhileVisible', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('works once an interval', () => {
    const { work } = setup();
    jest.advanceTimersByTime(9_000);
    expect(work).toHaveBeenCalledTimes(3);
  });

  test('rests while nobody sees the page, and works at once when it comes back', () => {
    const { work, turn } = setup();
    turn('hidden');
    jest.advanceTimersByTime(60_000);
    expect(work).not.toHaveBeenCalled();
    turn('visible');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
