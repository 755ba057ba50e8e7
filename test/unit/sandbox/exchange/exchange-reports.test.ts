import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';
import { createExchange } from '../../../../sandbox/exchange/exchange.ts';
import { createExchangeKnobs, type ExchangeSettings } from '../../../../sandbox/exchange/exchange-settings.ts';
import type { StoredMessage } from '../../../../sandbox/exchange/message-content.ts';
import { mailbox, makeContent } from './mailbox-fixture.ts';

const hour = 3_600_000;
const cleanUps: (() => void)[] = [];

function setup(settings: Partial<ExchangeSettings> = {}, databaseFile?: string, seed = 1) {
  jest.useFakeTimers({ now: Date.UTC(2026, 10, 22) });
  const clock = createMovableClock();
  const knobs = createExchangeKnobs({ messagesPerMinute: null, sentItemsDelayMilliseconds: 0, ...settings });
  const exchange = createExchange({ clock, settings: knobs.get, databaseFile, seed: () => seed });
  cleanUps.push(() => exchange.stop());
  const send = (address = 'unknown-1@example.org', number = 1) => {
    const content = makeContent({
      internetMessageId: `<${number}@contoso.example>`,
      toRecipients: [{ emailAddress: { address: 'ada@example.org' } }, { emailAddress: { address } }],
    });
    const draft = exchange.createDraft(mailbox, { content, attachments: [] });
    exchange.submit(draft, { mailbox, tenant: 'contoso', operation: 'sendDraft', requestId: 'r', keepsCopy: true });
    return draft;
  };
  const inbox = (): readonly StoredMessage[] =>
    exchange.store.search({ mailbox: mailbox.address, folder: 'inbox', top: 100, skip: 0 });
  return { clock, exchange, inbox, knobs, send };
}

