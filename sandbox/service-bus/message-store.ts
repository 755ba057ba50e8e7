/**
 * Where queues keep what must survive the process. Writes are buffered; `afterCommit` runs its listener once everything
 * written before it is safe, and that is when a producer or consumer may be told. A store that cannot write throws and
 * takes the process down: a broker that goes on without its store would accept what it loses.
 */
import type { QueueMessage } from './queue-message.ts';

export interface StoredQueue {
  readonly lastSequenceNumber: number;
  /** In order of sequence number. */
  readonly messages: readonly QueueMessage[];
  readonly seenMessageIds: readonly { readonly messageId: string; readonly until: number }[];
}

export interface MessageStore {
  load(queue: string): StoredQueue;
  put(queue: string, message: QueueMessage): void;
  remove(queue: string, sequenceNumber: number): void;
  /** Keeps the id of a message for duplicate detection. */
  remember(queue: string, messageId: string, until: number): void;
  forgetMessageIds(queue: string): void;
  afterCommit(listener: () => void): void;
  close(): void;
}
