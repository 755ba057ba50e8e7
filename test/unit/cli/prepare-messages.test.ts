import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CommandError } from '../../../cli/command-error.ts';
import { prepareMessages } from '../../../cli/send/prepare-messages.ts';
import { readMessages } from '../../../cli/send/read-messages.ts';
import type { SendOptions } from '../../../cli/send/send-options.ts';
import { failureOf, NOW, recordTerminal } from './command-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'postbus-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const flags: SendOptions = { tenant: 'contoso', to: ['Ada <ada@example.org>'], subject: 'Hello', text: 'Good morning' };

const { text: _text, ...withoutText } = flags;

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

async function prepare(options: SendOptions, input = '') {
  const read = await readMessages(options, recordTerminal({ input }).input, NOW);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `msg_random${ids}`;
  };
  const prepared = prepareMessages(read, { count: options.count ?? 1, newId });
  const outgoing = [...prepared.outgoing()].map(({ body, messageId }) => ({ messageId, ...JSON.parse(String(body)) }));
  return { submissions: prepared.submissions, outgoing };
}

async function problemsOf(options: SendOptions, input = '') {
  const error = await failureOf(() => prepare(options, input));
  return error instanceof CommandError ? error.failure : undefined;
}

describe('messages from the command line', () => {
  test('become what the contract says, and nothing that was not given', async () => {
    const { outgoing } = await prepare({
      ...flags,
      id: 'a-1',
      from: 'noreply@contoso.example',
      cc: ['b@example.org'],
      header: ['x-order=1=2'],
      expires: '2h',
    });
    expect(outgoing).toEqual([
      {
        messageId: 'msg_random1',
        version: 1,
        tenant: 'contoso',
        id: 'a-1',
        from: 'noreply@contoso.example',
        to: ['Ada <ada@example.org>'],
        cc: ['b@example.org'],
        subject: 'Hello',
        text: 'Good morning',
        headers: { 'x-order': '1=2' },
        expiresAt: '2026-03-01T11:00:00.000Z',
      },
    ]);
  });

  test('get a random id in the body, and a MessageId that is another one', async () => {
    const { outgoing, submissions } = await prepare(flags);
    expect(outgoing[0]).toMatchObject({ id: 'msg_random1', messageId: 'msg_random2' });
    expect(submissions).toEqual([{ tenant: 'contoso', id: 'msg_random1' }]);
  });

  test('carry files: attachments by name and type, inline images by content id', async () => {
    const { outgoing } = await prepare({
      ...withoutText,
      htmlFile: file('a.html', '<p>é</p>'),
      attach: [file('invoice.PDF', 'pdf')],
      inline: [file('my logo.png', Buffer.from([0, 255]))],
    });
    expect(outgoing[0]).toMatchObject({
      html: '<p>é</p>',
      attachments: [
        { name: 'invoice.PDF', contentType: 'application/pdf', content: 'cGRm' },
        { name: 'my logo.png', contentType: 'image/png', content: 'AP8=', inline: true, contentId: 'my-logo.png' },
      ],
    });
  });

  test('are repeated with numbered ids', async () => {
    const { submissions, outgoing } = await prepare({ ...flags, id: 'load', count: 3 });
    expect(submissions.map(({ id }) => id)).toEqual(['load-1', 'load-2', 'load-3']);
    expect(outgoing.map(({ id }) => id)).toEqual(['load-1', 'load-2', 'load-3']);
    expect(new Set(outgoing.map(({ messageId }) => messageId)).size).toBe(3);
  });

  test('are refused with every problem before anything is enqueued', async () => {
    const failure = await problemsOf({ ...flags, tenant: 'Contoso', to: ['ada'], html: '<p>x</p>' });
    expect(failure?.code).toBe('ERR_MESSAGE_INVALID');
    expect(failure?.problems?.map(({ path }) => path)).toEqual(['$.tenant', '$.to[0]', '$.text']);
  });

  test('are refused where only the last number makes an id too long', async () => {
    const failure = await problemsOf({ ...flags, id: 'x'.repeat(126), count: 10 });
    expect(failure?.problems?.map(({ path }) => path)).toEqual(['$.id']);
    expect((await prepare({ ...flags, id: 'x'.repeat(126), count: 9 })).submissions).toHaveLength(9);
  });

  test('are refused when they are too large, with their size', async () => {
    const failure = await problemsOf({ ...flags, text: 'x'.repeat(300 * 1024) });
    expect(failure?.problems?.[0]?.sentence).toMatch(/255 KB.*301 KB/);
  });

  test.each<[SendOptions, RegExp]>([
    [{}, /nothing to send/],
    [{ count: 3 }, /nothing to send/],
    [{ ...flags, header: ['x-order'] }, /has no value/],
    [{ ...flags, html: 'x', htmlFile: 'y' }, /both given/],
    [{ ...flags, attach: ['missing.pdf'] }, /missing\.pdf cannot be read/],
    [{ file: 'mail.json', tenant: 'contoso', htmlFile: 'x' }, /--tenant, --html-file/],
    [{ file: '-' }, /Standard input is not JSON/],
    [{ ...flags, subject: '', text: '' }, /^Empty text is given for --subject, --text;/],
    [{ ...withoutText, html: '' }, /^Empty text is given for --html;/],
    [{ ...flags, expires: '2026-03-01T10:00:00+01:00' }, /2026-03-01T10:00:00\+01:00 is not in the future/],
    [{ ...flags, expires: '0m' }, /0m is not in the future/],
  ])('that make no sense are told as a wrong command line: %j', async (options, sentence) => {
    const error = await failureOf(() => prepare(options, 'no json'));
    expect(error).toMatchObject({
      failure: { code: 'ERR_USAGE', exitCode: 2, sentence: expect.stringMatching(sentence) },
    });
  });
});

