/** Large attachments: announced to Graph, uploaded in ranges to another host, without a token. */
import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { FileUpload, LargeFileUploadTask } from '@microsoft/microsoft-graph-client';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, readJson, withExchange, withFault } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);
const mebibyte = 1_024 * 1_024;
const file = randomBytes(5 * mebibyte);

// The machine may be busy with other tests.
jest.setTimeout(30_000);

interface Range {
  readonly first: number;
  readonly last: number;
  readonly total?: number;
  readonly headers?: Record<string, string>;
}

/** A draft with an open session for `file`, and how to upload to it. */
async function openSession(item: Record<string, unknown> = {}) {
  const caller = await setup();
  const { id } = await caller.sdk.api(`${caller.users}/messages`).post(caller.message);
  const path = `${caller.users}/messages/${id}`;
  const announced = { attachmentType: 'file', name: 'flower.jpg', size: file.byteLength, ...item };
  const announce = () => caller.post(`${path}/attachments/createUploadSession`, { AttachmentItem: announced });
  const opened = await readJson(await announce());
  const url = String(opened.uploadUrl);
  const put = ({ first, last, total = file.byteLength, headers = {} }: Range) =>
    fetch(url, {
      method: 'PUT',
      headers: { 'content-range': `bytes ${first}-${last}/${total}`, ...headers },
      body: file.subarray(first, last + 1),
    });
  const attachments = async () => (await caller.sdk.api(`${path}/attachments`).get()).value;
  return { ...caller, announce, attachments, opened, path, put, url };
}

