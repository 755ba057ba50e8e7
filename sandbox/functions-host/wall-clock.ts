/** The machine's clock, for timers. Waits in steps of an hour: Node's timers hold no more than 24 days. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TimerClock } from './timer-listener.ts';

const LONGEST_STEP_MS = 3_600_000;

export const wallClock: TimerClock = {
  now: () => new Date(),
  waitUntil: async (instant, signal) => {
    while (!signal.aborted) {
      const remainingMs = instant.getTime() - Date.now();
      if (remainingMs <= 0) return true;
      await delay(Math.min(remainingMs, LONGEST_STEP_MS), undefined, { signal }).catch(() => {});
    }
    return false;
  },
};
