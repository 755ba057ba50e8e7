/** The page's inventory of credentials, in a real browser: beside a running Postbus, and over rows as Postbus writes them. */
import type { TableClient, TableEntity } from '@azure/data-tables';
import { describe, expect, jest, test } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { hasBrowser } from '../harness/chromium.ts';
import { connectionRow, recordRow, useRow } from '../harness/credential-rows.ts';
import { enqueue } from '../harness/enqueue.ts';
import { minutes } from '../harness/kept-back-rows.ts';
import { startPostbus } from '../harness/start-postbus.ts';
import { usePage } from '../harness/use-page.ts';

const withClipboard: BrowserContextOptions = { permissions: ['clipboard-read', 'clipboard-write'] };
const copied = 'navigator.clipboard.readText()';
/** Rows cut off what sticks out of them, so the window's own width would tell nothing. */
const overflowing = `[document.documentElement, ...document.querySelectorAll('#credentials *')]
  .filter((each) => getComputedStyle(each).display !== 'inline' && each.scrollWidth > each.clientWidth)
  .map((each) => each.outerHTML.slice(0, 200))`;
const focusedCommand = 'document.activeElement.closest(".command")?.querySelector("code").textContent';
/** Of each text in the view and in its link, against the nearest ground that is painted behind it. */
const weakContrasts = `(() => {
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([red, green, blue]) => [red, green, blue]
    .map((value) => value / 255)
    .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4))
    .reduce((sum, share, index) => sum + share * [0.2126, 0.7152, 0.0722][index], 0);
  const groundOf = (element) => {
    const color = channels(getComputedStyle(element).backgroundColor);
    return color.length === 3 || color[3] === 1 || !element.parentElement ? color : groundOf(element.parentElement);
  };
  const texts = [...document.querySelectorAll('#credentials *, .credentials-link *')].filter((element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '') && element.checkVisibility());
  return texts.flatMap((element) => {
    const [dark, light] = [channels(getComputedStyle(element).color), groundOf(element)].map(luminance).sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    return ratio >= 4.5 ? [] : [element.textContent + ' ' + ratio.toFixed(2)];
  });
})()`;

jest.setTimeout(60_000);

