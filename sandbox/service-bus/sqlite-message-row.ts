/** A queue message as a row of the table `message`, and back; what comes back is equal to what went in. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { MessageState, QueueMessage } from './queue-message.ts';

type Row = Record<string, SQLOutputValue>;

export const messageColumns = [
  'queue',
  'sequence_number',
  'message_id',
  'state',
  'delivery_count',
  'enqueued_at',
  'scheduled_at',
  'expires_at',
  'enqueue_sequence_number',
  'durable',
  'priority',
  'ttl_ms',
  'annotations',
  'properties',
  'application_properties',
  'body',
] as const;

export function toRow(queue: string, message: QueueMessage): Record<(typeof messageColumns)[number], SQLInputValue> {
  const { content } = message;
  return {
    queue,
    sequence_number: message.sequenceNumber,
    message_id: message.messageId,
    state: message.state,
    delivery_count: message.deliveryCount,
    enqueued_at: message.enqueuedAt,
    scheduled_at: message.scheduledAt ?? null,
    expires_at: message.expiresAt ?? null,
    enqueue_sequence_number: message.enqueueSequenceNumber ?? null,
    durable: content.durable === undefined ? null : Number(content.durable),
    priority: content.priority ?? null,
    ttl_ms: content.ttlMs ?? null,
    annotations: content.annotations ?? null,
    properties: content.properties,
    application_properties: content.applicationProperties ?? null,
    body: content.body,
  };
}

export function fromRow(row: Row): QueueMessage {
  return {
    sequenceNumber: Number(row.sequence_number),
    messageId: String(row.message_id),
    state: stateOf(row),
    deliveryCount: Number(row.delivery_count),
    enqueuedAt: Number(row.enqueued_at),
    scheduledAt: numberOf(row, 'scheduled_at'),
    expiresAt: numberOf(row, 'expires_at'),
    enqueueSequenceNumber: numberOf(row, 'enqueue_sequence_number'),
    content: {
      durable: row.durable === null ? undefined : row.durable === 1,
      priority: numberOf(row, 'priority'),
      ttlMs: numberOf(row, 'ttl_ms'),
      annotations: bytesOf(row, 'annotations'),
      properties: bytesOf(row, 'properties') ?? Buffer.alloc(0),
      applicationProperties: bytesOf(row, 'application_properties'),
      body: bytesOf(row, 'body') ?? Buffer.alloc(0),
    },
  };
}

function stateOf({ state }: Row): MessageState {
  if (state === 'active' || state === 'deferred' || state === 'scheduled') return state;
  throw new Error(
    `The message store holds a message in an unknown state: ${String(state)}. Delete the file to start empty.`,
  );
}

function numberOf(row: Row, column: string): number | undefined {
  const value = row[column];
  return value === null || value === undefined ? undefined : Number(value);
}

function bytesOf(row: Row, column: string): Buffer | undefined {
  const value = row[column];
  return ArrayBuffer.isView(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined;
}
