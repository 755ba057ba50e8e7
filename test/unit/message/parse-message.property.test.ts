import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Message } from '../../../shared/message/message.ts';
import { type ParsedMessage, parseMessage } from '../../../shared/message/parse-message.ts';
import { nearlyValidContent, validContent } from './message-arbitrary.ts';
import { received, receivedBytes } from './queue-message.ts';

/** How a parsed message would be enqueued again. */
function toContent({ body, ...message }: Message): object {
  return { version: 1, ...message, [body.contentType]: body.content };
}

function messageOf(parsed: ParsedMessage): Extract<ParsedMessage, { kind: 'message' }> {
  if (parsed.kind === 'message') return parsed;
  throw new Error(JSON.stringify(parsed.problems));
}

const inOtherOrder = (content: Readonly<Record<string, unknown>>): object => {
  const swap = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).reverse())
      : value;
  return Object.fromEntries(
    Object.entries(content)
      .reverse()
      .map(([key, value]) => [key, swap(value)]),
  );
};

describe('parse message, for any message', () => {
  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.option(fc.string(), { nil: undefined }), (body, messageId) => {
        expect(parseMessage(receivedBytes(body, { messageId })).kind).toBe('unreadable');
      }),
    );
  });

  test('never throws, whatever the JSON, and gives a path and a sentence for what it refuses', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), nearlyValidContent), (content) => {
        const parsed = parseMessage(received(content));
        if (parsed.kind === 'message') return;
        expect(parsed.problems.length).toBeGreaterThan(0);
        for (const { path, sentence } of parsed.problems) {
          expect(path).toMatch(/^\$/);
          expect(sentence).toMatch(/^(?:is|must|has|holds) /);
          expect(sentence).not.toMatch(/Invalid input|undefined|\bNaN\b/);
        }
      }),
    );
  });

  test('takes every message that keeps the contract', () => {
    fc.assert(
      fc.property(validContent, (content) => {
        expect(messageOf(parseMessage(received(content))).message.subject).toBe(content.subject);
      }),
    );
  });

  test('gives the same message and fingerprint when what it gave is enqueued again', () => {
    fc.assert(
      fc.property(validContent, (content) => {
        const first = messageOf(parseMessage(received(content)));
        const second = messageOf(parseMessage(received(toContent(first.message))));
        expect(second).toEqual(first);
      }),
    );
  });

  test('gives one fingerprint for any order of keys, any expiry and any tags', () => {
    fc.assert(
      fc.property(validContent, (content) => {
        const { fingerprint } = messageOf(parseMessage(received(content)));
        const other = inOtherOrder({ ...content, expiresAt: '2030-01-01T00:00:00Z', tags: { other: 'tag' } });
        expect(messageOf(parseMessage(received(other))).fingerprint).toBe(fingerprint);
      }),
    );
  });

  test('gives another fingerprint for any other content', () => {
    const changes = [
      { subject: 'another subject' },
      { to: ['somebody-else@example.org'] },
      { bcc: ['somebody-else@example.org'] },
      { replyTo: ['somebody-else@example.org'] },
      { from: 'somebody-else@example.org' },
      { text: 'another text', html: undefined },
      { html: 'another text', text: undefined },
      { headers: { 'x-other': 'header' } },
      { attachments: [{ name: 'another name that is longer than twenty', content: '' }] },
      { categories: ['another category that is longer'] },
      { id: 'another id'.replaceAll(' ', '_') },
      { tenant: 'another-tenant-with-more-than-22-letters' },
    ];
    fc.assert(
      fc.property(validContent, fc.constantFrom(...changes), (content, change) => {
        const { fingerprint } = messageOf(parseMessage(received(content)));
        expect(messageOf(parseMessage(received({ ...content, ...change }))).fingerprint).not.toBe(fingerprint);
      }),
    );
  });
});
