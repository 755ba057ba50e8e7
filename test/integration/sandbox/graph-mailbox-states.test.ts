/** What an administrator does to a mailbox, and how Graph answers until it is healed: an operator's walk-through. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, readJson } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);
const address = 'noreply@contoso.example';

// The machine may be busy with other tests.
jest.setTimeout(30_000);

async function setupMailbox() {
  const caller = await setup();
  const { ask, message, post, users } = caller;
  const { id } = await caller.sdk.api(`${users}/messages`).post(message);
  const short = async (response: Response) => {
    if (response.ok) return response.status;
    const { error } = await readJson(response);
    return `${response.status} ${(error as { code: string }).code}`;
  };
  return {
    put: (state: string) => sandbox.control(`mailboxes/${address}`, { method: 'PATCH', body: { state } }),
    look: async () => short(await ask(`${users}/messages`, { method: 'GET' })),
    draft: async () => short(await post(`${users}/messages`, message)),
    send: async () => short(await ask(`${users}/messages/${id}/send`)),
    sendMail: async () => short(await post(`${users}/sendMail`, { message })),
    remove: async () => short(await ask(`${users}/messages/${id}`, { method: 'DELETE' })),
    accepted: caller.accepted,
  };
}

describe('graph mailbox states', () => {
  afterAll(() => sandbox.stop());

  test.each([
    ['deleted', '404 ErrorInvalidUser', '404 ErrorInvalidUser'],
    ['disabled', '404 MailboxNotEnabledForRESTAPI', '404 MailboxNotEnabledForRESTAPI'],
    ['full', 200, '403 ErrorQuotaExceeded'],
  ])(
    'refuses what a %s mailbox cannot do, sends nothing, and goes on once it is healed',
    async (state, read, write) => {
      const { accepted, draft, look, put, remove, send, sendMail } = await setupMailbox();
      expect(await put(state)).toMatchObject({ address, tenant: 'contoso', state });
      expect(await sandbox.control(`mailboxes/${address}`)).toMatchObject({
        state,
        folders: { drafts: expect.any(Number) },
      });
      expect([await look(), await draft(), await send(), await sendMail()]).toEqual([read, write, write, write]);
      expect(await accepted()).toBe(0);
      await put('healthy');
      expect([await look(), await draft(), await send(), await sendMail()]).toEqual([200, 201, 202, 202]);
      expect(await accepted()).toBe(2);
      await put(state);
      expect(await remove()).toBe(state === 'full' ? '404 ErrorItemNotFound' : write);
      await put('healthy');
    },
  );

  test('lets a blocked mailbox draft, and not send', async () => {
    const { accepted, draft, look, put, send, sendMail } = await setupMailbox();
    await put('blocked');
    const blocked = '403 ErrorMessageSubmissionBlocked';
    expect([await look(), await draft(), await send(), await sendMail()]).toEqual([200, 201, blocked, blocked]);
    expect(await accepted()).toBe(0);
    await put('healthy');
    expect(await send()).toBe(202);
  });

  test('leaves other mailboxes alone, and refuses a state or a mailbox that is none', async () => {
    const { put } = await setupMailbox();
    await put('deleted');
    const { ask } = await setup();
    expect((await ask('/users/orders@contoso.example/messages', { method: 'GET' })).status).toBe(200);
    await put('healthy');
    await expect(put('asleep')).rejects.toThrow('answered 400');
    await expect(sandbox.control('mailboxes/nobody@contoso.example')).rejects.toThrow('answered 404');
  });
});
