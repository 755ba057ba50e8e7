/** The page's view of what Postbus keeps back, in a real browser: beside a running Postbus, and over rows as Postbus writes them. */
import type { TableClient, TableEntity } from '@azure/data-tables';
import { describe, expect, jest, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { hasBrowser } from '../harness/chromium.ts';
import { enqueue } from '../harness/enqueue.ts';
import { hold, minutes, parked } from '../harness/kept-back-rows.ts';
import { startPostbus } from '../harness/start-postbus.ts';
import type { RunningSandbox } from '../harness/start-sandbox.ts';
import { usePage } from '../harness/use-page.ts';

interface Apps {
  readonly key: string;
  readonly apps: readonly { readonly secrets: readonly { readonly keyId: string }[] }[];
}

const withClipboard: BrowserContextOptions = { permissions: ['clipboard-read', 'clipboard-write'] };
const copied = 'navigator.clipboard.readText()';
/** Rows cut off what sticks out of them, so the window's own width would tell nothing. */
const overflowing = `[document.documentElement, ...document.querySelectorAll('#parked *')]
  .filter((each) => getComputedStyle(each).display !== 'inline' && each.scrollWidth > each.clientWidth)
  .map((each) => each.outerHTML.slice(0, 200))`;
/** Of the command whose button has the focus. */
const focusedCommand = 'document.activeElement.closest(".command")?.querySelector("code").textContent';

async function takeSecrets(sandbox: RunningSandbox, tenant: string): Promise<void> {
  const tenants = await sandbox.control<readonly Apps[]>('tenants');
  const secrets = tenants.filter(({ key }) => key === tenant).flatMap(({ apps }) => apps.flatMap((app) => app.secrets));
  for (const { keyId } of secrets) await sandbox.control(`tenants/${tenant}/secrets/${keyId}`, { method: 'DELETE' });
}

jest.setTimeout(60_000);

(hasBrowser() ? describe : describe.skip)('parked messages on the page', () => {
  const { setup: setupPage, setupOn, stopLater } = usePage();

  /** The table of a Postbus that has these rows; gone after the test. */
  async function setup(rows: readonly TableEntity[], options?: BrowserContextOptions) {
    const bundle = await setupPage(options);
    const table = openTable(bundle.sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', { getToken: async () => null });
    const change = <Answer>(call: (client: TableClient) => Promise<Answer>) => table.run('Changing the table', call);
    await change((client) => client.createTable());
    stopLater(() => change((client) => client.deleteTable()));
    for (const row of rows) await change((client) => client.createEntity(row));
    const card = (text: string) => bundle.page.locator('.hold').filter({ hasText: text });
    const line = (text: string) => bundle.page.locator('.parked-row').filter({ hasText: text });
    return { ...bundle, change, card, line };
  }

  test('shows what a running Postbus parks and holds, as it happens, and nothing that acts on it', async () => {
    const postbus = await startPostbus();
    stopLater(postbus.stop);
    const { page, open, errors, remoteRequests } = await setupOn(postbus.sandbox);
    await open('#/parked');
    await page.getByText('Nothing is parked').waitFor();

    await takeSecrets(postbus.sandbox, 'contoso');
    const body = { version: 1, tenant: 'contoso', id: 'order-1', to: ['ada@example.org'], subject: 'Hi', text: 'Hi' };
    await enqueue(postbus.sandbox.settings.ServiceBus, { body });

    const hold = page.locator('.hold');
    await hold.getByText('npx postbus release contoso').waitFor();
    expect(await hold.innerText()).toContain('Entra ID does not accept the connection’s client secret');
    const message = page.locator('.parked-row');
    await message.getByText('npx postbus show contoso order-1').waitFor();
    expect(await message.innerText()).toMatch(/noreply@contoso\.example\s+ERR_CREDENTIAL_REFUSED/);
    await page.getByText('1 message, 1 hold', { exact: true }).waitFor();
    expect(
      await page
        .getByRole('treeitem', { name: /^Contoso/ })
        .first()
        .innerText(),
    ).toMatch(/held/);
    const buttons = await page.locator('#parked button').allInnerTexts();
    expect(new Set(buttons)).toEqual(new Set(['Copy']));
    expect([errors, remoteRequests]).toEqual([[], []]);
  });

  test('says that no Postbus was here where there is no table', async () => {
    const { page, open } = await setupPage();
    await open('');
    await page.getByRole('link', { name: 'Parked' }).click();
    await page.getByText('No Postbus was here yet').waitFor();
  });

  test('tells of each hold and message what it is, why, and until when', async () => {
    const operators = { code: 'ERR_HELD_BY_OPERATOR', note: 'migration <b>today</b>', probes: 0, probeAt: undefined };
    const { page, open, card, line } = await setup([
      hold('contoso'),
      hold('fabrikam', { mailbox: 'support@fabrikam.example', ...operators }),
      hold('northwind', { state: 'releasing', probeAt: undefined }),
      hold('tailspin', { state: 'lifted' }),
      parked('contoso', 'order-1', {
        code: 'ERR_DELIVERY_UNCONFIRMED',
        because: 'ERR_GRAPH_UNAVAILABLE',
        isUnconfirmed: true,
      }),
      parked('_unreadable', 'broken 7', { code: 'ERR_MESSAGE_UNREADABLE' }),
    ]);
    await open('#/parked');
    await page.getByText('2 messages, 3 holds', { exact: true }).waitFor();
    expect(await card('contoso').innerText()).toMatch(
      /held[\s\S]*The client secret or certificate has expired\.[\s\S]*10 min ago[\s\S]*in 3 min\s+Probes so far\s+2/,
    );
    expect(await card('fabrikam').innerText()).toMatch(/“migration <b>today<\/b>”[\s\S]*none: it is lifted by hand/);
    expect(await card('fabrikam').innerText()).toContain('npx postbus release fabrikam support@fabrikam.example');
    expect(await card('northwind').innerText()).toContain('being released');
    expect(await line('order-1').innerText()).toMatch(
      /because ERR_GRAPH_UNAVAILABLE\s+in doubt: it may have been sent/,
    );
    // It waits for a person, and does not expire.
    expect(await line('order-1').innerText()).not.toContain('Expires');
    expect(await line('broken').innerText()).toMatch(/no tenant known[\s\S]*npx postbus show _unreadable 'broken 7'/);
    const tree = await page.getByRole('treeitem').allInnerTexts();
    const marked = tree.filter((row) => /held|being released/.test(row)).map((row) => row.split(/\s/)[0]);
    expect(marked).toEqual(['Contoso', 'support@fabrikam.example', 'Northwind']);
  });

  test('goes from command to command by keyboard, copies, and keeps its place while rows come and go', async () => {
    const rows = [
      hold('contoso'),
      parked('contoso', 'order-1'),
      parked('contoso', 'order-2', { parkedAt: minutes(-9) }),
    ];
    const { page, open, card, line, change } = await setup(rows, withClipboard);
    await open('');
    await page.locator('.parked-link .badge').waitFor();
    await page.keyboard.press('p');
    await line('order-2').waitFor();
    expect(page.url()).toMatch(/#\/parked$/);
    await page.keyboard.press('j');
    expect(await page.evaluate(focusedCommand)).toBe('npx postbus release contoso');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(copied)).toBe('npx postbus show contoso order-1');

    await change((client) => client.createEntity(parked('contoso', 'order-3', { parkedAt: minutes(-1) })));
    await change((client) => client.deleteEntity('_holds', 'contoso'));
    await line('order-3').waitFor();
    await card('contoso').waitFor({ state: 'detached' });
    expect(await page.evaluate(focusedCommand)).toBe('npx postbus show contoso order-1');
    await page.keyboard.press('k');
    expect(await page.evaluate(focusedCommand)).toBe('npx postbus show contoso order-3');

    await change((client) => client.deleteEntity('contoso', 'message:order-3'));
    await line('order-3').waitFor({ state: 'detached' });
    expect(await page.evaluate(focusedCommand)).toBe('npx postbus show contoso order-1');
    expect(await page.locator('#parked button[tabindex="0"]').count()).toBe(1);
  });

  test('lists the newest 500 of more messages, and names the command for all', async () => {
    const { page, open, change } = await setup([]);
    const many = Array.from({ length: 501 }, (_, index) =>
      parked('contoso', `order-${index}`, { parkedAt: minutes(-index) }),
    );
    for (let start = 0; start < many.length; start += 100)
      await change((client) => client.submitTransaction(many.slice(start, start + 100).map((row) => ['create', row])));
    await open('#/parked');
    await page.getByText('The newest 500 of 501 are listed.').waitFor();
    await page.getByText('npx postbus parked', { exact: true }).waitFor();
    expect(await page.locator('.parked-row').count()).toBe(500);
    expect(await page.locator('.parked-row').first().innerText()).toContain('order-0');
    expect(await page.locator('.counts tbody').innerText()).toMatch(/^501\s+contoso\s+ERR_CREDENTIAL_EXPIRED/);
  });

  test('says why when the table store cannot be read, and keeps what it showed', async () => {
    const { page, open, line } = await setup([parked('contoso', 'order-1')]);
    await open('#/parked');
    await line('order-1').waitFor();
    await page.route('**/control/ledger', (route) => route.fulfill({ status: 503, json: { problems: ['x'] } }));
    await page.getByText('The sandbox answered 503 to /control/ledger.').waitFor();
    expect(await line('order-1').isVisible()).toBe(true);
    await page.unroute('**/control/ledger');
    await page.getByText('The sandbox answered 503').waitFor({ state: 'detached' });
  });

  test.each([320, 800, 1280])(
    'keeps long ids and commands inside a window of %i pixels, with a way back',
    async (width) => {
      // Without a hyphen, at which a browser breaks lines by itself.
      const id = 'anyIdThatSomeProducerChose'.repeat(6);
      const rows = [hold('contoso', { mailbox: `${id}@contoso.example`, rowKey: 'long' }), parked('contoso', id)];
      const { page, open, line } = await setup(rows, { viewport: { width, height: 640 } });
      await open('#/parked');
      await line(id).waitFor();
      expect(await page.evaluate(overflowing)).toEqual([]);
      for (const button of await page.locator('#parked button').all()) {
        const box = await button.boundingBox();
        expect((box?.x ?? width) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
      if (width < 720) await page.getByRole('link', { name: 'Mailboxes' }).click();
      await page.getByRole('tree').waitFor();
    },
  );
});
