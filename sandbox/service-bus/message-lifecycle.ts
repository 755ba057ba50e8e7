/**
 * The named transitions of a message in one queue. Each leaves it in exactly one place: ready, locked, scheduled, deferred,
 * handed to the dead-letter queue, or removed. Nobody else changes a message's state.
 */
import type { ReceivedMessage } from './consumers.ts';
import { DueList } from './due-list.ts';
import { type Lock, LockTable } from './lock-table.ts';
import { MessageShelf } from './message-shelf.ts';
import type { MessageStore } from './message-store.ts';
import type { IncomingMessage, MessageContent, QueueMessage } from './queue-message.ts';
import type { QueueOptions } from './queue-options.ts';
import { ReadyList } from './ready-list.ts';

/** Writes into the content why the broker itself dead-lettered a message. */
export type RecordReason = (content: MessageContent, reason: string, description: string) => MessageContent;

export interface LifecycleOptions {
  readonly queue: string;
  readonly options: QueueOptions;
  readonly store: MessageStore;
  readonly newLockToken: () => string;
  readonly recordReason: RecordReason;
  /** Takes over a dead-lettered message. Absent in a dead-letter queue, which keeps what it has. */
  readonly deadLetter: ((message: QueueMessage) => void) | undefined;
}

export class MessageLifecycle {
  readonly shelf: MessageShelf;
  readonly locks: LockTable;
  readonly ready = new ReadyList();
  readonly due = new DueList();
  readonly #given: LifecycleOptions;
  #lastSequenceNumber = 0;

  constructor(given: LifecycleOptions) {
    this.#given = given;
    this.shelf = new MessageShelf(given.queue, given.store);
    this.locks = new LockTable(given.newLockToken);
  }

  /** Uses up a number, so that even a duplicate that is dropped can be answered with one. */
  nextSequenceNumber(): number {
    return ++this.#lastSequenceNumber;
  }

  accept({ messageId, scheduledAt, content }: IncomingMessage, sequenceNumber: number, now: number): void {
    const isScheduled = scheduledAt !== undefined && scheduledAt > now;
    const message: QueueMessage = {
      sequenceNumber,
      messageId,
      content,
      scheduledAt,
      state: isScheduled ? 'scheduled' : 'active',
      deliveryCount: 0,
      enqueuedAt: now,
      expiresAt: isScheduled ? undefined : this.#expiryOf(content, now),
      enqueueSequenceNumber: undefined,
    };
    this.shelf.put(message);
    this.place(message);
  }

  /** A scheduled message gets a new sequence number when it becomes active, as Azure gives it: its turn starts now. */
  activate(message: QueueMessage, now: number): void {
    const active: QueueMessage = {
      ...message,
      sequenceNumber: this.nextSequenceNumber(),
      enqueueSequenceNumber: message.sequenceNumber,
      state: 'active',
      enqueuedAt: now,
      expiresAt: this.#expiryOf(message.content, now),
    };
    this.shelf.remove(message.sequenceNumber);
    this.shelf.put(active);
    this.place(active);
  }

  /** A dead-lettered message keeps its sequence number, so it may come out of order; and it never expires. */
  adopt(message: QueueMessage): void {
    const adopted: QueueMessage = { ...message, state: 'active', expiresAt: undefined };
    this.shelf.put(adopted);
    this.ready.putBack(adopted.sequenceNumber);
  }

  restore(messages: readonly QueueMessage[], lastSequenceNumber: number): void {
    this.#lastSequenceNumber = Math.max(lastSequenceNumber, messages.at(-1)?.sequenceNumber ?? 0);
    for (const message of messages) {
      this.shelf.update(message);
      this.place(message);
    }
  }

  lock(message: QueueMessage, until: number): ReceivedMessage & { readonly lock: Lock } {
    const received = counted(message);
    // Not stored: a crash of the broker gives a locked message back uncounted, and saves a write for every delivery.
    this.shelf.update(received);
    return { message: received, lock: this.locks.take(received.sequenceNumber, until) };
  }

  handForGood(message: QueueMessage): ReceivedMessage {
    this.shelf.remove(message.sequenceNumber);
    return { message: counted(message), lock: undefined };
  }

  /** After an abandon or a lock that ended. */
  giveBack(message: QueueMessage, now: number): void {
    if (message.deliveryCount >= this.#given.options.maxDeliveryCount) this.#exhaust(message);
    else if (message.expiresAt !== undefined && message.expiresAt <= now) this.expire(message);
    else this.#putBack(message);
  }

  defer(message: QueueMessage): void {
    this.shelf.put({ ...message, state: 'deferred' });
  }

  deadLetter(message: QueueMessage): void {
    const { deadLetter } = this.#given;
    if (deadLetter === undefined) {
      this.#putBack(message);
      return;
    }
    this.shelf.remove(message.sequenceNumber);
    deadLetter(message);
  }

  expire(message: QueueMessage): void {
    const reason = 'TTLExpiredException';
    if (!this.#given.options.deadLetterOnExpiration) this.shelf.remove(message.sequenceNumber);
    else this.deadLetter(this.#withReason(message, reason, 'The message expired and was dead lettered.'));
  }

  isReady(sequenceNumber: number): boolean {
    const isActive = this.shelf.get(sequenceNumber)?.state === 'active';
    return isActive && this.locks.ofMessage(sequenceNumber) === undefined;
  }

  place(message: QueueMessage): void {
    if (message.state === 'active') this.ready.push(message.sequenceNumber);
    const dueAt = message.state === 'scheduled' ? message.scheduledAt : message.expiresAt;
    if (dueAt !== undefined) this.due.add(dueAt, message.sequenceNumber);
  }

  #putBack(message: QueueMessage): void {
    this.shelf.put(message);
    if (message.state === 'active') this.ready.putBack(message.sequenceNumber);
  }

  #exhaust(message: QueueMessage): void {
    const description = `Message could not be consumed after ${this.#given.options.maxDeliveryCount} delivery attempts.`;
    this.deadLetter(this.#withReason(message, 'MaxDeliveryCountExceeded', description));
  }

  #expiryOf({ ttlMs }: MessageContent, now: number): number | undefined {
    const shortest = Math.min(
      ttlMs ?? Number.POSITIVE_INFINITY,
      this.#given.options.defaultTtlMs ?? Number.POSITIVE_INFINITY,
    );
    return Number.isFinite(shortest) ? now + shortest : undefined;
  }

  #withReason(message: QueueMessage, reason: string, description: string): QueueMessage {
    return { ...message, content: this.#given.recordReason(message.content, reason, description) };
  }
}

function counted(message: QueueMessage): QueueMessage {
  return { ...message, deliveryCount: message.deliveryCount + 1 };
}
