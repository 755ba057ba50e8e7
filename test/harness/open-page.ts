/**
 * A sandbox's page in a browser. Every request that leaves the sandbox is refused and noted, and so is every script error and dialog.
 * `close()` ends the browser window only; the sandbox is its owner's.
 */
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { RunningSandbox } from './start-sandbox.ts';

export interface OpenPage {
  readonly page: Page;
  /** Every request to another host than the sandbox. */
  readonly remoteRequests: readonly string[];
  readonly errors: readonly string[];
  /** Opens the page at this hash and waits until it is live. */
  open(hash: string): Promise<void>;
  row(subject: string): Locator;
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  sandbox: RunningSandbox,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const remoteRequests: string[] = [];
  const errors = collectErrors(page);
  await context.route(
    (address) => address.origin !== sandbox.page,
    (route) => {
      remoteRequests.push(route.request().url());
      return route.abort();
    },
  );
  return {
    page,
    remoteRequests,
    errors,
    open: async (hash) => {
      await page.goto(`${sandbox.page}/${hash}`);
      await page.locator('#connection[data-kind=live]').waitFor();
    },
    row: (subject) => page.getByRole('option').filter({ has: page.getByText(subject, { exact: true }) }),
    close: () => context.close(),
  };
}

function collectErrors(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('dialog', (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch((error: unknown) => errors.push(String(error)));
  });
  return errors;
}
