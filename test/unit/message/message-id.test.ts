import { describe, expect, test } from '@jest/globals';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import { received, receivedText, valid } from './queue-message.ts';

const withoutId = { ...valid, id: undefined };

describe('id of a message', () => {
  test('is the one in the body, whatever the MessageId', () => {
    for (const messageId of ['msg_9', undefined, 'a b'])
      expect(parseMessage(received(valid, { messageId }))).toMatchObject({ message: { id: 'order-1' } });
  });

  test('is the MessageId where the body has none', () => {
    expect(parseMessage(received(withoutId, { messageId: 'msg_9' }))).toMatchObject({ message: { id: 'msg_9' } });
  });

  test('on a copy is the MessageId of the producer’s own queue message', () => {
    const copy = { number: 1, originalMessageId: 'msg_9', firstEnqueuedAt: new Date(0) };

    const parsed = parseMessage(received(withoutId, { messageId: 'postbus-abc.1', copy }));

    expect(parsed).toMatchObject({ message: { id: 'msg_9' } });
  });

  test('is missed where the MessageId was lost to JSON on the way', () => {
    const parsed = parseMessage(received(withoutId, { messageId: undefined }));

    expect(parsed).toEqual({
      kind: 'invalid',
      tenant: 'contoso',
      id: 'sequence-7',
      problems: [{ path: '$.id', sentence: expect.stringContaining('looks like JSON') }],
    });
  });

  test.each(['a b', '', 'ä', 'i'.repeat(129), 'a\n'])('is missed where the MessageId %j cannot be one', (messageId) => {
    expect(parseMessage(received(withoutId, { messageId }))).toMatchObject({
      kind: 'invalid',
      id: 'sequence-7',
      problems: [{ path: '$.id', sentence: expect.stringContaining('cannot stand in') }],
    });
  });

  test.each([12, null, '', 'a b', 'i'.repeat(129), 'é', {}])('is refused in the body as %j', (id) => {
    expect(parseMessage(received({ ...valid, id }))).toMatchObject({ kind: 'invalid', problems: [{ path: '$.id' }] });
  });

  test('is told among all other problems', () => {
    const parsed = parseMessage(received({ ...withoutId, subject: 5, extra: 1 }, { messageId: undefined }));

    expect(parsed).toMatchObject({
      problems: [{ path: '$.subject' }, { path: '$.extra' }, { path: '$.id' }],
    });
  });

  test('of an unreadable message is its MessageId, or else its sequence number', () => {
    expect(parseMessage(receivedText('nonsense', { messageId: 'msg_9' }))).toMatchObject({ id: 'msg_9' });
    expect(parseMessage(receivedText('nonsense', { messageId: 'not an id' }))).toMatchObject({ id: 'sequence-7' });
  });
});