describe('exchange reports', () => {
  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    jest.useRealTimers();
  });

  test('come into the Inbox some time after the message left Drafts, and tell programs what they report', () => {
    const { exchange, inbox, send } = setup({
      sentItemsDelayMilliseconds: 500,
      reportDelayMilliseconds: 1_000,
      reportLanguage: 'et',
    });
    const arrived: string[] = [];
    exchange.onEvent(({ folder, change }) => void (folder === 'inbox' && arrived.push(change)));
    send();
    jest.advanceTimersByTime(1_499);
    expect(inbox()).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(inbox()).toMatchObject([
      {
        isDraft: false,
        sentAt: Date.UTC(2026, 10, 22) + 1_500,
        content: {
          subject: 'Kohaletoimetamatu: Hello',
          isRead: false,
          singleValueExtendedProperties: expect.arrayContaining([
            { id: 'String 0x1a', value: 'REPORT.IPM.Note.NDR' },
            { id: 'String 0x1042', value: '<1@contoso.example>' },
          ]),
        },
      },
    ]);
    expect(arrived).toEqual(['created']);
    expect(exchange.acceptances.count()).toBe(1);
  });

  test('have the parts of a delivery status notification, and name only who was not reached', () => {
    const { exchange, inbox, send } = setup({ reportDelayMilliseconds: 0, reportLanguage: 'en' });
    send();
    const [report] = inbox();
    if (report === undefined) throw new Error('No report came.');
    const source = exchange.store.mime(report);
    const [head = '', ...parts] = source.split(/\r\n--[\w-]{36}(?:--)?\r\n/);
    expect(head).toMatch(/^From: "Microsoft Outlook" <MicrosoftExchange\w+@contoso\.onmicrosoft\.com>\r\n/);
    expect(head).toContain('In-Reply-To: <1@contoso.example>\r\nReferences: <1@contoso.example>\r\n');
    expect(head).toContain('\r\nX-MS-Exchange-Message-Is-Ndr: \r\n');
    expect(head).toMatch(/Content-Type: multipart\/report; report-type=delivery-status; boundary="[\w-]{36}"/);
    expect(source).not.toMatch(/X-Failed-Recipients/i);
    expect(parts).toHaveLength(4);
    const [text, status, original, rest] = parts;
    expect(text).toMatch(/^Content-Type: text\/plain/);
    expect(status).toMatch(/^Content-Type: message\/delivery-status\r\n\r\nReporting-MTA: dns;/);
    expect(status?.match(/^Final-Recipient: .*$/gm)).toEqual(['Final-Recipient: rfc822;unknown-1@example.org']);
    expect(status).toContain('Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp;550 5.1.1 ');
    expect(original).toMatch(/^Content-Type: message\/rfc822\r\n\r\nFrom: [\s\S]*Message-ID: <1@contoso\.example>/);
    expect(rest).toBe('');
  });

  test('are not written about messages that reach everybody', () => {
    const { inbox, send } = setup({ reportDelayMilliseconds: 0 });
    send('eve@example.org');
    expect(inbox()).toEqual([]);
  });

  test('speak some language by the seed, the same for the same message', () => {
    const subjects = (seed: number) => {
      const { inbox, send } = setup({ reportDelayMilliseconds: 0 }, undefined, seed);
      for (let number = 1; number <= 20; number += 1) send('unknown-1@example.org', number);
      return inbox().map(({ content }) => content.subject);
    };
    const first = subjects(1);
    expect(new Set(first).size).toBeGreaterThan(3);
    expect(subjects(1)).toEqual(first);
    expect(subjects(2)).not.toEqual(first);
  });

  test('return what is over the quota of a mailbox, until the window has moved on', () => {
    const { clock, exchange, inbox, send } = setup({ recipientsPerDay: 4, reportDelayMilliseconds: 0 });
    send('eve@example.org', 1);
    send('eve@example.org', 2);
    expect(inbox()).toEqual([]);
    send('eve@example.org', 3);
    const [report, ...others] = inbox();
    expect(others).toEqual([]);
    if (report === undefined) throw new Error('No report came.');
    const source = exchange.store.mime(report);
    expect(source).toContain('Final-Recipient: rfc822;ada@example.org\r\nAction: failed\r\nStatus: 5.2.0\r\n');
    expect(source).toContain('554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException');
    expect(exchange.acceptances.count()).toBe(3);
    clock.advance(24 * hour);
    send('eve@example.org', 4);
    expect(inbox()).toHaveLength(1);
  });

  test('are written for each acceptance of a message that was accepted twice', () => {
    const { exchange, inbox, send } = setup({ sentItemsDelayMilliseconds: 60_000, reportDelayMilliseconds: 0 });
    const { id } = send();
    const again = exchange.store.find(mailbox.address, id);
    if (again === undefined) throw new Error('The draft is gone.');
    exchange.submit(again, { mailbox, tenant: 'contoso', operation: 'sendDraft', requestId: 'r', keepsCopy: true });
    jest.advanceTimersByTime(60_000);
    expect(inbox()).toHaveLength(2);
  });

  test('arrive once after a restart, and the quota remembers too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postbus-exchange-'));
    const file = join(folder, 'mailboxes.sqlite');
    const limits = { reportDelayMilliseconds: hour, recipientsPerDay: 2 };
    setup(limits, file).send();
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    const after = setup(limits, file);
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    expect(after.inbox()).toEqual([]);
    after.clock.advance(hour);
    jest.advanceTimersByTime(0);
    expect(after.inbox()).toHaveLength(1);
    after.knobs.change({ reportDelayMilliseconds: 0 });
    after.send('eve@example.org', 2);
    expect(after.inbox().map((one) => after.exchange.store.mime(one).includes('5.2.0'))).toEqual([true, false]);
  });

  test.each(['reset', 'emptyMailbox'] as const)('are forgotten by %s', (forget) => {
    const { exchange, inbox, send } = setup({ reportDelayMilliseconds: 1_000 });
    send();
    exchange[forget](mailbox.address);
    jest.advanceTimersByTime(10_000);
    expect(inbox()).toEqual([]);
    send();
    jest.advanceTimersByTime(10_000);
    expect(inbox()).toHaveLength(1);
  });

  test('are not all that stays: so does the state of a mailbox, until it is healed or everything is reset', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postbus-exchange-'));
    const file = join(folder, 'mailboxes.sqlite');
    setup({}, file).exchange.states.set(mailbox.address, 'full');
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    const { exchange } = setup({}, file);
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    expect(exchange.states.get(mailbox.address)).toBe('full');
    exchange.states.set(mailbox.address, 'healthy');
    expect(exchange.states.get(mailbox.address)).toBe('healthy');
    exchange.states.set(mailbox.address, 'blocked');
    exchange.reset();
    expect(exchange.states.get(mailbox.address)).toBe('healthy');
  });
});
