/**
 * One timer that follows the sandbox's clock. Rings once when the instant it was set to has come, at once when the clock
 * is moved past it. Setting it again keeps the earlier instant. It never keeps the process alive.
 */
import type { Clock } from '../clock.ts';

/** The longest delay setTimeout takes; a longer one would fire at once. */
const longestDelayMs = 2 ** 31 - 1;

export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  readonly #forgetClock: () => void;
  #at = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
    this.#forgetClock = clock.onMove(() => this.#check());
  }

  ringAt(instant: number): void {
    if (instant >= this.#at) return;
    this.#at = instant;
    this.#arm();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#forgetClock();
    this.#at = Number.NEGATIVE_INFINITY;
  }

  #check(): void {
    if (!Number.isFinite(this.#at)) return;
    this.#arm();
    if (this.#clock.now() < this.#at) return;
    clearTimeout(this.#timer);
    this.#at = Number.POSITIVE_INFINITY;
    this.#ring();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const delayMs = Math.min(Math.max(1, this.#at - this.#clock.now()), longestDelayMs);
    this.#timer = setTimeout(() => this.#check(), delayMs);
    this.#timer.unref();
  }
}
