/**
 * The messages of one queue, in memory for reading and in the store for keeping. Every change goes through here, so that
 * the two cannot disagree. `update` is for what may be lost with the process: the count of a delivery that is not settled.
 */
import type { MessageStore } from './message-store.ts';
import type { QueueMessage } from './queue-message.ts';

export class MessageShelf {
  readonly #queue: string;
  readonly #store: MessageStore;
  readonly #messages = new Map<number, QueueMessage>();

  constructor(queue: string, store: MessageStore) {
    this.#queue = queue;
    this.#store = store;
  }

  get size(): number {
    return this.#messages.size;
  }

  get(sequenceNumber: number): QueueMessage | undefined {
    return this.#messages.get(sequenceNumber);
  }

  all(): Iterable<QueueMessage> {
    return this.#messages.values();
  }

  /** At most `count` messages from `sequenceNumber` on, in order. A dead-letter queue receives them in any order. */
  from(sequenceNumber: number, count: number): readonly QueueMessage[] {
    return [...this.#messages.values()]
      .filter((message) => message.sequenceNumber >= sequenceNumber)
      .sort((one, other) => one.sequenceNumber - other.sequenceNumber)
      .slice(0, count);
  }

  put(message: QueueMessage): void {
    this.#messages.set(message.sequenceNumber, message);
    this.#store.put(this.#queue, message);
  }

  update(message: QueueMessage): void {
    this.#messages.set(message.sequenceNumber, message);
  }

  remove(sequenceNumber: number): void {
    if (this.#messages.delete(sequenceNumber)) this.#store.remove(this.#queue, sequenceNumber);
  }
}
