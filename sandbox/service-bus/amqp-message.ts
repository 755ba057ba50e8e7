/**
 * Between the bytes of an AMQP message and what the queue keeps of it. Properties, application properties and body are kept
 * as encoded; header and message annotations are taken apart, because the broker writes its own on the way out.
 */
import { randomUUID } from 'node:crypto';
import { binaryPayload, type Section, sectionCode, splitSections } from './amqp-sections.ts';
import { type AmqpEntry, entriesOf, itemsOf, list, map, nothing, readValue, text, writeValue } from './amqp-value.ts';
import type { ContentChange, IncomingMessage, MessageContent } from './queue-message.ts';

/** Annotations the broker writes itself; a producer's copy of them is dropped. */
const brokerAnnotations = new Set([
  'x-opt-enqueued-time',
  'x-opt-sequence-number',
  'x-opt-locked-until',
  'x-opt-enqueue-sequence-number',
  'x-opt-message-state',
  'x-opt-scheduled-enqueue-time',
  'x-opt-deadletter-source',
]);

const bodyCodes: ReadonlySet<number> = new Set([
  sectionCode.data,
  sectionCode.sequence,
  sectionCode.value,
  sectionCode.footer,
]);

export function parseMessage(bytes: Uint8Array): IncomingMessage {
  // A copy: what arrives is a view into a network buffer that would stay in memory as long as the message.
  const sections = splitSections(Buffer.from(bytes));
  const sectionValue = (code: number) => sections.find((section) => section.code === code)?.value;
  const header = itemsOf(optional(sectionValue(sectionCode.header)));
  const annotations = entriesOf(optional(sectionValue(sectionCode.messageAnnotations)));
  const { messageId, properties } = withMessageId(sectionValue(sectionCode.properties));
  return {
    messageId,
    scheduledAt: scheduledTimeOf(annotations),
    content: {
      durable: typeof header[0]?.value === 'boolean' ? header[0].value : undefined,
      priority: numberOf(header[1]?.value),
      ttlMs: numberOf(header[2]?.value),
      annotations: foreignAnnotations(annotations),
      properties,
      applicationProperties: sectionValue(sectionCode.applicationProperties),
      body: bodyOf(sections),
    },
  };
}

/** The messages inside the envelope of a batch: its data sections, each a whole message. */
export function splitBatch(envelope: Buffer): readonly Buffer[] {
  return splitSections(envelope)
    .filter(({ code }) => code === sectionCode.data)
    .map(({ value }) => binaryPayload(value));
}

/** Merges entries into the application properties, keeping the AMQP type of every other one. Null values change nothing. */
export function mergeApplicationProperties(entries: readonly AmqpEntry[]): ContentChange {
  const given = entries.filter(([, value]) => value.value !== null);
  const names = new Set(given.map(([key]) => key.value));
  return (content) => {
    if (given.length === 0) return content;
    const kept = entriesOf(optional(content.applicationProperties)).filter(([key]) => !names.has(key.value));
    const added = given.map(([key, value]): AmqpEntry => [text(String(key.value)), value]);
    return { ...content, applicationProperties: writeValue(map([...kept, ...added])) };
  };
}

/** The names are those from which both SDKs read the dead-letter reason. */
export function recordDeadLetterReason(content: MessageContent, reason: string, description: string): MessageContent {
  const entries: readonly AmqpEntry[] = [
    [text('DeadLetterReason'), text(reason)],
    [text('DeadLetterErrorDescription'), text(description)],
  ];
  return mergeApplicationProperties(entries)(content);
}

function bodyOf(sections: readonly Section[]): Buffer {
  return Buffer.concat(sections.filter(({ code }) => bodyCodes.has(code)).map(({ bytes }) => bytes));
}

/** The service gives a message without an id one of its own; without it the JavaScript SDK's lock renewal throws. */
function withMessageId(properties: Buffer | undefined): { readonly messageId: string; readonly properties: Buffer } {
  const fields = itemsOf(optional(properties));
  const given = fields[0]?.value;
  if (properties !== undefined && given !== undefined && given !== null)
    return { messageId: printable(given), properties };
  const messageId = randomUUID().replaceAll('-', '');
  return { messageId, properties: writeValue(list([text(messageId), ...fields.slice(1)])) };
}

function printable(messageId: unknown): string {
  return Buffer.isBuffer(messageId) ? messageId.toString('hex') : String(messageId);
}

function scheduledTimeOf(annotations: readonly AmqpEntry[]): number | undefined {
  const time = annotations.find(([key]) => key.value === 'x-opt-scheduled-enqueue-time')?.[1].value;
  return time instanceof Date ? time.getTime() : numberOf(time);
}

function foreignAnnotations(annotations: readonly AmqpEntry[]): Buffer | undefined {
  const foreign = annotations.filter(([key]) => !brokerAnnotations.has(String(key.value)));
  return foreign.length === 0 ? undefined : writeValue(map(foreign));
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function optional(bytes: Buffer | undefined) {
  return bytes === undefined ? nothing() : readValue(bytes);
}
