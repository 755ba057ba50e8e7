import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fromMime } from '../../../../../sandbox/exchange/mime/from-mime.ts';
import { MimeProblem } from '../../../../../sandbox/exchange/mime/mime-problem.ts';
import { toMime } from '../../../../../sandbox/exchange/to-mime.ts';
import { mailbox, makeContent } from '../mailbox-fixture.ts';

const read = (...lines: readonly string[]) => fromMime(Buffer.from(lines.join('\r\n')), mailbox);

const alternative = [
  'Content-Type: multipart/mixed; boundary="outer+1"',
  '',
  'This is a preamble that nobody shows.',
  '--outer+1',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hello',
  '--inner',
  'Content-Type: text/html; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>J=F6rg, =',
  'hello</p>',
  '--inner--',
  '--outer+1',
  'Content-Type: image/png; name="logo.png"',
  'Content-Transfer-Encoding: base64',
  'Content-Disposition: inline',
  'Content-ID: <logo@1>',
  '',
  'iVBO',
  'Rw==',
  '--outer+1',
  'Content-Type: text/plain; name=notes.txt',
  "Content-Disposition: attachment; filename*0*=utf-8''na%C3%AFve; filename*1=.txt",
  '',
  'notes',
  '--outer+1--',
  'An epilogue.',
];

describe('from mime', () => {
  test('reads headers: folded, encoded, raw, with addresses in every form', () => {
    const { content, attachments } = read(
      'Message-ID: <mine@contoso.example>',
      'Subject: =?utf-8?B?SsO2cmc=?=',
      ' =?iso-8859-1?Q?_=FCber_uns?= and more',
      'To: Ada <ada@example.org>, "Lovelace, A. \\"Ada\\"" <al@example.org>,',
      '\tbob@example.org (Bob, the builder)',
      'Cc: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>; undisclosed: eve@example.org;',
      'Reply-To: help@contoso.example',
      'Importance: High',
      'X-Order: 1234',
      'In-Reply-To: <first@example.org>',
      '',
      'Hello, Ada.',
    );
    expect(content).toMatchObject({
      internetMessageId: '<mine@contoso.example>',
      subject: 'Jörg über uns and more',
      toRecipients: [
        { emailAddress: { name: 'Ada', address: 'ada@example.org' } },
        { emailAddress: { name: 'Lovelace, A. "Ada"', address: 'al@example.org' } },
        { emailAddress: { address: 'bob@example.org' } },
      ],
      ccRecipients: [
        { emailAddress: { name: 'Jörg', address: 'joerg@example.org' } },
        { emailAddress: { address: 'eve@example.org' } },
      ],
      bccRecipients: [],
      replyTo: [{ emailAddress: { address: 'help@contoso.example' } }],
      importance: 'high',
      internetMessageHeaders: [{ name: 'x-order', value: '1234' }],
      singleValueExtendedProperties: [{ id: 'String 0x1042', value: '<first@example.org>' }],
      body: { contentType: 'text', content: 'Hello, Ada.' },
    });
    expect(attachments).toEqual([]);
  });

  test('takes the HTML body before its text, and keeps attachments with their names', () => {
    const { content, attachments } = read('Subject: parts', ...alternative);
    expect(content.body).toEqual({ contentType: 'html', content: '<p>Jörg, hello</p>' });
    expect(
      attachments.map(({ name, contentType, isInline, contentId }) => [name, contentType, isInline, contentId]),
    ).toEqual([
      ['logo.png', 'image/png', true, 'logo@1'],
      ['naïve.txt', 'text/plain', false, undefined],
    ]);
    expect(attachments.map(({ bytes }) => Buffer.from(bytes).toString('latin1'))).toEqual(['\x89PNG', 'notes']);
  });

  test('is from the mailbox, whatever the source says, and gets a Message-ID where it has none', () => {
    const { content } = read('From: CEO <ceo@contoso.example>', '', 'x');
    expect(content.from.emailAddress.address).toBe(mailbox.address);
    expect(content.internetMessageId).toMatch(/^<[\w-]+@contoso\.example>$/);
  });

  test('keeps a message inside the message as one attachment', () => {
    const { attachments } = read(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'see below',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: The inner one',
      '',
      'inner',
      '--b--',
    );
    expect(attachments).toMatchObject([{ name: 'The inner one.eml', contentType: 'message/rfc822' }]);
  });

  test.each([
    ['nothing', ''],
    ['no headers', '\r\nbody'],
    ['text in place of headers', 'Hello Ada\r\n\r\nbody'],
    ['a multipart without a boundary', 'Content-Type: multipart/mixed\r\n\r\nbody'],
    ['a boundary that does not occur', 'Content-Type: multipart/mixed; boundary=b\r\n\r\nbody'],
  ])('refuses %s', (_case, source) => {
    expect(() => fromMime(Buffer.from(source), mailbox)).toThrow(MimeProblem);
  });

  test('refuses parts that are nested without end', () => {
    const open = (depth: number) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n`;
    const source = Array.from({ length: 50 }, (_, depth) => open(depth)).join('');
    expect(() => fromMime(Buffer.from(source), mailbox)).toThrow('nested too deep');
  });

  test('reads back what the sandbox writes', () => {
    const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text);
    const line = words.filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}]|=\?/u.test(text));
    const file = fc.record({ name: line, bytes: fc.uint8Array({ maxLength: 60 }) });
    fc.assert(
      fc.property(line, words, line, fc.array(file, { maxLength: 2 }), (subject, text, name, files) => {
        const toRecipients = [{ emailAddress: { name, address: 'ada@example.org' } }];
        const content = makeContent({ subject, toRecipients, body: { contentType: 'html', content: text } });
        const attachments = files.map((one, number) => ({
          name: one.name,
          bytes: Uint8Array.from(one.bytes),
          id: String(number),
          contentType: 'application/pdf',
          isInline: false,
        }));
        const stored = {
          row: 1,
          id: 'x',
          mailbox: mailbox.address,
          folder: 'drafts',
          isDraft: true,
          createdAt: 0,
          modifiedAt: 0,
          sentAt: undefined,
          hasAttachments: false,
          isSubmitted: false,
          content,
        } as const;
        const back = fromMime(Buffer.from(toMime(stored, attachments)), mailbox);
        expect(back.content).toMatchObject({
          subject,
          body: content.body,
          internetMessageId: content.internetMessageId,
        });
        expect(back.content.toRecipients).toEqual(toRecipients);
        expect(back.attachments.map((one) => [one.name, [...one.bytes]])).toEqual(
          attachments.map((one) => [one.name, [...one.bytes]]),
        );
      }),
      { seed: 42 },
    );
  });
});
