/** Those who receive from one queue, served in turn as far as their credit goes. */
import type { Lock } from './lock-table.ts';
import type { QueueMessage } from './queue-message.ts';

export interface ReceivedMessage {
  readonly message: QueueMessage;
  /** Absent when the consumer deletes on receive. */
  readonly lock: Lock | undefined;
}

export interface Consumer {
  readonly deletesOnReceive: boolean;
  /** How many more messages it takes now. */
  credit(): number;
  hand(received: ReceivedMessage): void;
}

export class Consumers {
  readonly #consumers: Consumer[] = [];
  #turn = 0;

  add(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  remove(consumer: Consumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index >= 0) this.#consumers.splice(index, 1);
  }

  /** The next one in turn that has credit. */
  next(): Consumer | undefined {
    for (let asked = 0; asked < this.#consumers.length; asked++) {
      const consumer = this.#consumers[this.#turn++ % this.#consumers.length];
      if (consumer !== undefined && consumer.credit() > 0) return consumer;
    }
    return undefined;
  }
}
