/**
 * Encodes a message for a consumer: the broker's header and annotations in front, the producer's sections behind, unchanged.
 * Written by hand into buffers, because this is done for every delivery and rhea's encoder is the slowest part of a broker.
 */
import { sectionCode } from './amqp-sections.ts';
import type { QueueMessage } from './queue-message.ts';

export interface OutgoingOptions {
  readonly lockedUntil: number | undefined;
  /** Deliveries before this one. */
  readonly deliveryCount: number;
}

const stateCodes = { active: 0, deferred: 1, scheduled: 2 } as const;
const smallUlong = 0x53;
const absent = 0x40;

export function encodeOutgoing(message: QueueMessage, options: OutgoingOptions): Buffer {
  const { content } = message;
  const parts = [header(message, options.deliveryCount), annotations(message, options.lockedUntil)];
  parts.push(descriptor(sectionCode.properties), content.properties);
  if (content.applicationProperties !== undefined) {
    parts.push(descriptor(sectionCode.applicationProperties), content.applicationProperties);
  }
  return Buffer.concat([...parts, content.body]);
}

function descriptor(code: number): Buffer {
  return Buffer.from([0x00, smallUlong, code]);
}

/** The delivery count is always written: the .NET client reads it without a check. */
function header({ content }: QueueMessage, deliveryCount: number): Buffer {
  const fields = [
    content.durable === undefined ? Buffer.from([absent]) : Buffer.from([content.durable ? 0x41 : 0x42]),
    content.priority === undefined ? Buffer.from([absent]) : Buffer.from([0x50, content.priority]),
    content.ttlMs === undefined ? Buffer.from([absent]) : uint(content.ttlMs),
    Buffer.from([absent]),
    uint(deliveryCount),
  ];
  const body = Buffer.concat(fields);
  return Buffer.concat([descriptor(sectionCode.header), Buffer.from([0xc0, body.length + 1, fields.length]), body]);
}

function annotations(message: QueueMessage, lockedUntil: number | undefined): Buffer {
  const entries = [
    keys.enqueuedTime,
    timestamp(message.enqueuedAt),
    keys.sequenceNumber,
    long(message.sequenceNumber),
    keys.messageState,
    int(stateCodes[message.state]),
  ];
  if (lockedUntil !== undefined) entries.push(keys.lockedUntil, timestamp(lockedUntil));
  if (message.scheduledAt !== undefined) entries.push(keys.scheduledEnqueueTime, timestamp(message.scheduledAt));
  if (message.enqueueSequenceNumber !== undefined) {
    entries.push(keys.enqueueSequenceNumber, long(message.enqueueSequenceNumber));
  }
  const foreign = mapItems(message.content.annotations);
  const body = Buffer.concat([...entries, foreign.bytes]);
  const head = Buffer.alloc(9);
  head.writeUInt8(0xd1, 0);
  head.writeUInt32BE(body.length + 4, 1);
  head.writeUInt32BE(entries.length + foreign.count, 5);
  return Buffer.concat([descriptor(sectionCode.messageAnnotations), head, body]);
}

/** What is inside an encoded map32, to be put into another map. */
function mapItems(encodedMap: Buffer | undefined): { readonly count: number; readonly bytes: Buffer } {
  if (encodedMap === undefined) return { count: 0, bytes: Buffer.alloc(0) };
  return { count: encodedMap.readUInt32BE(5), bytes: encodedMap.subarray(9) };
}

/** "enqueue", not "enqueued", in the second sequence number is how the service spells it. */
const keys = {
  enqueuedTime: symbol('x-opt-enqueued-time'),
  sequenceNumber: symbol('x-opt-sequence-number'),
  messageState: symbol('x-opt-message-state'),
  lockedUntil: symbol('x-opt-locked-until'),
  scheduledEnqueueTime: symbol('x-opt-scheduled-enqueue-time'),
  enqueueSequenceNumber: symbol('x-opt-enqueue-sequence-number'),
};

function symbol(name: string): Buffer {
  return Buffer.concat([Buffer.from([0xa3, name.length]), Buffer.from(name, 'ascii')]);
}

function timestamp(instant: number): Buffer {
  return eightBytes(0x83, instant);
}

function long(value: number): Buffer {
  return eightBytes(0x81, value);
}

/** The sandbox's clock may stand between two milliseconds. */
function eightBytes(typeCode: number, value: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(typeCode, 0);
  bytes.writeBigInt64BE(BigInt(Math.trunc(value)), 1);
  return bytes;
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(0x71, 0);
  bytes.writeInt32BE(value, 1);
  return bytes;
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  bytes.writeUInt8(0x70, 0);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}