describe('messages from a file', () => {
  const message = { version: 1, tenant: 'contoso', id: 'a', to: ['ada@example.org'], subject: 's', text: 't' };

  test('may be one, also from standard input and with a byte order mark', async () => {
    const path = file('mail.json', `\uFEFF${JSON.stringify(message)}`);
    expect((await prepare({ file: path })).outgoing).toEqual([{ ...message, messageId: 'msg_random1' }]);
    expect((await prepare({ file: '-', count: 2 }, JSON.stringify(message))).submissions.map(({ id }) => id)).toEqual([
      'a-1',
      'a-2',
    ]);
  });

  test('may be empty on purpose', async () => {
    const empty = { ...message, subject: '', text: '' };
    expect((await prepare({ file: '-' }, JSON.stringify(empty))).outgoing).toMatchObject([empty]);
  });

  test('may be several, each with its own tenant and id', async () => {
    const { submissions } = await prepare(
      { file: '-' },
      JSON.stringify([message, { ...message, tenant: 'fabrikam', id: undefined }]),
    );
    expect(submissions).toEqual([
      { tenant: 'contoso', id: 'a' },
      { tenant: 'fabrikam', id: 'msg_random1' },
    ]);
  });

  test('are all refused for one that breaks the contract, which is named by its number', async () => {
    const failure = await problemsOf({ file: '-' }, JSON.stringify([message, { ...message, subjekt: 1 }, 7]));
    expect(failure?.sentence).toBe('Of 3 messages, 2 break the contract; nothing was enqueued.');
    expect(failure?.problems?.map(({ message: number, path }) => `${number} ${path}`)).toEqual(['2 $.subjekt', '3 $']);
  });

  test('cannot be repeated together, and there must be one', async () => {
    expect(await problemsOf({ file: '-', count: 2 }, JSON.stringify([message, message]))).toMatchObject({
      exitCode: 2,
    });
    expect(await problemsOf({ file: '-' }, '[]')).toMatchObject({ exitCode: 2 });
  });
});
