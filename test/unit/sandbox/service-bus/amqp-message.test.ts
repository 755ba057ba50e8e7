import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import rhea from 'rhea';
import {
  mergeApplicationProperties,
  parseMessage,
  recordDeadLetterReason,
  splitBatch,
} from '../../../../sandbox/service-bus/amqp-message.ts';
import { int, symbol, text } from '../../../../sandbox/service-bus/amqp-value.ts';
import { encodeOutgoing } from '../../../../sandbox/service-bus/outgoing-message.ts';
import type { QueueMessage } from '../../../../sandbox/service-bus/queue-message.ts';

interface Codec {
  encode(message: object): Buffer;
  decode(bytes: Buffer): Readonly<Record<string, unknown>>;
  data_section(bytes: Buffer): { content: Buffer };
  data_sections(parts: readonly Buffer[]): unknown;
}
/** rhea's own codec stands for a client on both sides. */
const client = (rhea as unknown as { readonly message: Codec }).message;

function toQueueMessage(bytes: Buffer, changes: Partial<QueueMessage> = {}): QueueMessage {
  return {
    ...parseMessage(bytes),
    sequenceNumber: 7,
    state: 'active',
    deliveryCount: 1,
    enqueuedAt: 1_700_000_000_000,
    expiresAt: undefined,
    enqueueSequenceNumber: undefined,
    ...changes,
  };
}

const passThrough = (message: object, changes: Partial<QueueMessage> = {}) =>
  client.decode(
    encodeOutgoing(toQueueMessage(client.encode(message), changes), {
      lockedUntil: 1_700_000_030_000,
      deliveryCount: 4,
    }),
  );

describe('AMQP messages', () => {
  test('come out with the properties, application properties and body they went in with', () => {
    const anyMessage = fc.record({
      message_id: fc.string({ minLength: 1 }),
      subject: fc.string(),
      application_properties: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
      body: fc.oneof(fc.string(), fc.integer(), fc.dictionary(fc.string(), fc.string())),
    });
    fc.assert(
      fc.property(anyMessage, (message) => {
        const { message_annotations: _, delivery_count: __, ...received } = passThrough(message);
        expect(received).toEqual(client.decode(client.encode(message)));
      }),
    );
  });

  test('carry the bytes of a data section unchanged', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const { body } = passThrough({ message_id: 'm', body: client.data_section(Buffer.from(bytes)) });
        expect(body).toMatchObject({ content: Buffer.from(bytes) });
      }),
    );
  });

  test('get the header and annotations of the broker, and keep the foreign ones', () => {
    const scheduledAt = new Date(1_700_000_060_000);
    const annotations = {
      'x-opt-partition-key': 'p',
      'x-opt-sequence-number': 99,
      'x-opt-scheduled-enqueue-time': scheduledAt,
    };
    const message = {
      message_id: 'm',
      durable: true,
      priority: 3,
      ttl: 5_000,
      message_annotations: annotations,
      body: 'b',
    };
    expect(passThrough(message, { enqueueSequenceNumber: 5 })).toMatchObject({
      durable: true,
      priority: 3,
      ttl: 5_000,
      delivery_count: 4,
      message_annotations: {
        'x-opt-partition-key': 'p',
        'x-opt-sequence-number': 7,
        'x-opt-enqueue-sequence-number': 5,
        'x-opt-message-state': 0,
        'x-opt-enqueued-time': new Date(1_700_000_000_000),
        'x-opt-locked-until': new Date(1_700_000_030_000),
        'x-opt-scheduled-enqueue-time': scheduledAt,
      },
    });
  });

  test('tell the broker id, schedule and time to live', () => {
    const annotations = { 'x-opt-scheduled-enqueue-time': new Date(5) };
    const parsed = parseMessage(client.encode({ message_id: 'm', ttl: 9, message_annotations: annotations, body: 1 }));
    expect(parsed).toMatchObject({ messageId: 'm', scheduledAt: 5, content: { ttlMs: 9 } });
  });

  test('get an id where they have none, and keep their other properties', () => {
    const received = passThrough({ subject: 's', body: 1 });
    expect(received).toMatchObject({ subject: 's', message_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  test('are taken out of a batch one by one', () => {
    const parts = ['one', 'two', 'three'].map((body) => client.encode({ message_id: body, body }));
    for (const count of [1, 3]) {
      const envelope = client.encode({ body: client.data_sections(parts.slice(0, count)) });
      expect(splitBatch(envelope).map((bytes) => parseMessage(bytes).messageId)).toEqual(
        ['one', 'two', 'three'].slice(0, count),
      );
    }
  });

  test('are refused when they are not AMQP, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        // A few random bytes can be a message; all others must fail with an Error, and none may hang or read past the end.
        try {
          parseMessage(bytes);
        } catch (error) {
          expect(error).toHaveProperty('message');
        }
      }),
    );
    expect(() => parseMessage(Buffer.from('GET / HTTP/1.1'))).toThrow('does not begin with a descriptor');
    expect(() => parseMessage(client.encode({ body: 'cut off' }).subarray(0, -2))).toThrow('cut off');
  });

  test('get properties merged in without losing the type of others', () => {
    const { content } = parseMessage(
      client.encode({ application_properties: { kept: new Date(5), replaced: 1 }, body: 1 }),
    );
    const changed = mergeApplicationProperties([
      [symbol('replaced'), text('new')],
      [text('added'), int(-3)],
      [text('absent'), { value: null }],
    ])(content);
    const message: QueueMessage = toQueueMessage(client.encode({ body: 1 }), { content: changed });
    expect(client.decode(encodeOutgoing(message, { lockedUntil: undefined, deliveryCount: 0 }))).toMatchObject({
      application_properties: { kept: new Date(5), replaced: 'new', added: -3 },
    });
  });

  test('carry the reason of the broker where both SDKs read it', () => {
    const content = recordDeadLetterReason(parseMessage(client.encode({ body: 1 })).content, 'R', 'D');
    const message = toQueueMessage(client.encode({ body: 1 }), { content });
    expect(client.decode(encodeOutgoing(message, { lockedUntil: undefined, deliveryCount: 0 }))).toMatchObject({
      application_properties: { DeadLetterReason: 'R', DeadLetterErrorDescription: 'D' },
    });
  });
});
