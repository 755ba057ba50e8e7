import { beforeAll, describe, expect, test } from '@jest/globals';
import type { MailboxAccess, MailboxHandle } from '../../../shared/delivery/mailbox-access.ts';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import { createEntraTokens } from '../../../shared/services/entra/entra-tokens.ts';
import { createGraphMailboxAccess } from '../../../shared/services/graph/graph-mailbox-access.ts';
import { createKeyVaultCredentials } from '../../../shared/services/key-vault/key-vault-credentials.ts';
import { openTokenSource } from '../../../shared/tenant/token-source.ts';
import { plainMessage, receive } from '../../harness/memory/delivery-bundle.ts';
import { useServices } from './use-services.ts';

const services = useServices();
let mailboxes: MailboxAccess;
let mailbox: MailboxHandle;
let count = 0;

beforeAll(() => {
  const credentials = createKeyVaultCredentials({
    vaultUrl: services.setting('POSTBUS_KEY_VAULT_URL'),
    identity: services.identity(),
    log: () => undefined,
  });
  const tokens = createEntraTokens(services.endpoints());
  const connection = services.connection('contoso');
  mailboxes = createGraphMailboxAccess(services.endpoints());
  mailbox = {
    address: 'noreply@contoso.example',
    connection,
    token: openTokenSource(connection, { credentials, tokens }),
  };
});

function outgoing(overrides: object = {}) {
  count += 1;
  const parsed = parseMessage(receive({ ...plainMessage, id: `graph-${count}`, ...overrides }));
  if (parsed.kind !== 'message') throw new Error(JSON.stringify(parsed.problems));
  return { message: parsed.message, internetMessageId: `<graph-${count}@contoso.example>` };
}

const fault = (operation: string, effect: object, phase = 'before') =>
  services
    .sandbox()
    .control('faults', { method: 'POST', body: { service: 'graph', operation, effect, phase, count: 1 } });

