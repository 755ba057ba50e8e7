/**
 * What a Service Bus queue does, without AMQP: peek-lock, redelivery, dead-letter, schedule, defer, duplicate detection,
 * expiry. A message that was accepted is at any time in exactly one place: ready, locked, scheduled, deferred, in the
 * dead-letter queue, or gone because somebody completed it. Settling with a lock that ended returns false, changes nothing.
 */
import type { Clock } from '../clock.ts';
import type { Consumer, ReceivedMessage } from './consumers.ts';
import { Dispatcher } from './dispatcher.ts';
import { DuplicateDetection } from './duplicate-detection.ts';
import type { Lock } from './lock-table.ts';
import { MessageLifecycle, type RecordReason } from './message-lifecycle.ts';
import type { MessageStore } from './message-store.ts';
import { countMessages, type MessagePlace, placeOf, type QueueCounts } from './queue-counts.ts';
import type { ContentChange, IncomingMessage, QueueMessage } from './queue-message.ts';
import type { QueueOptions } from './queue-options.ts';
import { Timekeeper } from './timekeeper.ts';

export interface QueueSurroundings {
  readonly clock: Clock;
  readonly store: MessageStore;
  readonly recordReason: RecordReason;
  readonly newLockToken: () => string;
}

export interface PeekedMessage {
  readonly message: QueueMessage;
  readonly place: MessagePlace;
  readonly lock: Lock | undefined;
}

const unchanged: ContentChange = (content) => content;

export class Queue {
  readonly name: string;
  readonly options: QueueOptions;
  /** Absent in a dead-letter queue. */
  readonly deadLetters: Queue | undefined;
  readonly createdAt: number;
  readonly #clock: Clock;
  readonly #store: MessageStore;
  readonly #lifecycle: MessageLifecycle;
  readonly #duplicates: DuplicateDetection;
  readonly #dispatcher: Dispatcher;
  readonly #timekeeper: Timekeeper;

