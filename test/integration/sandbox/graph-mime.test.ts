/** Messages in MIME: base64 with Content-Type text/plain. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, readJson, withExchange } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);

// The machine may be busy with other tests.
jest.setTimeout(30_000);

async function setupMime(padding = '') {
  const caller = await setup();
  const source = [
    'From: CEO <ceo@contoso.example>',
    'To: Ada <ada@example.org>',
    'Subject: =?utf-8?B?SsO2cmc=?=',
    `Message-ID: ${caller.internetMessageId}`,
    'X-Order: 1234',
    '',
    `Hello${padding}`,
  ];
  const body = Buffer.from(source.join('\r\n')).toString('base64');
  const postMime = (path: string, text = body) =>
    caller.ask(`${caller.users}${path}`, { body: text, headers: { 'content-type': 'text/plain' } });
  const find = async () => {
    const filter = `internetMessageId eq '${caller.internetMessageId}'`;
    return (await caller.sdk.api(`${caller.users}/messages`).filter(filter).get()).value;
  };
  return { ...caller, body, find, postMime };
}

describe('graph mime', () => {
  afterAll(() => sandbox.stop());

  test('sends in one call, keeps the Message-ID, and is from the mailbox', async () => {
    const { accepted, find, postMime } = await setupMime();
    const response = await postMime('/sendMail');
    expect([response.status, await response.text()]).toEqual([202, '']);
    expect(await accepted()).toBe(1);
    expect(await find()).toMatchObject([
      {
        subject: 'Jörg',
        isDraft: false,
        body: { contentType: 'text', content: 'Hello' },
        from: { emailAddress: { address: 'noreply@contoso.example' } },
        toRecipients: [{ emailAddress: { name: 'Ada', address: 'ada@example.org' } }],
      },
    ]);
  });

  test('drafts, with lines in the base64, and sends the draft', async () => {
    const { accepted, ask, body, internetMessageId, postMime, sdk, users } = await setupMime();
    const response = await postMime('/messages', body.replaceAll(/.{76}/g, '$&\r\n'));
    const draft = await readJson(response);
    expect([response.status, draft.internetMessageId, draft.isDraft]).toEqual([201, internetMessageId, true]);
    expect(String(await sdk.api(`${users}/messages/${draft.id}/$value`).get())).toContain('x-order: 1234');
    expect((await ask(`${users}/messages/${draft.id}/send`)).status).toBe(202);
    expect(await accepted()).toBe(1);
  });

  test.each([
    ['text that is no base64', 'From: me', 'ErrorMimeContentInvalidBase64String'],
    [
      'base64 that was cut',
      Buffer.from('Hello').toString('base64').slice(0, -1),
      'ErrorMimeContentInvalidBase64String',
    ],
    ['nothing', '', 'ErrorMimeContentInvalidBase64String'],
    ['base64 of no message', Buffer.from('Hello Ada').toString('base64'), 'ErrorMimeContentInvalid'],
    ['a message to nobody', Buffer.from('Subject: x\r\n\r\nx').toString('base64'), 'ErrorInvalidRecipients'],
  ])('refuses %s', async (_case, text, code) => {
    const { errorOf, postMime } = await setupMime();
    expect(await errorOf(await postMime('/sendMail', text))).toMatchObject({ status: 400, error: { code } });
  });

  test('refuses what is over 4 MB with 413', async () => {
    const { accepted, postMime } = await setupMime('x'.repeat(3 * 1_024 * 1_024));
    expect((await postMime('/sendMail')).status).toBe(413);
    expect((await postMime('/messages')).status).toBe(413);
    expect(await accepted()).toBe(0);
  });

  test('answers 200 to what is too large, and drops it, where told to', async () => {
    const { accepted, find, postMime } = await setupMime('x'.repeat(2_300 * 1_024));
    await withExchange(sandbox, { dropsMimeAboveBytes: 2_240 * 1_024 }, async () => {
      expect((await postMime('/sendMail')).status).toBe(200);
      expect((await postMime('/messages')).status).toBe(200);
    });
    expect(await accepted()).toBe(0);
    expect(await find()).toEqual([]);
    expect((await postMime('/sendMail')).status).toBe(202);
  });
});