(hasBrowser() ? describe : describe.skip)('credentials on the page', () => {
  const { setup: setupPage, setupOn, stopLater } = usePage();

  /** The table of a Postbus that has these rows; gone after the test. */
  async function setup(rows: readonly TableEntity[], options?: BrowserContextOptions) {
    const bundle = await setupPage(options);
    const table = openTable(bundle.sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', { getToken: async () => null });
    const change = <Answer>(call: (client: TableClient) => Promise<Answer>) => table.run('Changing the table', call);
    await change((client) => client.createTable());
    stopLater(() => change((client) => client.deleteTable()));
    for (const row of rows) await change((client) => client.createEntity(row));
    const line = (tenant: string) => bundle.page.locator('.credential').filter({ hasText: tenant });
    return { ...bundle, change, line };
  }

  test('shows what the connections of a running Postbus prove who they are with, and what was used', async () => {
    const postbus = await startPostbus();
    stopLater(postbus.stop);
    const { page, open, errors, remoteRequests } = await setupOn(postbus.sandbox);
    await open('#/credentials');
    await page.getByText('4 connections, 1 to act on', { exact: true }).waitFor();
    const tenants = await page.locator('.credential-tenant').allInnerTexts();
    expect(tenants).toEqual(['northwind', 'contoso', 'fabrikam', 'operators']);
    expect(await page.locator('.credential').first().innerText()).toMatch(
      /client secret[\s\S]*9 days\s+expires soon\s+not yet[\s\S]*operator/,
    );
    await page.getByText('npx postbus secrets rotate northwind').waitFor();

    const body = { version: 1, tenant: 'contoso', id: 'order-1', to: ['ada@example.org'], subject: 'Hi', text: 'Hi' };
    await enqueue(postbus.sandbox.settings.ServiceBus, { body });
    await page.locator('.credential').filter({ hasText: 'contoso' }).getByText('just now', { exact: true }).waitFor();
    expect(await page.locator('#credentials button').allInnerTexts()).toEqual(['Copy']);
    expect([errors, remoteRequests]).toEqual([[], []]);
  });

  test('says what to do where nothing is connected, with a table or without one', async () => {
    const { page, open } = await setupPage();
    await open('');
    await page.getByRole('link', { name: 'Credentials' }).click();
    await page.getByText('No tenant is connected').waitFor();
    await page.getByText('npx postbus tenants add contoso', { exact: true }).waitFor();
    const { page: other, open: openOther } = await setup([]);
    await openOther('#/credentials');
    await other.getByText('0 connections, none to act on').waitFor();
  });

  test('says of each what is wrong and who acts, the worst first, and goes with the clock', async () => {
    const findings = [{ code: 'ERR_CREDENTIAL_REFUSED', severity: 'critical', provider: '401 AADSTS7000215' }];
    const { page, open, line, sandbox } = await setup([
      connectionRow('contoso', { rotatedAt: minutes(-90) }),
      useRow('contoso', { usedAt: minutes(-5.5), version: 'an-earlier-one' }),
      connectionRow('fabrikam'),
      recordRow('fabrikam', { findings: JSON.stringify(findings) }),
      connectionRow('northwind', { autoRotate: true }),
      connectionRow('tailspin'),
      connectionRow('woodgrove', { credential: 'federated', secretName: undefined }),
    ]);
    await open('#/credentials');
    await page.getByText('5 connections, 3 to act on', { exact: true }).waitFor();
    expect(await page.locator('.credential-tenant').allInnerTexts()).toEqual([
      'fabrikam',
      'tailspin',
      'northwind',
      'contoso',
      'woodgrove',
    ]);
    expect(await line('contoso').innerText()).toMatch(/5 min ago, an earlier version[\s\S]*nobody/);
    expect(await line('woodgrove').innerText()).toMatch(/federated\s+never\s+–/);
    const todo = page.locator('.credential-findings');
    expect(await todo.filter({ hasText: 'fabrikam' }).innerText()).toMatch(
      /ERR_CREDENTIAL_REFUSED Entra ID does not accept[\s\S]*401 AADSTS7000215/,
    );
    expect(await todo.filter({ hasText: 'tailspin' }).innerText()).toContain('is not in Key Vault');

    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 10 * 86_400_000 } });
    await line('northwind').getByText('expired', { exact: true }).waitFor();
    expect(await line('northwind').innerText()).toMatch(/1 day ago\s+expired/);
  });

  test('goes from command to command by keyboard, copies, and keeps its place while rows come and go', async () => {
    const rows = [connectionRow('northwind'), connectionRow('tailspin')];
    const { page, open, change, line } = await setup(rows, withClipboard);
    await open('');
    await page.locator('.credentials-link .badge').getByText('2 to act on').waitFor();
    await page.keyboard.press('c');
    await line('tailspin').waitFor();
    expect(page.url()).toMatch(/#\/credentials$/);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate(copied)).toBe('npx postbus secrets rotate northwind');

    await change((client) => client.createEntity(connectionRow('adatum')));
    await change((client) => client.deleteEntity('_tenants', 'connection:tailspin'));
    await line('adatum').waitFor();
    await line('tailspin').waitFor({ state: 'detached' });
    expect(await page.evaluate(focusedCommand)).toBe('npx postbus secrets rotate northwind');
    expect(await page.locator('#credentials button[tabindex="0"]').count()).toBe(1);
  });

  test('says why when the table store cannot be read, and keeps what it showed', async () => {
    const { page, open, line } = await setup([connectionRow('contoso')]);
    await open('#/credentials');
    await line('contoso').waitFor();
    await page.route('**/control/credentials', (route) => route.fulfill({ status: 503, json: { problems: ['x'] } }));
    await page.getByText('The sandbox answered 503 to /control/credentials.').waitFor();
    expect(await line('contoso').isVisible()).toBe(true);
  });

  test.each([
    [320, 'light'],
    [800, 'dark'],
    [1280, 'light'],
  ] as const)(
    'keeps long names inside a window of %i pixels, readable in %s, with a way back',
    async (width, scheme) => {
      const long = 'a-tenant-whose-key-somebody-chose-to-be-as-long-as-may-be-12345';
      const rows = [
        connectionRow(long, { secretName: 'aSecretNameThatHasNoHyphen'.repeat(4) }),
        connectionRow('contoso'),
      ];
      const findings = [{ code: 'ERR_CREDENTIAL_REFUSED', severity: 'critical', provider: 'AADSTS700016'.repeat(9) }];
      const record = recordRow(long, { findings: JSON.stringify(findings) });
      const options = { viewport: { width, height: 640 }, colorScheme: scheme };
      const { page, open, line } = await setup([...rows, record, connectionRow('northwind')], options);
      await open('#/credentials');
      await line(long).waitFor();
      expect(await page.evaluate(overflowing)).toEqual([]);
      expect(await page.evaluate(weakContrasts)).toEqual([]);
      for (const button of await page.locator('#credentials button').all()) {
        const box = await button.boundingBox();
        expect((box?.x ?? width) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
      }
      if (width < 720) await page.getByRole('link', { name: 'Mailboxes' }).click();
      await page.getByRole('tree').waitFor();
    },
  );
});
