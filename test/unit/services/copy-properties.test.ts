import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  copyMessageId,
  fromCopyProperties,
  toCopyProperties,
} from '../../../shared/services/service-bus/copy-properties.ts';
import { receivedMessage } from './received-messages.ts';

/** How the Functions library hands application properties over: one JSON object, parsed as a whole. */
const overTheWire = (properties: object): unknown => JSON.parse(JSON.stringify(properties));

describe('properties of a copy', () => {
  test.each(['msg_1', '12', '12e3', 'null', 'true', '{"a":1}', '"quoted"', ''])(
    'bring the MessageId %j back as it was',
    (messageId) => {
      const properties = overTheWire(toCopyProperties(receivedMessage({ messageId }), { copy: 3 }));

      expect(fromCopyProperties(properties)).toEqual({
        number: 3,
        originalMessageId: messageId,
        firstEnqueuedAt: new Date('2026-01-01T00:00:00Z'),
      });
    },
  );

  test('say nothing of a MessageId that was lost', () => {
    const properties = toCopyProperties(receivedMessage({ messageId: undefined }), { copy: 1 });

    expect(properties).not.toHaveProperty('postbusOriginalMessageId');
    expect(fromCopyProperties(overTheWire(properties))).not.toHaveProperty('originalMessageId');
  });

  test('of the copy of a copy still name the producer’s own message and the day it was enqueued', () => {
    const first = fromCopyProperties(overTheWire(toCopyProperties(receivedMessage({ messageId: '12' }), { copy: 1 })));
    const copy = receivedMessage({
      messageId: 'postbus-x.1',
      enqueuedAt: new Date(),
      ...(first ? { copy: first } : {}),
    });

    expect(fromCopyProperties(overTheWire(toCopyProperties(copy, { copy: 2 })))).toEqual({ ...first, number: 2 });
  });

  test('begin with a small letter, because the Functions library makes first letters small', () => {
    for (const name of Object.keys(toCopyProperties(receivedMessage(), { copy: 1 }))) expect(name).toMatch(/^[a-z]/);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'text'],
    ['no property of ours', { campaign: 'spring' }],
    ['a number in text', { postbusCopy: '1', postbusFirstEnqueuedAt: '2026-01-01T00:00:00Z' }],
    ['copy 0', { postbusCopy: 0, postbusFirstEnqueuedAt: '2026-01-01T00:00:00Z' }],
    ['half a copy', { postbusCopy: 1.5, postbusFirstEnqueuedAt: '2026-01-01T00:00:00Z' }],
    ['no date', { postbusCopy: 1 }],
    ['a date that is none', { postbusCopy: 1, postbusFirstEnqueuedAt: 'yesterday' }],
  ])('are no mark of a copy where there is %s', (_why, properties) => {
    expect(fromCopyProperties(properties)).toBeUndefined();
  });

  test('are read from anything without throwing', () => {
    fc.assert(fc.property(fc.anything(), (anything) => void fromCopyProperties(anything)));
  });
});

describe('MessageId of a copy', () => {
  test('is the same for one delivery, so that a schedule whose answer was lost leaves one', () => {
    expect(copyMessageId(receivedMessage(), 2)).toBe(copyMessageId(receivedMessage(), 2));
  });

  test('is another for another delivery, whose earlier copy may be gone', () => {
    expect(copyMessageId(receivedMessage(), 2)).not.toBe(copyMessageId(receivedMessage({ deliveryCount: 4 }), 2));
  });

  test('is another for the next copy, another tenant’s content and another MessageId', () => {
    const ids = [
      copyMessageId(receivedMessage(), 1),
      copyMessageId(receivedMessage(), 2),
      copyMessageId(receivedMessage({ body: Buffer.from('{"tenant":"fabrikam"}') }), 1),
      copyMessageId(receivedMessage({ messageId: 'msg_2' }), 1),
      copyMessageId(receivedMessage({ messageId: undefined }), 1),
      copyMessageId(receivedMessage({ messageId: undefined, sequenceNumber: '8' }), 1),
    ];

    expect(new Set(ids).size).toBe(ids.length);
  });

  test('never looks like JSON, and fits: at most 128 characters', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (messageId, copy) => {
        const id = copyMessageId(receivedMessage({ messageId }), copy);
        expect(() => JSON.parse(id)).toThrow();
        expect(id.length).toBeLessThanOrEqual(128);
      }),
    );
  });
});