describe('graph upload', () => {
  afterAll(() => sandbox.stop());

  test('takes a file in ranges of any length on another host, and attaches it with the last one', async () => {
    const { attachments, opened, put, sdk, path, url } = await openSession({ isInline: true, contentId: 'logo' });
    const graph = new URL(sandbox.settings.POSTBUS_GRAPH_ENDPOINT ?? '');
    expect(new URL(url).hostname).not.toBe(graph.hostname);
    expect(new URL(url).port).not.toBe(graph.port);
    expect(opened).toMatchObject({ nextExpectedRanges: ['0-'] });
    expect(Date.parse(String(opened.expirationDateTime))).toBeGreaterThan(Date.now());
    const first = await put({ first: 0, last: 2_097_151 });
    expect([first.status, await readJson(first)]).toEqual([
      200,
      { ExpirationDateTime: opened.expirationDateTime, nextExpectedRanges: ['2097152'] },
    ]);
    expect(await readJson(await fetch(url))).toEqual({
      expirationDateTime: opened.expirationDateTime,
      nextExpectedRanges: ['2097152-'],
    });
    expect(await attachments()).toEqual([]);
    const last = await put({ first: 2_097_152, last: file.byteLength - 1 });
    const [attachment] = await attachments();
    expect([last.status, await last.text()]).toEqual([201, '']);
    expect(last.headers.get('location')).toContain(`/Attachments('${attachment.id}')`);
    expect(attachment).toMatchObject({ name: 'flower.jpg', size: file.byteLength, isInline: true, contentId: 'logo' });
    expect(Buffer.from(attachment.contentBytes, 'base64').equals(file)).toBe(true);
    expect((await fetch(url)).status).toBe(404);
    await sdk.api(`${path}/send`).post('');
  });

  test('works with the upload task of the SDK, which knows no special host', async () => {
    const { attachments, opened, sdk } = await openSession();
    const session = { url: String(opened.uploadUrl), expiry: new Date(String(opened.expirationDateTime)) };
    const content = new FileUpload(Uint8Array.from(file).buffer, 'flower.jpg', file.byteLength);
    const task = new LargeFileUploadTask(sdk, content, session, { rangeSize: 4 * 327_680 });
    await task.upload();
    const [attachment] = await attachments();
    expect(Buffer.from(attachment.contentBytes, 'base64').equals(file)).toBe(true);
  });

  test('refuses a token, a wrong key in the URL, and a session of nobody', async () => {
    const { errorOf, put, url } = await openSession();
    const withToken = await put({ first: 0, last: 9, headers: { authorization: 'Bearer x' } });
    expect(await errorOf(withToken)).toMatchObject({ status: 401, error: { code: 'InvalidAudienceForResource' } });
    expect((await fetch(url.replace(/authtoken=.*/, 'authtoken=x'), { method: 'DELETE' })).status).toBe(401);
    const elsewhere = url.replace(/AttachmentSessions\('[^']+'\)/, "AttachmentSessions('x')");
    expect((await fetch(elsewhere)).status).toBe(404);
    expect((await fetch(`${new URL(url).origin}/api/v2.0/me`)).status).toBe(501);
    expect((await put({ first: 0, last: 9 })).status).toBe(200);
  });

  test('takes ranges only in order, once, as declared, and under 4 MB', async () => {
    const { put } = await openSession();
    const status = async (range: Range) => (await put(range)).status;
    expect(await status({ first: 10, last: 19 })).toBe(416);
    expect(await status({ first: 0, last: 9 })).toBe(200);
    expect(await status({ first: 0, last: 9 })).toBe(416);
    expect(await status({ first: 10, last: 19, total: 20 })).toBe(400);
    expect(await status({ first: 10, last: 19, headers: { 'content-range': 'bytes 10-29/5242880' } })).toBe(400);
    expect(await status({ first: 10, last: 19, headers: { 'content-range': 'nonsense' } })).toBe(400);
    expect(await status({ first: 10, last: 10 + 4 * mebibyte - 1 })).toBe(413);
    expect(await status({ first: 10, last: 10 + 4 * mebibyte - 2 })).toBe(200);
  });

  test('forgets a session that was deleted or has expired', async () => {
    const { put, url } = await openSession();
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    expect((await put({ first: 0, last: 9 })).status).toBe(404);
    const late = await openSession();
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 3_600_001 } });
    expect((await late.put({ first: 0, last: 9 })).status).toBe(404);
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: -3_600_001 } });
  });

  test('opens no session for a small file, a sent message, or more than the mailbox takes', async () => {
    const { announce, ask, attachments, errorOf, message, path, post, put, users } = await openSession();
    const small = await openSession({ size: 3 * mebibyte - 1 });
    expect(small.opened).toMatchObject({ error: { code: 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize' } });
    const tooLarge = { status: 400, error: { code: 'ErrorMessageSizeExceeded' } };
    expect((await openSession({ size: 35 * mebibyte })).opened).toHaveProperty('uploadUrl');
    expect((await openSession({ size: 35 * mebibyte + 1 })).opened).toMatchObject({ error: tooLarge.error });
    // The file alone fits, the message with it does not: that shows with the last range.
    await withExchange(sandbox, { messageSizeLimitBytes: file.byteLength }, async () => {
      await put({ first: 0, last: 2_097_151 });
      expect(await errorOf(await put({ first: 2_097_152, last: file.byteLength - 1 }))).toMatchObject(tooLarge);
      expect(await attachments()).toEqual([]);
    });
    await withExchange(sandbox, { messageSizeLimitBytes: 1 }, async () => {
      expect(await errorOf(await ask(`${path}/send`))).toMatchObject(tooLarge);
      expect(await errorOf(await post(`${users}/sendMail`, { message }))).toMatchObject(tooLarge);
      const attached = { '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentBytes: 'aGk=' };
      expect(await errorOf(await post(`${path}/attachments`, attached))).toMatchObject(tooLarge);
    });
    await withExchange(sandbox, { idChangesOnSend: false }, () => ask(`${path}/send`));
    expect((await announce()).status).toBe(403);
  });

  test('loses the answer of a range on demand: the session says what arrived', async () => {
    const { attachments, put, url } = await openSession();
    const lost = { operation: 'uploadRange', phase: 'after', tenant: 'contoso', mailbox: 'noreply@contoso.example' };
    await withFault(sandbox, { ...lost, effect: { kind: 'reset' } }, async () => {
      await expect(put({ first: 0, last: 2_097_151 })).rejects.toThrow('fetch failed');
    });
    expect(await readJson(await fetch(url))).toMatchObject({ nextExpectedRanges: ['2097152-'] });
    await withFault(sandbox, { ...lost, effect: { kind: 'respond', status: 504 } }, async () => {
      expect((await put({ first: 2_097_152, last: file.byteLength - 1 })).status).toBe(504);
    });
    expect(await attachments()).toHaveLength(1);
    expect((await fetch(url)).status).toBe(404);
  });
});
