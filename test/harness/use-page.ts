/**
 * One sandbox and one browser for all tests of a file, because both take seconds to start. Each test begins with empty mailboxes and a browser
 * window of its own; what it opened is closed after it.
 */
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { launchChromium } from './chromium.ts';
import { type GraphMailbox, type GraphMessage, openGraphMailbox } from './graph-mailbox.ts';
import { type OpenPage, openPage } from './open-page.ts';
import { type RunningSandbox, startSandbox } from './start-sandbox.ts';

export const address = 'noreply@contoso.example';
export const sentItems = `#/contoso/${address}/sentitems`;

export interface PageBundle extends OpenPage {
  readonly sandbox: RunningSandbox;
  /** The mailbox of `address`. */
  readonly mailbox: GraphMailbox;
  readonly selected: Locator;
  /** Opens the newest message with this subject by its link. */
  openMessage(subject: string): Promise<void>;
}

export interface PageTools {
  setup(options?: BrowserContextOptions): Promise<PageBundle>;
  /** A window on another sandbox than the shared one. */
  setupOn(sandbox: RunningSandbox): Promise<OpenPage>;
  stopLater(stop: () => Promise<void>): void;
}

interface Shared {
  readonly browser: Browser;
  readonly sandbox: RunningSandbox;
  readonly mailbox: GraphMailbox;
}

export function usePage(): PageTools {
  let shared: Shared | undefined;
  const stops: (() => Promise<void>)[] = [];
  // Noted as each one starts: a start that fails halfway must not leave the other half behind, which keeps jest from ending.
  const ends: (() => void | Promise<void>)[] = [];
  beforeAll(async () => {
    const sandbox = await startSandbox();
    ends.push(sandbox.stop);
    const browser = await launchChromium();
    ends.push(() => browser.close());
    const mailbox = await openGraphMailbox(sandbox, 'contoso', address);
    ends.push(mailbox.close);
    shared = { browser, sandbox, mailbox };
  });
  afterEach(async () => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    await shared?.sandbox.control('reset', { method: 'POST' });
  });
  afterAll(async () => {
    for (const end of ends.splice(0).reverse()) {
      await end();
    }
  });

  const setupOn = async (sandbox: RunningSandbox, options?: BrowserContextOptions): Promise<OpenPage> => {
    const opened = await openPage(started(shared).browser, sandbox, options);
    stops.push(opened.close);
    return opened;
  };
  const setup = async (options?: BrowserContextOptions): Promise<PageBundle> => {
    const { sandbox, mailbox } = started(shared);
    return toBundle(await setupOn(sandbox, options), sandbox, mailbox);
  };
  return { setup, setupOn, stopLater: (stop) => stops.push(stop) };
}

/** A message to Ada as a Graph client writes it. */
export function message(subject: string, properties: GraphMessage = {}): GraphMessage {
  const toRecipients = [{ emailAddress: { name: 'Ada Lovelace', address: 'ada@example.org' } }];
  return { subject, body: { contentType: 'text', content: 'Hello Ada' }, toRecipients, ...properties };
}

export async function sendTo(sandbox: RunningSandbox, ...messages: readonly GraphMessage[]): Promise<void> {
  const mailbox = await openGraphMailbox(sandbox, 'contoso', address);
  await mailbox.send(...messages);
  mailbox.close();
}

function started(shared: Shared | undefined): Shared {
  if (shared === undefined) {
    throw new Error('The sandbox or the browser did not start.');
  }
  return shared;
}

function toBundle(opened: OpenPage, sandbox: RunningSandbox, mailbox: GraphMailbox): PageBundle {
  return {
    ...opened,
    sandbox,
    mailbox,
    selected: opened.page.getByRole('option', { selected: true }),
    openMessage: async (subject) => opened.open(`${sentItems}/${encodeURIComponent(await newestId(sandbox, subject))}`),
  };
}

interface MessageList {
  readonly messages: readonly { readonly id: string; readonly subject: string }[];
}

async function newestId(sandbox: RunningSandbox, subject: string): Promise<string> {
  const { messages } = await sandbox.control<MessageList>(`mailboxes/${address}/messages?folder=sentitems`);
  const found = messages.find((one) => one.subject === subject);
  if (found === undefined) {
    throw new Error(`The sandbox has no message with the subject ${subject}.`);
  }
  return found.id;
}
