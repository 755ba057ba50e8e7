/** The sandbox's page in a real browser, over the real sandbox: what it shows, how it keeps up, and how it is used. */
import { describe, expect, jest, test } from '@jest/globals';
import { hasBrowser } from '../harness/chromium.ts';
import { startSandbox } from '../harness/start-sandbox.ts';
import { address, message, sendTo, sentItems, usePage } from '../harness/use-page.ts';

/** Over how many lines the Message-ID's domain goes: its bracket used to stand alone on the last one. */
const domainLines = `(() => {
  const cell = [...document.querySelectorAll('td')].find((each) => /^<\\S+@contoso.example>$/.test(each.textContent));
  const domain = document.createRange();
  domain.setStart(cell.lastChild, cell.lastChild.data.indexOf('@'));
  domain.setEnd(cell.lastChild, cell.lastChild.length);
  return domain.getClientRects().length;
})()`;
const focused = 'document.activeElement.getAttribute("role") ?? document.activeElement.id';

jest.setTimeout(60_000);

(hasBrowser() ? describe : describe.skip)('page', () => {
  const { setup, setupOn, stopLater } = usePage();

  test('opens on the first folder with messages, newest first, with counts and warnings beside it', async () => {
    const { page, mailbox, open, errors } = await setup();
    await mailbox.send(message('First'), message('Second'));
    await open('');
    await page.locator('.row').nth(1).waitFor();
    expect(await page.locator('.row-subject').allTextContents()).toEqual(['Second', 'First']);
    const tree = await page.getByRole('tree').innerText();
    expect(tree).toContain("outside the app's scope");
    expect(tree).toContain('secret expires in 9 days');
    expect(await page.getByRole('treeitem', { selected: true }).innerText()).toMatch(/Sent Items\s+2/);
    expect(await page.locator('#queues').innerText()).toMatch(/send-email\s+0\s+waiting/);
    expect(errors).toEqual([]);
  });

  test('warns by the clock of the sandbox, which tests move', async () => {
    const { page, sandbox, open } = await setup();
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 10 * 86_400_000 } });
    await open('');
    await page.getByRole('treeitem', { name: /Northwind.*secret expired/ }).waitFor();
  });

  test('shows a mail that arrives, and moves neither the selection nor what is on the screen', async () => {
    const { page, mailbox, open, row, selected } = await setup();
    await mailbox.send(...Array.from({ length: 60 }, (_, index) => message(`Old ${index}`)));
    await open(sentItems);
    await row('Old 20').click();
    const before = await row('Old 20').boundingBox();
    await mailbox.send(message('New'));
    await row('New').waitFor({ state: 'attached' });
    expect(await selected.locator('.row-subject').innerText()).toBe('Old 20');
    expect(await row('Old 20').boundingBox()).toEqual(before);
    await page.getByRole('treeitem', { name: /Sent Items.*61/ }).waitFor();
  });

  test('says that a draft which was sent is no longer here', async () => {
    const { page, mailbox, open, row } = await setup();
    const id = await mailbox.draft(message('Draft'));
    await open(`#/contoso/${address}/drafts/${encodeURIComponent(id)}`);
    await page.getByRole('heading', { name: 'Draft', exact: true }).waitFor();
    await page.getByText('draft, not sent').waitFor();
    await mailbox.sendDraft(id);
    await page.getByText('This message is no longer here').waitFor();
    await row('Draft').waitFor({ state: 'detached' });
  });

  test('can be used by keyboard alone', async () => {
    const { page, mailbox, open, selected } = await setup();
    await mailbox.send(message('Report 1'), message('Invoice'), message('Report 2'));
    await open(sentItems);
    await page.getByRole('option').nth(2).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await selected.locator('.row-subject').innerText()).toBe('Invoice');
    await page.keyboard.press('/');
    await page.keyboard.type('report');
    await page.getByText('2 of 3').waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(focused)).toBe('listbox');
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'Report 1' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(focused)).toBe('tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Headers');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(focused)).toBe('listbox');
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('tree').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('No drafts').waitFor();
    expect(page.url()).toContain('/drafts');
  });

  test('moves in the message list with j and k after a click on a folder, and in the tree with the arrows', async () => {
    const { page, mailbox, open, row, selected } = await setup();
    await mailbox.send(message('First'), message('Second'));
    await open(`#/contoso/${address}/drafts`);
    await page
      .getByRole('treeitem', { name: /Sent Items/ })
      .first()
      .click();
    await row('Second').waitFor();
    expect(await page.evaluate(focused)).toBe('tree');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await selected.locator('.row-subject').allInnerTexts()).toContain('First');
    await page.keyboard.press('k');
    expect(await selected.locator('.row-subject').allInnerTexts()).toContain('Second');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('.tree-row[data-active]').innerText()).toMatch(/^Drafts/);
  });

  test('tells how to send the first message where there is none', async () => {
    const { page, open } = await setup();
    await open('#/fabrikam/noreply@fabrikam.example/sentitems');
    const command = 'npx postbus send --tenant fabrikam --to ada@example.org --subject Hello --text Hi';
    await page.getByText(command).waitFor();
  });

  test('says when the sandbox is gone, keeps what it showed, and catches up when it is back', async () => {
    const first = await startSandbox();
    stopLater(first.stop);
    const { page, open, row } = await setupOn(first);
    await sendTo(first, message('Before'));
    await open(sentItems);
    await row('Before').waitFor();
    await first.stop();
    await page.getByText('Connection to the sandbox lost.').waitFor();
    expect(await row('Before').isVisible()).toBe(true);
    expect(await page.locator('#connection').innerText()).toBe('Connection lost');
    const second = await startSandbox({ flags: ['--port-page', new URL(first.page).port] });
    stopLater(second.stop);
    await sendTo(second, message('After'));
    await row('After').waitFor();
    await row('Before').waitFor({ state: 'detached' });
    expect(await page.locator('#banner').innerText()).toBe('');
  });

  test('reads a folder of 5,000 messages page by page, and all of it for a filter', async () => {
    const { page, mailbox, open } = await setup();
    await mailbox.send(...Array.from({ length: 5_000 }, (_, index) => message(`Message no${index}.`)));
    await open(sentItems);
    await page.getByText('5,000 messages').waitFor();
    expect(await page.getByRole('option').count()).toBeLessThanOrEqual(200);
    await page.keyboard.press('/');
    await page.keyboard.type('no0.');
    await page.getByText('1 of 5,000', { exact: true }).waitFor();
    expect(await page.locator('.row-subject').allInnerTexts()).toEqual(['Message no0.']);
  });

  test('is dark for readers who like it dark', async () => {
    const background = async (colorScheme: 'dark' | 'light') => {
      const { page, open } = await setup({ colorScheme });
      await open('');
      return page.evaluate('getComputedStyle(document.body).backgroundColor');
    };
    expect(await background('light')).toBe('rgb(255, 255, 255)');
    expect(await background('dark')).toBe('rgb(22, 24, 29)');
  });

  test.each([320, 360, 800])('shows all views of a message, and its Message-ID, %i pixels wide', async (width) => {
    const { page, mailbox, open, row } = await setup({ viewport: { width, height: 640 } });
    const internetMessageId = '<911168bf8b1adacc079e2ab6b679cf37@contoso.example>';
    await mailbox.send(message('Narrow', { internetMessageId }));
    await open(sentItems);
    await row('Narrow').click();
    await page.getByRole('tab', { name: 'Headers' }).click();
    for (const tab of await page.getByRole('tab').all()) {
      const box = await tab.boundingBox();
      expect((box?.x ?? width) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
    expect(await page.getByRole('tab').count()).toBe(6);
    expect(await page.evaluate(domainLines)).toBe(1);
  });

  test('shows one pane at a time in a narrow window, with a way back', async () => {
    const { page, mailbox, open, row } = await setup({ viewport: { width: 360, height: 640 } });
    await mailbox.send(message('Narrow'));
    await open('');
    await page
      .getByRole('treeitem', { name: /Sent Items/ })
      .first()
      .click();
    await row('Narrow').click();
    await page.getByRole('heading', { name: 'Narrow' }).waitFor();
    expect(await page.getByRole('listbox').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByRole('link', { name: 'Sent Items' }).click();
    await row('Narrow').waitFor();
    await page.getByRole('link', { name: 'Mailboxes' }).click();
    await page.getByRole('tree').waitFor();
  });
});
