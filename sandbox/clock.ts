/**
 * The sandbox's only source of time. Every fake reads it, so that moving it ages locks, tokens, secrets and delays together.
 * Promises: now() follows the machine's clock plus an offset; listeners hear of every move, so that timers can be set again.
 * Fails on amounts that are not finite numbers; never on anything else.
 */

export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Calls the listener after every jump of the clock; returns how to stop that. */
  onMove(listener: () => void): () => void;
  /** How far it is from the machine's clock; absent: it is the machine's, or one of a test. */
  offsetMilliseconds?(): number;
}

export interface MovableClock extends Clock {
  /** How far it is from the machine's clock. */
  offsetMilliseconds(): number;
  advance(milliseconds: number): void;
  set(instantMilliseconds: number): void;
}

export function createMovableClock(realNow: () => number = Date.now): MovableClock {
  const listeners = new Set<() => void>();
  let offsetMilliseconds = 0;

  const moveTo = (offset: number): void => {
    if (!Number.isFinite(offset)) throw new RangeError('The clock moves by a finite number of milliseconds.');
    offsetMilliseconds = offset;
    for (const listener of [...listeners]) listener();
  };

  return {
    now: () => realNow() + offsetMilliseconds,
    offsetMilliseconds: () => offsetMilliseconds,
    onMove: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    advance: (milliseconds) => moveTo(offsetMilliseconds + milliseconds),
    set: (instantMilliseconds) => moveTo(instantMilliseconds - realNow()),
  };
}
