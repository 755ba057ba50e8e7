/**
 * What happens in a queue because time passes: locks end, scheduled messages become active, messages expire.
 * It sleeps until the next of these instants and follows the sandbox's clock when that is moved.
 */
import type { Clock } from '../clock.ts';
import { Alarm } from './alarm.ts';
import type { Lock } from './lock-table.ts';
import type { MessageLifecycle } from './message-lifecycle.ts';
import type { QueueMessage } from './queue-message.ts';

export class Timekeeper {
  readonly #clock: Clock;
  readonly #lifecycle: MessageLifecycle;
  readonly #alarm: Alarm;

  /** Calls `changed` after messages may have become ready. */
  constructor(clock: Clock, lifecycle: MessageLifecycle, changed: () => void) {
    this.#clock = clock;
    this.#lifecycle = lifecycle;
    this.#alarm = new Alarm(clock, () => {
      this.#catchUp();
      changed();
    });
  }

  /** To be called with the end of every lock, and with the instant at which the next message is due. */
  wakeAt(instant: number): void {
    this.#alarm.ringAt(instant);
  }

  /** Looks for the next instant itself; for after a restart, when there may be many. */
  wakeAtNext(): void {
    this.#alarm.ringAt(Math.min(this.#lifecycle.due.nextAt(), this.#lifecycle.locks.nextEnd()));
  }

  endLocks(locks: readonly Lock[]): void {
    for (const lock of locks) {
      this.#lifecycle.locks.release(lock);
      const message = this.#lifecycle.shelf.get(lock.sequenceNumber);
      if (message !== undefined) this.#lifecycle.giveBack(message, this.#clock.now());
    }
  }

  stop(): void {
    this.#alarm.stop();
  }

  #catchUp(): void {
    const { locks, due, shelf } = this.#lifecycle;
    const now = this.#clock.now();
    this.endLocks(locks.ended(now));
    for (let number = due.take(now); number !== undefined; number = due.take(now))
      this.#handleDue(shelf.get(number), now);
    due.compact(shelf.size, (number) => shelf.get(number) !== undefined);
    this.wakeAtNext();
  }

  #handleDue(message: QueueMessage | undefined, now: number): void {
    if (message === undefined) return;
    const isScheduled = message.state === 'scheduled';
    if (isScheduled) this.#lifecycle.activate(message, now);
    // A locked message expires when it comes back: its consumer may still complete it.
    const isLocked = this.#lifecycle.locks.ofMessage(message.sequenceNumber) !== undefined;
    if (!isScheduled && !isLocked) this.#lifecycle.expire(message);
  }
}
