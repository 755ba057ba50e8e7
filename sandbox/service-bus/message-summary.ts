/** A message of a queue as plain data for people and tests: everything JSON can say, the body as base64 of its bytes. */
import { binaryPayload, sectionCode, splitSections } from './amqp-sections.ts';
import { entriesOf, nothing, readValue } from './amqp-value.ts';
import type { PeekedMessage } from './queue.ts';
import type { MessagePlace } from './queue-counts.ts';

export interface MessageSummary {
  readonly messageId: string;
  readonly sequenceNumber: number;
  readonly state: MessagePlace;
  readonly deliveryCount: number;
  readonly enqueuedAt: string;
  readonly scheduledAt?: string;
  readonly lockedUntil?: string;
  readonly applicationProperties: Readonly<Record<string, unknown>>;
  /** Base64. Of a body that is a string value, the UTF-8 bytes of the string. */
  readonly body: string;
}

export function summarizeMessage({ message, place, lock }: PeekedMessage): MessageSummary {
  return {
    messageId: message.messageId,
    sequenceNumber: message.sequenceNumber,
    state: place,
    deliveryCount: message.deliveryCount,
    enqueuedAt: toIso(message.enqueuedAt),
    ...(message.scheduledAt !== undefined && { scheduledAt: toIso(message.scheduledAt) }),
    ...(lock !== undefined && { lockedUntil: toIso(lock.until) }),
    applicationProperties: plainProperties(message.content.applicationProperties),
    body: bodyBytes(message.content.body).toString('base64'),
  };
}

function plainProperties(encoded: Buffer | undefined): Readonly<Record<string, unknown>> {
  const entries = entriesOf(encoded === undefined ? nothing() : readValue(encoded));
  return Object.fromEntries(entries.map(([key, { value }]) => [String(key.value), plain(value)]));
}

function plain(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' ? String(value) : value;
}

function bodyBytes(sections: Buffer): Buffer {
  return Buffer.concat(splitSections(sections).map(({ code, value }) => sectionBytes(code, value)));
}

function sectionBytes(code: number, value: Buffer): Buffer {
  if (code === sectionCode.data) return binaryPayload(value);
  const content = code === sectionCode.value ? readValue(value).value : undefined;
  if (typeof content === 'string') return Buffer.from(content, 'utf8');
  if (Buffer.isBuffer(content)) return content;
  return code === sectionCode.footer ? Buffer.alloc(0) : value;
}

function toIso(instant: number): string {
  return new Date(instant).toISOString();
}
