/** The ways a mail goes out through the Graph fake, and how it is found again. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, propertyId, withExchange } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('graph sending', () => {
  afterAll(() => sandbox.stop());

  test('drafts, sends and finds a message by Message-ID and by property, under another id', async () => {
    const { accepted, internetMessageId, message, number, sdk, users } = await setup();
    const draft = await sdk.api(`${users}/messages`).post(message);
    expect(draft).toMatchObject({ isDraft: true, internetMessageId, subject: message.subject });
    await sdk.api(`${users}/messages/${draft.id}/send`).post('');
    const byId = await sdk.api(`${users}/messages`).filter(`internetMessageId eq '${internetMessageId}'`).get();
    expect(byId.value).toHaveLength(1);
    expect(byId.value[0]).toMatchObject({ isDraft: false });
    expect(byId.value[0].id).not.toBe(draft.id);
    const lambda = `singleValueExtendedProperties/Any(ep: ep/id eq '${propertyId}' and ep/value eq 'send-${number}')`;
    const expand = `singleValueExtendedProperties($filter=id eq '${propertyId}')`;
    const sent = sdk.api(`${users}/mailFolders/SentItems/messages`).filter(lambda).select('subject').expand(expand);
    const { value } = await sent.get();
    expect(value).toMatchObject([
      { subject: message.subject, singleValueExtendedProperties: [{ id: propertyId, value: `send-${number}` }] },
    ]);
    expect(await accepted()).toBe(1);
  });

  test('says that a draft is gone once it was sent', async () => {
    const { ask, errorOf, message, sdk, users } = await setup();
    const { id } = await sdk.api(`${users}/messages`).post(message);
    expect((await ask(`${users}/messages/${id}/send`)).status).toBe(202);
    const again = await errorOf(await ask(`${users}/messages/${id}/send`));
    expect(again).toMatchObject({ status: 404, error: { code: 'ErrorItemNotFound' } });
  });

  test('refuses to send what was sent, also where its id stays', async () => {
    const { accepted, ask, message, sdk, users } = await setup();
    await withExchange(sandbox, { idChangesOnSend: false }, async () => {
      const { id } = await sdk.api(`${users}/messages`).post(message);
      const send = async () => (await ask(`${users}/messages/${id}/send`)).status;
      expect([await send(), await send()]).toEqual([202, 404]);
    });
    expect(await accepted()).toBe(1);
  });

  test.each([
    [true, [202, 202], 2],
    [false, [202, 404], 1],
  ])('takes or refuses a second send before the copy has moved (%s)', async (acceptsSecondSend, statuses, times) => {
    const { accepted, ask, message, sdk, users } = await setup();
    await withExchange(sandbox, { acceptsSecondSend, sentItemsDelayMilliseconds: 3_600_000 }, async () => {
      const { id } = await sdk.api(`${users}/messages`).post(message);
      const send = async () => (await ask(`${users}/messages/${id}/send`)).status;
      expect([await send(), await send()]).toEqual(statuses);
    });
    expect(await accepted()).toBe(times);
  });

  test('sends in one call, and leaves no copy when asked not to, in either spelling', async () => {
    const { accepted, internetMessageId, message, post, users } = await setup();
    for (const saveToSentItems of [false, 'false']) {
      const response = await post(`${users}/sendMail`, { message, saveToSentItems });
      expect([response.status, await response.text()]).toEqual([202, '']);
    }
    const found = `messages?internetMessageId=${encodeURIComponent(internetMessageId)}`;
    expect(await sandbox.control(found)).toEqual({ messages: [] });
    expect(await accepted()).toBe(2);
    await post(`${users}/sendMail`, { Message: message, SaveToSentItems: true });
    expect(await sandbox.control(found)).toMatchObject({ messages: [{ folder: 'sentitems' }] });
  });

  test('changes a draft, adds an attachment, and shows all of it', async () => {
    const { message, sdk, users } = await setup();
    const { id } = await sdk.api(`${users}/mailFolders/drafts/messages`).post(message);
    await sdk.api(`${users}/messages/${id}`).patch({ subject: 'Changed', categories: ['blue'] });
    const file = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: 'aGk=' };
    const { id: attachmentId } = await sdk.api(`${users}/messages/${id}/attachments`).post(file);
    const shown = await sdk.api(`${users}/messages/${id}`).expand('attachments').get();
    expect(shown).toMatchObject({ subject: 'Changed', categories: ['blue'], hasAttachments: true });
    expect(shown.attachments).toMatchObject([{ name: 'a.txt', contentBytes: 'aGk=', size: 2 }]);
    expect(await sdk.api(`${users}/messages/${id}/attachments/${attachmentId}`).get()).toMatchObject({ name: 'a.txt' });
    const mime = await sdk.api(`${users}/messages/${id}/$value`).get();
    expect(String(mime)).toContain("filename*=utf-8''a.txt");
  });

  test('lets the content of a sent message alone, and its categories change', async () => {
    const { errorOf, message, post, sdk, users, internetMessageId, ask } = await setup();
    await post(`${users}/sendMail`, { message });
    const { value } = await sdk.api(`${users}/messages`).filter(`internetMessageId eq '${internetMessageId}'`).get();
    const path = `${users}/messages/${value[0].id}`;
    const patch = (json: unknown) => ask(path, { method: 'PATCH', body: JSON.stringify(json) });
    expect(await errorOf(await patch({ subject: 'x' }))).toMatchObject({
      status: 403,
      error: { code: 'ErrorAccessDenied' },
    });
    expect((await patch({ categories: ['sent'] })).status).toBe(200);
  });

  test('moves what is deleted to Deleted Items, where the whole mailbox still shows it', async () => {
    const { ask, internetMessageId, message, sdk, users } = await setup();
    const { id } = await sdk.api(`${users}/messages`).post(message);
    expect((await ask(`${users}/messages/${id}`, { method: 'DELETE' })).status).toBe(204);
    const filter = `internetMessageId eq '${internetMessageId}'`;
    expect((await sdk.api(`${users}/mailFolders/drafts/messages`).filter(filter).get()).value).toEqual([]);
    const { value } = await sdk.api(`${users}/messages`).filter(filter).get();
    expect(value).toHaveLength(1);
    expect((await ask(`${users}/messages/${value[0].id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await sdk.api(`${users}/messages`).filter(filter).get()).value).toEqual([]);
  });

  test('pages by links that can be followed', async () => {
    const { message, sdk } = await setup('fabrikam');
    const users = '/users/support@fabrikam.example';
    for (let number = 0; number < 5; number += 1)
      await sdk.api(`${users}/messages`).post({ ...message, subject: `${number}` });
    const first = await sdk.api(`${users}/messages`).top(3).select('subject').count(true).get();
    expect(first['@odata.count']).toBe(5);
    const rest = await sdk.api(first['@odata.nextLink']).get();
    const subjects = [...first.value, ...rest.value].map(({ subject }: { subject: string }) => subject);
    expect(subjects).toEqual(['4', '3', '2', '1', '0']);
    expect(rest).not.toHaveProperty('@odata.nextLink');
  });
});
