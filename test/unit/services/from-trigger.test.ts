import { describe, expect, test } from '@jest/globals';
import { fromTrigger } from '../../../shared/services/service-bus/from-trigger.ts';

const now = new Date('2026-01-01T00:00:00Z');
const body = Buffer.from('{"to":"evil","deliveryCount":99}');
const metadata = {
  messageId: 'msg_1',
  deliveryCount: 2,
  sequenceNumber: 7,
  enqueuedTime: '2025-12-31T23:59:00Z',
  applicationProperties: {},
};

describe('received message from the trigger', () => {
  test('has the body’s own octets and what the broker says', () => {
    expect(fromTrigger(body, metadata, now)).toEqual({
      body: new Uint8Array(body),
      messageId: 'msg_1',
      deliveryCount: 2,
      sequenceNumber: '7',
      enqueuedAt: new Date('2025-12-31T23:59:00Z'),
    });
  });

  test('has only its own part of a buffer that is shared', () => {
    const pool = Buffer.from('secret{"a":1}secret');

    expect(Buffer.from(fromTrigger(pool.subarray(6, 13), metadata, now).body).toString()).toBe('{"a":1}');
  });

  test.each([12000, null, true, { a: 1 }, undefined])(
    'has no MessageId where the library made %j of it: a changed id is none',
    (messageId) => {
      expect(fromTrigger(body, { ...metadata, messageId }, now).messageId).toBeUndefined();
    },
  );

  test('knows a copy by its properties', () => {
    const applicationProperties = {
      postbusCopy: 2,
      postbusFirstEnqueuedAt: '2025-12-30T00:00:00.000Z',
      postbusOriginalMessageId: '12e3',
    };

    expect(fromTrigger(body, { ...metadata, applicationProperties }, now).copy).toEqual({
      number: 2,
      firstEnqueuedAt: new Date('2025-12-30T00:00:00Z'),
      originalMessageId: '12e3',
    });
  });

  test.each([undefined, 'yesterday', 12])('takes now for the time it was enqueued where that is %j', (enqueuedTime) => {
    expect(fromTrigger(body, { ...metadata, enqueuedTime }, now).enqueuedAt).toEqual(now);
  });

  test('is made even where the host says nothing at all, and never as a first delivery', () => {
    expect(fromTrigger(body, {}, now)).toMatchObject({ deliveryCount: 2, sequenceNumber: '' });
  });

  test.each([
    ['text', '{"a":1}'],
    ['an object', { a: 1 }],
    ['nothing', undefined],
  ])('is refused where the host hands over %s: metadata cannot be trusted then', (_what, notBytes) => {
    expect(() => fromTrigger(notBytes, metadata, now)).toThrow(/not as bytes.*dataType 'binary'/);
  });
});