  constructor(name: string, options: QueueOptions, surroundings: QueueSurroundings, deadLetters?: Queue) {
    const { clock, store } = surroundings;
    this.name = name;
    this.options = options;
    this.deadLetters = deadLetters;
    this.createdAt = clock.now();
    this.#clock = clock;
    this.#store = store;
    const deadLetter = deadLetters && ((message: QueueMessage) => deadLetters.#adopt(message));
    this.#lifecycle = new MessageLifecycle({ ...surroundings, queue: name, options, deadLetter });
    this.#duplicates = new DuplicateDetection(options.duplicateDetectionMs);
    this.#timekeeper = new Timekeeper(clock, this.#lifecycle, () => this.pump());
    const locked = (until: number) => this.#timekeeper.wakeAt(until);
    this.#dispatcher = new Dispatcher({ clock, lifecycle: this.#lifecycle, lockMs: options.lockMs, locked });
    this.#restore();
  }

  /** Takes a message in and returns its sequence number. A duplicate is dropped silently, as the service drops it. */
  enqueue(incoming: IncomingMessage): number {
    const now = this.#clock.now();
    const sequenceNumber = this.#lifecycle.nextSequenceNumber();
    const { isDuplicate, until } = this.#duplicates.remember(incoming.messageId, now);
    if (isDuplicate) return sequenceNumber;
    if (until !== undefined) this.#store.remember(this.name, incoming.messageId, until);
    this.#lifecycle.accept(incoming, sequenceNumber, now);
    this.#timekeeper.wakeAt(this.#lifecycle.due.nextAt());
    return sequenceNumber;
  }

  /** All or nothing: false when one of them is not scheduled (any more). */
  cancelScheduled(sequenceNumbers: readonly number[]): boolean {
    const { shelf } = this.#lifecycle;
    if (sequenceNumbers.some((number) => shelf.get(number)?.state !== 'scheduled')) return false;
    for (const number of sequenceNumbers) shelf.remove(number);
    return true;
  }

  addConsumer(consumer: Consumer): void {
    this.#dispatcher.consumers.add(consumer);
  }

  /** Its locks stay until they end, as they do in Azure. */
  removeConsumer(consumer: Consumer): void {
    this.#dispatcher.consumers.remove(consumer);
  }

  /** Hands out what is ready to those who have credit. */
  pump(): void {
    this.#dispatcher.pump();
  }

  complete(token: string): boolean {
    return this.#settle(token, unchanged, (message) => this.#lifecycle.shelf.remove(message.sequenceNumber));
  }

  abandon(token: string, change: ContentChange = unchanged): boolean {
    return this.#settle(token, change, (message) => this.#lifecycle.giveBack(message, this.#clock.now()));
  }

  defer(token: string, change: ContentChange = unchanged): boolean {
    return this.#settle(token, change, (message) => this.#lifecycle.defer(message));
  }

  deadLetter(token: string, change: ContentChange = unchanged): boolean {
    return this.#settle(token, change, (message) => this.#lifecycle.deadLetter(message));
  }

  /** The instants until which the locks now hold, or undefined when one of them has ended: then none is renewed. */
  renew(tokens: readonly string[]): readonly number[] | undefined {
    const { locks } = this.#lifecycle;
    const now = this.#clock.now();
    const held = tokens.map((token) => locks.find(token, now));
    if (held.some((lock) => lock === undefined)) return undefined;
    const until = now + this.options.lockMs;
    for (const lock of held) if (lock !== undefined) locks.renew(lock, until);
    return held.map(() => until);
  }

  /** Deferred messages by number; all or nothing, undefined when one of them is not there or is locked. */
  receiveDeferred(sequenceNumbers: readonly number[], deletes: boolean): readonly ReceivedMessage[] | undefined {
    const { shelf, locks } = this.#lifecycle;
    const messages = sequenceNumbers.flatMap((number) => shelf.get(number) ?? []);
    const isFree = (message: QueueMessage) =>
      message.state === 'deferred' && locks.ofMessage(message.sequenceNumber) === undefined;
    if (messages.length < sequenceNumbers.length || !messages.every(isFree)) return undefined;
    return messages.map((message) => (deletes ? this.#lifecycle.handForGood(message) : this.#dispatcher.lock(message)));
  }

  /** Everything that is here, whatever its state, in order. */
  peek(fromSequenceNumber: number, count: number): readonly PeekedMessage[] {
    return this.#lifecycle.shelf.from(fromSequenceNumber, count).map((message) => {
      const lock = this.#lifecycle.locks.ofMessage(message.sequenceNumber);
      return { message, lock, place: placeOf(message, lock !== undefined) };
    });
  }

  counts(): QueueCounts {
    const { shelf, locks } = this.#lifecycle;
    const counts = countMessages(shelf.all(), (number) => locks.ofMessage(number) !== undefined);
    return { ...counts, deadLettered: this.deadLetters?.messageCount ?? 0 };
  }

  get messageCount(): number {
    return this.#lifecycle.shelf.size;
  }

  /** Ends every lock now, as if its time had run out. Returns how many there were. */
  expireLocks(): number {
    const locks = this.#lifecycle.locks.all();
    this.#timekeeper.endLocks(locks);
    this.pump();
    return locks.length;
  }

  /** Removes every message and forgets every id. Sequence numbers go on, so that none is ever used twice. */
  purge(): void {
    const { shelf, locks, ready } = this.#lifecycle;
    for (const lock of locks.all()) locks.release(lock);
    for (const message of [...shelf.all()]) shelf.remove(message.sequenceNumber);
    ready.clear();
    this.#duplicates.clear();
    this.#store.forgetMessageIds(this.name);
    this.deadLetters?.purge();
  }

  stop(): void {
    this.#timekeeper.stop();
    this.deadLetters?.stop();
  }

  #restore(): void {
    const { messages, lastSequenceNumber, seenMessageIds } = this.#store.load(this.name);
    for (const { messageId, until } of seenMessageIds) this.#duplicates.restore(messageId, until);
    this.#lifecycle.restore(messages, lastSequenceNumber);
    this.#timekeeper.wakeAtNext();
  }

  #adopt(message: QueueMessage): void {
    this.#lifecycle.adopt(message);
    this.pump();
  }

  #settle(token: string, change: ContentChange, transition: (message: QueueMessage) => void): boolean {
    const { locks, shelf } = this.#lifecycle;
    const lock = locks.find(token, this.#clock.now());
    const message = lock && shelf.get(lock.sequenceNumber);
    if (lock === undefined || message === undefined) return false;
    locks.release(lock);
    transition({ ...message, content: change(message.content) });
    return true;
  }
}
