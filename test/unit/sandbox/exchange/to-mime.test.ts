import { describe, expect, test } from '@jest/globals';
import type { MessageContent, StoredAttachment, StoredMessage } from '../../../../sandbox/exchange/message-content.ts';
import { toMime } from '../../../../sandbox/exchange/to-mime.ts';
import { makeContent } from './mailbox-fixture.ts';

function setup(changes: Partial<MessageContent> = {}, attachments: readonly StoredAttachment[] = []) {
  const message: StoredMessage = {
    row: 7,
    id: 'id',
    mailbox: 'noreply@contoso.example',
    folder: 'sentitems',
    isDraft: false,
    createdAt: 0,
    modifiedAt: 0,
    sentAt: Date.UTC(2026, 10, 22, 10, 30),
    hasAttachments: attachments.length > 0,
    isSubmitted: false,
    content: makeContent(changes),
  };
  const source = toMime(message, attachments);
  const [head = '', ...rest] = source.split('\r\n\r\n');
  return { source, head: head.split('\r\n'), body: rest.join('\r\n\r\n') };
}

const attachment = {
  id: 'a',
  name: 'résumé.txt',
  contentType: 'text/plain',
  bytes: Uint8Array.from([104, 105]),
  isInline: false,
};

describe('to mime', () => {
  test('writes the headers a recipient and the owner see', () => {
    const { head } = setup({
      ccRecipients: [{ emailAddress: { name: 'Doe, "Jo"', address: 'jo@example.org' } }],
      bccRecipients: [{ emailAddress: { address: 'secret@example.org' } }],
      internetMessageHeaders: [{ name: 'x-order', value: '1234' }],
      importance: 'high',
    });
    expect(head).toEqual([
      'From: "Contoso" <noreply@contoso.example>',
      'To: ada@example.org',
      'Cc: "Doe, \\"Jo\\"" <jo@example.org>',
      'Bcc: secret@example.org',
      'Subject: Hello',
      'Date: Sun, 22 Nov 2026 10:30:00 +0000',
      'Message-ID: <one@contoso.example>',
      'Importance: high',
      'x-order: 1234',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset="utf-8"',
      'Content-Transfer-Encoding: base64',
    ]);
  });

  test('encodes a body so that it decodes to itself', () => {
    const content = 'Grüße — '.repeat(40);
    const { body } = setup({ body: { contentType: 'text', content } });
    expect(Buffer.from(body, 'base64').toString()).toBe(content);
    expect(Math.max(...body.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
  });

  test('encodes a long subject in words that never cut a character', () => {
    const subject = 'Ünïcödé 💌 '.repeat(12);
    const line = setup({ subject }).source.match(/^Subject: ((?:.|\r\n )*)\r\n/m)?.[1] ?? '';
    const words = [...line.matchAll(/=\?utf-8\?B\?([^?]*)\?=/g)].map(([, word = '']) =>
      Buffer.from(word, 'base64').toString(),
    );
    expect(words.length).toBeGreaterThan(1);
    expect(words.join('')).toBe(subject);
    expect(words.every((word) => !word.includes('\ufffd'))).toBe(true);
  });

  test('never lets a subject, a name or a header start a header of its own', () => {
    const { head } = setup({
      subject: 'Hi\r\nBcc: evil@example.org',
      toRecipients: [{ emailAddress: { name: 'A\r\nX-Evil: 1', address: 'a@example.org\r\nX-Evil: 2' } }],
      internetMessageHeaders: [{ name: 'x-a', value: '1\r\nX-Evil: 3' }],
    });
    expect(head.filter((line) => /^(Bcc|X-Evil)/i.test(line))).toEqual([]);
  });

  test('puts inline images beside the body and attachments around both', () => {
    const image = {
      ...attachment,
      id: 'i',
      name: 'logo.png',
      contentType: 'image/png',
      isInline: true,
      contentId: 'logo',
    };
    const { source } = setup({ body: { contentType: 'html', content: '<img src="cid:logo">' } }, [attachment, image]);
    const order = [
      'multipart/mixed',
      'multipart/related',
      'text/html',
      'Content-ID: <logo>',
      "filename*=utf-8''r%C3%A9sum%C3%A9.txt",
    ];
    const places = order.map((part) => source.indexOf(part));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(source.trimEnd().endsWith('--=_postbus_m7--')).toBe(true);
  });
});
