import { describe, expect, test } from '@jest/globals';
import { LARGEST_MESSAGE_BYTES } from '../../../shared/message/message-schema.ts';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import { linesOf, parsedWith, problemsOf, received, receivedBytes, receivedText, valid } from './queue-message.ts';

const everything = {
  version: 1,
  tenant: 'contoso',
  id: 'order-1234',
  from: 'NoReply@Contoso.example',
  to: ['ada@example.org', { address: 'grace@example.org', name: 'Grace' }],
  cc: ['"Cc, Carl" <carl@example.org>'],
  bcc: ['bob@example.org'],
  replyTo: ['help@contoso.example'],
  subject: 'Your order 👩‍💻',
  html: '<p>Thank you.</p>',
  attachments: [
    { name: 'logo.png', contentType: 'image/png', content: 'AAAA', contentId: 'logo', inline: true },
    { name: 'terms.bin', content: '' },
  ],
  headers: { 'x-order': '1234' },
  importance: 'high',
  categories: ['Orders'],
  receipts: { delivery: true },
  saveToSentItems: false,
  expiresAt: '2026-12-31T12:00:00+01:00',
  tags: { campaign: 'spring' },
};

describe('parse message', () => {
  test('reads every property', () => {
    expect(parseMessage(received(everything))).toEqual({
      kind: 'message',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
      message: {
        tenant: 'contoso',
        id: 'order-1234',
        from: 'NoReply@contoso.example',
        to: [{ address: 'ada@example.org' }, { address: 'grace@example.org', name: 'Grace' }],
        cc: [{ address: 'carl@example.org', name: 'Cc, Carl' }],
        bcc: [{ address: 'bob@example.org' }],
        replyTo: [{ address: 'help@contoso.example' }],
        subject: 'Your order 👩‍💻',
        body: { contentType: 'html', content: '<p>Thank you.</p>' },
        attachments: [
          { name: 'logo.png', contentType: 'image/png', content: 'AAAA', contentId: 'logo', inline: true },
          { name: 'terms.bin', contentType: 'application/octet-stream', content: '', inline: false },
        ],
        headers: { 'x-order': '1234' },
        importance: 'high',
        categories: ['Orders'],
        receipts: { delivery: true, read: false },
        saveToSentItems: false,
        expiresAt: new Date('2026-12-31T11:00:00Z'),
        tags: { campaign: 'spring' },
      },
    });
  });

  test('fills in what a short message leaves out', () => {
    expect(parsedWith({}).message).toEqual({
      tenant: 'contoso',
      id: 'order-1',
      to: [{ address: 'ada@example.org' }],
      cc: [],
      bcc: [],
      replyTo: [],
      subject: 'Your order',
      body: { contentType: 'text', content: 'Thank you.' },
      attachments: [],
      headers: {},
      importance: 'normal',
      categories: [],
      receipts: { delivery: false, read: false },
      saveToSentItems: true,
      tags: {},
    });
  });

  test('says every problem at once, each with its path', () => {
    const problems = problemsOf({
      version: 1,
      tenant: 'contoso',
      to: ['nobody', { address: 'ada@example.org', nick: 'a' }, 7, { name: 'Ada' }],
      cc: 'carl@example.org',
      subject: 12,
      text: 't',
      html: 'h',
      attachments: [{ name: '', content: '!', contentType: 'pdf' }],
      headers: { Bcc: 'x', 'x-a': 'a\r\nBcc: y' },
      tags: { '1': 'x' },
      importance: 'urgent',
      expiresAt: 'tomorrow',
      sendAt: 'now',
    });

    expect(problems.map(({ path }) => path)).toEqual([
      '$.to[0]',
      '$.to[1].nick',
      '$.to[2]',
      '$.to[3].address',
      '$.cc',
      '$.subject',
      '$.attachments[0].name',
      '$.attachments[0].contentType',
      '$.attachments[0].content',
      '$.headers.Bcc',
      '$.headers["x-a"]',
      '$.importance',
      '$.expiresAt',
      '$.tags["1"]',
      '$.sendAt',
      '$.text',
    ]);
    expect(problems.every(({ sentence }) => /^(?:is|must|has|holds)/.test(sentence))).toBe(true);
  });

  test('never repeats a value in a problem', () => {
    const planted = 'hunter2';
    const problems = problemsOf({
      ...valid,
      version: planted,
      tenant: `${planted}!`,
      id: `${planted} ${planted}`,
      from: planted,
      to: [planted, { address: planted }, { address: 'a@example.org', name: `${planted}\0` }, [planted]],
      cc: planted,
      subject: `${planted}\n`,
      text: [planted],
      html: { planted },
      attachments: [{ name: `${planted}\0`, content: planted, contentType: planted, contentId: `<${planted}>` }],
      headers: { 'x-a': `${planted}\n` },
      importance: planted,
      receipts: { read: planted },
      saveToSentItems: planted,
      expiresAt: planted,
      tags: { t: `${planted}\0` },
    });

    expect(problems.length).toBeGreaterThan(15);
    expect(linesOf(problems).join('\n')).not.toContain(planted);
  });

  test.each([
    ['sixty thousand', Array.from({ length: 60_000 }, () => 'a')],
    ['80 KB', Array.from({ length: 200 }, () => `${'a '.repeat(200)}<a@b.example>`)],
  ])('refuses %s of addresses without looking at each', (_what, to) => {
    expect(problemsOf({ ...valid, to })).toEqual([{ path: '$', sentence: expect.stringContaining('not looked at') }]);
  });

  test('lists a hundred problems at most, and counts the others', () => {
    const problems = problemsOf({
      ...valid,
      ...Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1])),
    });

    expect(problems).toHaveLength(100);
    expect(problems.at(-1)).toEqual({ path: '$', sentence: expect.stringMatching(/^has 199\d\d more problems/) });
  });

  test('cuts the path of a key that fills the message', () => {
    const [problem] = problemsOf({ ...valid, ['k'.repeat(200_000)]: 1 });

    expect(problem?.path).toBe(`$["${'k'.repeat(64)}…"]`);
  });

  test.each([
    ['empty', '', /must be JSON/],
    ['no JSON', 'Hello', /must be JSON/],
    ['JSON with something after it', '{} {}', /must be JSON/],
    ['null', 'null', /must be a JSON object/],
    ['a number', '12', /must be a JSON object/],
    ['a list', '[{}]', /must be a JSON object/],
    ['JSON in a string', JSON.stringify(JSON.stringify(valid)), /encoded twice/],
  ])('finds unreadable what is %s', (_why, text, sentence) => {
    expect(parseMessage(receivedText(text))).toEqual({
      kind: 'unreadable',
      id: 'msg_1',
      problems: [{ path: '$', sentence: expect.stringMatching(sentence) }],
    });
  });

  test('finds unreadable what is not UTF-8', () => {
    const latin1 = Buffer.from(JSON.stringify({ ...valid, subject: 'Zoë' }), 'latin1');

    expect(parseMessage(receivedBytes(latin1))).toMatchObject({
      kind: 'unreadable',
      problems: [{ path: '$', sentence: 'must be UTF-8' }],
    });
  });

  test('takes UTF-8 with a byte order mark', () => {
    expect(parseMessage(receivedText(`\ufeff${JSON.stringify(valid)}`))).toMatchObject({ kind: 'message' });
  });

  test('takes 255 KB and not an octet more', () => {
    const padded = (size: number): Uint8Array => Buffer.from(JSON.stringify(valid).padEnd(size));

    expect(parseMessage(receivedBytes(padded(LARGEST_MESSAGE_BYTES))).kind).toBe('message');
    expect(parseMessage(receivedBytes(padded(LARGEST_MESSAGE_BYTES + 1)))).toMatchObject({
      kind: 'unreadable',
      problems: [{ sentence: expect.stringContaining('255 KB') }],
    });
  });

  test('finds unreadable a message of another version, and one without a tenant', () => {
    for (const changes of [{ version: 2 }, { version: undefined }, { tenant: undefined }, { tenant: '../x' }])
      expect(parseMessage(received({ ...valid, ...changes }))).toMatchObject({ kind: 'unreadable', id: 'order-1' });
  });

  test('finds invalid, under its tenant and id, what breaks the contract elsewhere', () => {
    expect(parseMessage(received({ ...valid, subject: undefined }))).toEqual({
      kind: 'invalid',
      tenant: 'contoso',
      id: 'order-1',
      problems: [{ path: '$.subject', sentence: 'is missing: a string is needed' }],
    });
  });
});
