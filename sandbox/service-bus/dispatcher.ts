/** Hands what is ready to the consumers of a queue, in order, each in its turn and as far as its credit goes. */
import type { Clock } from '../clock.ts';
import { type Consumer, Consumers, type ReceivedMessage } from './consumers.ts';
import type { Lock } from './lock-table.ts';
import type { MessageLifecycle } from './message-lifecycle.ts';
import type { QueueMessage } from './queue-message.ts';

export interface DispatcherOptions {
  readonly clock: Clock;
  readonly lifecycle: MessageLifecycle;
  readonly lockMs: number;
  /** Hears when each new lock will end. */
  readonly locked: (until: number) => void;
}

export class Dispatcher {
  readonly consumers = new Consumers();
  readonly #given: DispatcherOptions;
  #isPumping = false;

  constructor(given: DispatcherOptions) {
    this.#given = given;
  }

  pump(): void {
    // Handing out can change the queue (an expired message is dead-lettered), which asks for a pump again.
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      for (let consumer = this.consumers.next(); consumer !== undefined; consumer = this.consumers.next()) {
        const message = this.#nextReady();
        if (message === undefined) return;
        this.#hand(consumer, message);
      }
    } finally {
      this.#isPumping = false;
    }
  }

  lock(message: QueueMessage): ReceivedMessage & { readonly lock: Lock } {
    const { lifecycle, clock, lockMs, locked } = this.#given;
    const received = lifecycle.lock(message, clock.now() + lockMs);
    locked(received.lock.until);
    return received;
  }

  #hand(consumer: Consumer, message: QueueMessage): void {
    consumer.hand(consumer.deletesOnReceive ? this.#given.lifecycle.handForGood(message) : this.lock(message));
  }

  /** A message may have expired a moment before the alarm rings. */
  #nextReady(): QueueMessage | undefined {
    const { lifecycle, clock } = this.#given;
    for (;;) {
      const number = lifecycle.ready.next((candidate) => lifecycle.isReady(candidate));
      const message = number === undefined ? undefined : lifecycle.shelf.get(number);
      if (message?.expiresAt === undefined || message.expiresAt > clock.now()) return message;
      lifecycle.expire(message);
    }
  }
}
