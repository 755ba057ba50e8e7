/**
 * A message as the queue keeps it: the broker's own facts as values, the producer's part as raw AMQP bytes.
 * Both are immutable; the queue replaces a message, it never changes one. The lock is not part of it,
 * because a lock ends with the process and the message does not.
 */

/** The producer's part. Every buffer is one encoded AMQP value, except `body`, which is whole sections. */
export interface MessageContent {
  readonly durable: boolean | undefined;
  readonly priority: number | undefined;
  readonly ttlMs: number | undefined;
  readonly annotations: Buffer | undefined;
  readonly properties: Buffer;
  readonly applicationProperties: Buffer | undefined;
  readonly body: Buffer;
}

export type ContentChange = (content: MessageContent) => MessageContent;

/** What a producer hands over. */
export interface IncomingMessage {
  readonly messageId: string;
  readonly scheduledAt: number | undefined;
  readonly content: MessageContent;
}

export type MessageState = 'active' | 'deferred' | 'scheduled';

export interface QueueMessage {
  readonly sequenceNumber: number;
  readonly messageId: string;
  readonly state: MessageState;
  /** How often it was handed to a consumer, the present one included. */
  readonly deliveryCount: number;
  readonly enqueuedAt: number;
  readonly scheduledAt: number | undefined;
  readonly expiresAt: number | undefined;
  /** The number it had while it was scheduled; becoming active gives it a new one. */
  readonly enqueueSequenceNumber: number | undefined;
  readonly content: MessageContent;
}

export function messageBytes({ content }: QueueMessage): number {
  return content.properties.length + (content.applicationProperties?.length ?? 0) + content.body.length;
}
