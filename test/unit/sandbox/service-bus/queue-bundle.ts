/** A queue without AMQP and without a store, a clock that only moves when it is told to, and a consumer that takes what it is given. */
import { createMovableClock } from '../../../../sandbox/clock.ts';
import type { Consumer, ReceivedMessage } from '../../../../sandbox/service-bus/consumers.ts';
import { createMemoryStore } from '../../../../sandbox/service-bus/memory-store.ts';
import type { MessageStore } from '../../../../sandbox/service-bus/message-store.ts';
import { Queue } from '../../../../sandbox/service-bus/queue.ts';
import type { IncomingMessage, MessageContent } from '../../../../sandbox/service-bus/queue-message.ts';
import type { QueueOptions } from '../../../../sandbox/service-bus/queue-options.ts';

export const startedAt = 1_700_000_000_000;

export const shortLocks: QueueOptions = {
  lockMs: 30_000,
  maxDeliveryCount: 3,
  duplicateDetectionMs: 600_000,
  deadLetterOnExpiration: true,
};

/** Reasons the broker gives are kept in the body, where tests can read them without AMQP. */
const recordReason = (content: MessageContent, reason: string): MessageContent => ({
  ...content,
  body: Buffer.from(reason),
});

export function createQueueBundle(changes: Partial<QueueOptions> = {}, store: MessageStore = createMemoryStore()) {
  const clock = createMovableClock(() => startedAt);
  let tokens = 0;
  const newLockToken = () => `lock-${++tokens}`;
  const surroundings = { clock, store, recordReason, newLockToken };
  const options = { ...shortLocks, ...changes };
  const deadLetters = new Queue(
    'q/$DeadLetterQueue',
    { ...options, maxDeliveryCount: Number.POSITIVE_INFINITY, duplicateDetectionMs: 0 },
    surroundings,
  );
  const queue = new Queue('q', options, surroundings, deadLetters);
  return {
    clock,
    queue,
    deadLetters,
    consumer: attachConsumer(queue),
    deadLetterConsumer: attachConsumer(deadLetters),
  };
}

export interface TestConsumer extends Consumer {
  readonly received: ReceivedMessage[];
  /** Takes up to `count` messages that are ready now. */
  receive(count: number): readonly ReceivedMessage[];
}

export function attachConsumer(queue: Queue, deletesOnReceive = false, initialCredit = 0): TestConsumer {
  const received: ReceivedMessage[] = [];
  let credit = initialCredit;
  const consumer: TestConsumer = {
    received,
    deletesOnReceive,
    credit: () => credit,
    hand: (message) => {
      credit--;
      received.push(message);
    },
    receive: (count) => {
      const before = received.length;
      credit = count;
      queue.pump();
      credit = 0;
      return received.slice(before);
    },
  };
  queue.addConsumer(consumer);
  return consumer;
}

export function incoming(
  messageId: string,
  changes: Partial<IncomingMessage> & { readonly ttlMs?: number } = {},
): IncomingMessage {
  const { ttlMs, ...rest } = changes;
  const content: MessageContent = {
    durable: undefined,
    priority: undefined,
    ttlMs,
    annotations: undefined,
    properties: Buffer.from(messageId),
    applicationProperties: undefined,
    body: Buffer.from(`body of ${messageId}`),
  };
  return { messageId, scheduledAt: undefined, content, ...rest };
}

export function idsOf(messages: readonly ReceivedMessage[]): readonly string[] {
  return messages.map(({ message }) => message.messageId);
}

export function tokenOf(received: ReceivedMessage | undefined): string {
  if (received?.lock === undefined) throw new Error('The message was received without a lock.');
  return received.lock.token;
}