describe('mailboxes through Graph', () => {
  test('create a draft, find it by its Message-ID, send it, and find it sent', async () => {
    const mail = outgoing();
    const draftId = await mailboxes.createDraft(mailbox, mail);
    expect(await mailboxes.findCopies(mailbox, mail.internetMessageId)).toEqual([{ id: draftId, isDraft: true }]);
    expect((await mailboxes.sendDraft(mailbox, draftId)).requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await mailboxes.findCopies(mailbox, mail.internetMessageId)).toMatchObject([{ isDraft: false }]);
  });

  test('send by one call, and leave no copy where none is wanted', async () => {
    const [kept, unkept] = [outgoing(), outgoing({ saveToSentItems: false })];
    await mailboxes.sendDirect(mailbox, kept);
    await mailboxes.sendDirect(mailbox, unkept);
    expect(await mailboxes.findCopies(mailbox, kept.internetMessageId)).toHaveLength(1);
    expect(await mailboxes.findCopies(mailbox, unkept.internetMessageId)).toEqual([]);
  });

  test('delete a draft, which Exchange keeps in Deleted Items', async () => {
    const mail = outgoing();
    await mailboxes.deleteDraft(mailbox, await mailboxes.createDraft(mailbox, mail));
    const path = `messages?internetMessageId=${encodeURIComponent(mail.internetMessageId)}`;
    expect(await services.sandbox().control(path)).toMatchObject({ messages: [{ folder: 'deleteditems' }] });
  });

  test.each([
    ['a 504 after acceptance', { kind: 'respond', status: 504 }],
    ['a connection that is reset after acceptance', { kind: 'reset' }],
    ['200 where 202 is due', { kind: 'respond', status: 200 }],
    ['an empty 400', { kind: 'respond', status: 400 }],
    ['a 503', { kind: 'respond', status: 503, headers: { 'retry-after': '7' } }],
  ])('call %s unconfirmed, after one request', async (_what, effect) => {
    const mail = outgoing();
    const draftId = await mailboxes.createDraft(mailbox, mail);
    await fault('sendDraft', effect, 'after');
    await expect(mailboxes.sendDraft(mailbox, draftId)).rejects.toMatchObject({ code: 'ERR_DELIVERY_UNCONFIRMED' });
    const accepted = await services
      .sandbox()
      .control<{ accepted: readonly unknown[] }>(
        `accepted?internetMessageId=${encodeURIComponent(mail.internetMessageId)}`,
      );
    expect(accepted.accepted).toHaveLength(1);
  });

  test('call the same answers transient while drafting', async () => {
    await fault('createDraft', { kind: 'respond', status: 504 }, 'after');
    await expect(mailboxes.createDraft(mailbox, outgoing())).rejects.toMatchObject({ code: 'ERR_GRAPH_UNAVAILABLE' });
    await fault('createDraft', { kind: 'reset' });
    await expect(mailboxes.createDraft(mailbox, outgoing())).rejects.toMatchObject({
      code: 'ERR_GRAPH_UNAVAILABLE',
      details: { cause: expect.anything() },
    });
  });

  test('take 202 with a Retry-After for sent, once', async () => {
    const draftId = await mailboxes.createDraft(mailbox, outgoing());
    await fault('sendDraft', { kind: 'respond', status: 202, headers: { 'retry-after': '1' } }, 'after');
    await expect(mailboxes.sendDraft(mailbox, draftId)).resolves.toBeDefined();
  });

  test('call a sent draft that is sent again unconfirmed, since it may have been sent', async () => {
    const draftId = await mailboxes.createDraft(mailbox, outgoing());
    await mailboxes.sendDraft(mailbox, draftId);
    await expect(mailboxes.sendDraft(mailbox, `${draftId}`)).rejects.toMatchObject({
      code: 'ERR_DELIVERY_UNCONFIRMED',
      details: { provider: '404 ErrorItemNotFound' },
    });
  });

  test('say when a throttled mailbox may be used again', async () => {
    await fault('createDraft', { kind: 'respond', status: 429, headers: { 'retry-after': '300' } });
    const error = await mailboxes.createDraft(mailbox, outgoing()).catch((caught) => caught);
    expect(error).toMatchObject({ code: 'ERR_MAILBOX_THROTTLED' });
    expect(error.details.retryAt.getTime() - Date.now()).toBeGreaterThan(290_000);
  });

  test('get a new token once when Graph refuses the old one', async () => {
    await mailbox.token.current(); // the first test to run would count its first token too
    await fault('createDraft', {
      kind: 'respond',
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken', message: 'x' } },
    });
    const before = await services.requests();
    await mailboxes.createDraft(mailbox, outgoing());
    expect((await services.requests())['entra.token.200']).toBe((before['entra.token.200'] ?? 0) + 1);
  });

  test('say which mailbox is denied, and who must act', async () => {
    const denied = { ...mailbox, address: 'payroll@contoso.example' };
    await expect(mailboxes.createDraft(denied, outgoing())).rejects.toMatchObject({
      code: 'ERR_MAILBOX_ACCESS_DENIED',
      scope: 'mailbox',
    });
    await expect(
      mailboxes.createDraft({ ...mailbox, address: 'gone@contoso.example' }, outgoing()),
    ).rejects.toMatchObject({ code: 'ERR_MAILBOX_UNKNOWN' });
  });

  test('say what refused the message', async () => {
    await fault('sendDraft', {
      kind: 'respond',
      status: 400,
      body: { error: { code: 'ErrorInvalidRecipients', message: 'x' } },
    });
    const draftId = await mailboxes.createDraft(mailbox, outgoing());
    await expect(mailboxes.sendDraft(mailbox, draftId)).rejects.toMatchObject({
      code: 'ERR_RECIPIENT_INVALID',
      disposition: 'permanent',
    });
  });

  test('give every field of a message to Graph', async () => {
    const mail = outgoing({
      to: [{ address: 'a@example.org', name: 'A "B" @ C' }],
      replyTo: ['r@example.org'],
      html: '<img src="cid:x">',
      text: undefined,
      attachments: [{ name: 'x.png', contentType: 'image/png', content: 'AAAA', contentId: 'x', inline: true }],
      headers: { 'x-order': '1' },
      importance: 'low',
      categories: ['C'],
      receipts: { delivery: true, read: true },
    });
    const draftId = await mailboxes.createDraft(mailbox, mail);
    const stored = await services
      .sandbox()
      .control(`mailboxes/noreply@contoso.example/messages/${encodeURIComponent(draftId)}`);
    expect(stored).toMatchObject({
      toRecipients: [{ emailAddress: { address: 'a@example.org', name: 'A "B" @ C' } }],
      replyTo: [{ emailAddress: { address: 'r@example.org' } }],
      importance: expect.stringMatching(/low/i),
      isDeliveryReceiptRequested: true,
      isReadReceiptRequested: true,
      categories: ['C'],
      internetMessageHeaders: [{ name: 'x-order', value: '1' }],
      attachments: [{ name: 'x.png', contentBytes: 'AAAA', contentId: 'x', isInline: true }],
      singleValueExtendedProperties: [{ value: mail.message.id }],
    });
  });
});
