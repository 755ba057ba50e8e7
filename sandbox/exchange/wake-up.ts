/**
 * One timer that follows a movable clock: wakes at the earliest instant it was given, also when the clock jumps past it.
 * Promises: never keeps the process alive; at most one timer, however often it is asked.
 */
import type { Clock } from '../clock.ts';

export interface WakeUp {
  /** Asks to be woken; an earlier wish stays in force. */
  at(instant: number): void;
  stop(): void;
}

// setTimeout takes no longer delays than 2^31 milliseconds.
const longestTimerMilliseconds = 2_000_000_000;

export function createWakeUp(clock: Clock, wake: () => void): WakeUp {
  let timer: NodeJS.Timeout | undefined;
  let wanted = Number.POSITIVE_INFINITY;

  const arm = (): void => {
    clearTimeout(timer);
    if (wanted === Number.POSITIVE_INFINITY) return;
    const delayMilliseconds = Math.min(Math.max(0, wanted - clock.now()), longestTimerMilliseconds);
    timer = setTimeout(() => {
      wanted = Number.POSITIVE_INFINITY;
      wake();
    }, delayMilliseconds).unref();
  };
  const stopListening = clock.onMove(arm);

  return {
    at: (instant) => {
      if (instant >= wanted) return;
      wanted = instant;
      arm();
    },
    stop: () => {
      stopListening();
      clearTimeout(timer);
    },
  };
}
