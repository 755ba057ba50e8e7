/** The sandbox's page and hostile mail, in a real browser: no mail can do anything but be looked at, and its files leave it unchanged. */
import { readFile } from 'node:fs/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { hasBrowser } from '../harness/chromium.ts';
import { message, usePage } from '../harness/use-page.ts';

const html = (content: string) => ({ body: { contentType: 'html', content } });
const attachment = (name: string, bytes: Uint8Array, more: object = {}) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentType: 'application/octet-stream',
  contentBytes: Buffer.from(bytes).toString('base64'),
  ...more,
});
const hostileHtml = `<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
  <link rel="stylesheet" href="https://evil.example/a.css">
  <style>@import "https://evil.example/b.css"; p { background: url(https://evil.example/c.png) }</style>
  <script>document.body.textContent = 'owned'; alert(1)</script><p>Harmless</p>
  <img src="x" onerror="alert(2)"><img src="https://evil.example/pixel.gif">
  <picture><source srcset="https://evil.example/d.png"><img src="//evil.example/e.png"></picture>
  <video poster="https://evil.example/f.png"></video><iframe src="https://evil.example/frame"></iframe>
  <svg onload="alert(3)"><image href="https://evil.example/g.png"/></svg>
  <form action="https://evil.example/form"><button>Press</button></form>
  <a href="https://evil.example/link" target="_top">Follow</a>`;

jest.setTimeout(60_000);

(hasBrowser() ? describe : describe.skip)('page isolation', () => {
  const { setup } = usePage();

  test('runs nothing of a mail and loads nothing for it', async () => {
    const { page, mailbox, openMessage, remoteRequests, errors } = await setup();
    await mailbox.send(message('Hostile', html(hostileHtml)));
    await openMessage('Hostile');
    const frame = page.frameLocator('iframe');
    await frame.getByText('Harmless').waitFor();
    await frame.getByText('Follow').click();
    await frame.getByText('Press').click();
    await page.getByText(/Remote content was not loaded: \d+ references to evil.example/).waitFor();
    expect(await frame.locator('body').innerText()).toContain('Harmless');
    expect(remoteRequests).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('keeps a mail harmless by the frame alone, should the cleaning miss something', async () => {
    const { page, mailbox, openMessage, remoteRequests } = await setup();
    await mailbox.send(message('Mail', html('<p>Harmless</p>')));
    await openMessage('Mail');
    await page.frameLocator('iframe').getByText('Harmless').waitFor();
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('');
    expect(await page.locator('iframe').getAttribute('srcdoc')).toMatch(
      /^<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">/,
    );
    // What a mail could do if it got past the cleaning: load an image, and lead its own frame away.
    const frame = page.frames()[1];
    await frame?.evaluate('document.body.append(Object.assign(new Image(), { src: "https://evil.example/a.gif" }))');
    await frame?.evaluate('void (location.href = "https://evil.example/")');
    // A whole exchange with the sandbox later, both would have been asked for.
    await page.evaluate('fetch("/control/queue").then((answer) => answer.text())');
    expect(remoteRequests).toEqual([]);
  });

  test('lets no text become markup, by the browser itself', async () => {
    const { page, open } = await setup();
    await open('');
    const write = 'try { document.body.innerHTML = "<b>x</b>"; "written" } catch (error) { error.name }';
    expect(await page.evaluate(write)).toBe('TypeError');
  });

  test('shows markup in a subject, a name and a file name as the characters it is', async () => {
    const { page, mailbox, openMessage, row, errors } = await setup();
    const markup = '<img src=x onerror="alert(1)">';
    const toRecipients = [{ emailAddress: { name: markup, address: 'ada@example.org' } }];
    await mailbox.send(message(markup, { toRecipients, attachments: [attachment(`${markup}.txt`, Buffer.from('A'))] }));
    await openMessage(markup);
    await page.getByRole('heading', { name: markup }).waitFor();
    expect(await row(markup).locator('.row-people').innerText()).toBe(markup);
    for (const tab of ['Headers', 'Attachments (1)', 'JSON']) {
      await page.getByRole('tab', { name: tab }).click();
      expect(await page.getByRole('tabpanel').innerText()).toContain('onerror');
    }
    expect(await page.locator('main img').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('puts inline images into the HTML, and names a content id that no attachment has', async () => {
    const { page, mailbox, openMessage } = await setup();
    const dot = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
    const inline = { contentType: 'image/gif', isInline: true, contentId: 'logo' };
    const attachments = [attachment('logo.gif', Buffer.from(dot, 'base64'), inline)];
    await mailbox.send(message('Images', { ...html('<img src="cid:logo"><img src="cid:lost">'), attachments }));
    await openMessage('Images');
    await page.getByText('The HTML refers to cid:lost').waitFor();
    const image = page.frameLocator('iframe').locator('img').first();
    expect(await image.getAttribute('src')).toBe(`data:image/gif;base64,${dot}`);
    // Visible means that it has a size, and it has one only when it was loaded.
    await image.waitFor({ state: 'visible' });
  });

  test('saves an attachment byte for byte, and the source and JSON as files', async () => {
    const { page, mailbox, openMessage } = await setup();
    const bytes = Buffer.from([0, 255, 60, 62]);
    await mailbox.send(
      message('Files', { attachments: [attachment('page.html', bytes, { contentType: 'text/html' })] }),
    );
    await openMessage('Files');
    const save = async (tab: string, name: string) => {
      await page.getByRole('tab', { name: tab }).click();
      const press = page.getByRole('button', { name: `Save ${name}` }).click();
      const [download] = await Promise.all([page.waitForEvent('download'), press]);
      expect(download.suggestedFilename()).toBe(name);
      return readFile(await download.path());
    };
    expect([...(await save('Attachments (1)', 'page.html'))]).toEqual([...bytes]);
    expect(String(await save('Source', 'message.eml'))).toMatch(/^Subject: Files\r?$/m);
    expect(JSON.parse(String(await save('JSON', 'message.json')))).toMatchObject({ subject: 'Files' });
  });
});
