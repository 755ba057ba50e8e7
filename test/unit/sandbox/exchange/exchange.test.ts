import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';
import { createExchange } from '../../../../sandbox/exchange/exchange.ts';
import { createExchangeKnobs, type ExchangeSettings } from '../../../../sandbox/exchange/exchange-settings.ts';
import type { MailboxEvent } from '../../../../sandbox/exchange/mailbox-events.ts';
import { mailbox, makeContent } from './mailbox-fixture.ts';

const start = Date.UTC(2026, 10, 22);
const cleanUps: (() => void)[] = [];

function setup(settings: Partial<ExchangeSettings> = {}, databaseFile?: string) {
  jest.useFakeTimers({ now: start });
  const clock = createMovableClock();
  const knobs = createExchangeKnobs(settings);
  const exchange = createExchange({ clock, settings: knobs.get, databaseFile });
  cleanUps.push(() => exchange.stop());
  const events: MailboxEvent[] = [];
  exchange.onEvent((event) => events.push(event));
  const send = (number = 1, keepsCopy = true) => {
    const content = makeContent({ internetMessageId: `<${number}@contoso.example>` });
    const draft = exchange.createDraft(mailbox, { content, attachments: [] });
    exchange.submit(draft, { mailbox, tenant: 'contoso', operation: 'sendDraft', requestId: 'request', keepsCopy });
    return draft;
  };
  const folders = () => Object.fromEntries(exchange.store.countFolders(mailbox.address));
  return { clock, knobs, exchange, events, send, folders };
}

describe('exchange', () => {
  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    jest.useRealTimers();
  });

  test('keeps an accepted message in Drafts for the delay, and then moves it to Sent Items under another id', () => {
    const { exchange, events, send, folders } = setup({ sentItemsDelayMilliseconds: 500 });
    const draft = send();
    jest.advanceTimersByTime(499);
    expect(folders()).toEqual({ drafts: 1 });
    expect(exchange.store.find(mailbox.address, draft.id)).toMatchObject({ isDraft: true, isSubmitted: true });
    jest.advanceTimersByTime(1);
    expect(folders()).toEqual({ sentitems: 1 });
    expect(exchange.store.find(mailbox.address, draft.id)).toBeUndefined();
    const [sent] = exchange.store.byInternetMessageId('<1@contoso.example>');
    expect(sent).toMatchObject({ folder: 'sentitems', isDraft: false, sentAt: start + 500 });
    expect(sent?.id).not.toBe(draft.id);
    expect(events.map(({ folder, change }) => `${change} ${folder}`)).toEqual(['created drafts', 'moved sentitems']);
  });

  test('moves at once without a delay', () => {
    const { send, folders } = setup({ sentItemsDelayMilliseconds: 0 });
    send();
    expect(folders()).toEqual({ sentitems: 1 });
  });

  test('keeps the id when told to', () => {
    const { exchange, send } = setup({ sentItemsDelayMilliseconds: 0, idChangesOnSend: false });
    const draft = send();
    expect(exchange.store.find(mailbox.address, draft.id)?.folder).toBe('sentitems');
  });

  test('holds the surplus over the rate in Drafts, for longer and longer, and loses none', () => {
    const { send, folders } = setup({ messagesPerMinute: 2, sentItemsDelayMilliseconds: 0 });
    for (let number = 1; number <= 5; number += 1) send(number);
    expect(folders()).toEqual({ drafts: 3, sentitems: 2 });
    jest.advanceTimersByTime(60_000);
    expect(folders()).toEqual({ drafts: 1, sentitems: 4 });
    jest.advanceTimersByTime(60_000);
    expect(folders()).toEqual({ sentitems: 5 });
  });

  test('moves what is due when the clock is advanced', () => {
    const { clock, send, folders } = setup({ messagesPerMinute: 1, sentItemsDelayMilliseconds: 0 });
    send(1);
    send(2);
    clock.advance(60_000);
    jest.advanceTimersByTime(0);
    expect(folders()).toEqual({ sentitems: 2 });
  });

  test('moves more than one batch', () => {
    const { send, folders } = setup({ messagesPerMinute: null, sentItemsDelayMilliseconds: 10 });
    for (let number = 1; number <= 450; number += 1) send(number);
    jest.advanceTimersByTime(20);
    expect(folders()).toEqual({ sentitems: 450 });
  });

  test('records each acceptance once, also of a message without a copy', () => {
    const { exchange, send, folders } = setup({ sentItemsDelayMilliseconds: 0 });
    send(1);
    send(2, false);
    expect(folders()).toEqual({ sentitems: 1 });
    expect(exchange.acceptances.list({}).map(({ internetMessageId }) => internetMessageId)).toEqual([
      '<1@contoso.example>',
      '<2@contoso.example>',
    ]);
    expect(exchange.acceptances.list({ internetMessageId: '<2@contoso.example>' })).toHaveLength(1);
    expect(exchange.acceptances.list({ after: 1 })).toHaveLength(1);
  });

  test('counts a second acceptance of a message that has not moved, and moves one copy', () => {
    const { exchange, send, folders } = setup({ sentItemsDelayMilliseconds: 500 });
    const { id } = send();
    jest.advanceTimersByTime(400);
    const again = exchange.store.find(mailbox.address, id);
    if (again === undefined) throw new Error('The draft is gone.');
    exchange.submit(again, {
      mailbox,
      tenant: 'contoso',
      operation: 'sendDraft',
      requestId: 'second',
      keepsCopy: true,
    });
    // The first acceptance says when it moves.
    jest.advanceTimersByTime(100);
    expect(exchange.acceptances.count()).toBe(2);
    expect(folders()).toEqual({ sentitems: 1 });
  });

  test('writes the primary address in place of an alias', () => {
    const { exchange } = setup({ sentItemsDelayMilliseconds: 0 });
    const from = { emailAddress: { address: 'alias@contoso.example' } };
    const draft = exchange.createDraft(mailbox, { content: makeContent({ from }), attachments: [] });
    exchange.submit(draft, { mailbox, tenant: 'contoso', operation: 'sendDraft', requestId: 'r', keepsCopy: true });
    const [sent] = exchange.store.byInternetMessageId('<one@contoso.example>');
    expect(sent?.content.from.emailAddress).toEqual({ name: 'Contoso', address: 'noreply@contoso.example' });
  });

  test('deletes in two steps: to Deleted Items, and from there for good', () => {
    const { exchange, folders } = setup();
    const draft = exchange.createDraft(mailbox, { content: makeContent(), attachments: [] });
    exchange.deleteMessage(draft);
    expect(folders()).toEqual({ deleteditems: 1 });
    const [deleted] = exchange.store.byInternetMessageId('<one@contoso.example>');
    if (deleted === undefined) throw new Error('The message is gone.');
    expect(deleted).toMatchObject({ isDraft: true });
    exchange.deleteMessage(deleted);
    expect(folders()).toEqual({});
  });

  test('goes on with what waits after a restart', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postbus-exchange-'));
    const file = join(folder, 'mailboxes.sqlite');
    const before = setup({ sentItemsDelayMilliseconds: 500 }, file);
    before.send();
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    const after = setup({}, file);
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    expect(after.folders()).toEqual({ drafts: 1 });
    jest.advanceTimersByTime(500);
    expect(after.folders()).toEqual({ sentitems: 1 });
    expect(after.exchange.acceptances.count()).toBe(1);
  });
});
