import { describe, expect, test } from '@jest/globals';
import type { Condition } from '../../../../sandbox/exchange/message-query.ts';
import { createMessageStore } from '../../../../sandbox/exchange/message-store.ts';
import { openMailDatabase } from '../../../../sandbox/exchange/open-mail-database.ts';
import { mailbox, makeContent } from './mailbox-fixture.ts';

const propertyId = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name X-Send-Id';

function setup() {
  const database = openMailDatabase(undefined);
  const store = createMessageStore(database);
  const add = (name: string, { address = mailbox.address, now = 1_000 }: { address?: string; now?: number } = {}) =>
    store.add({
      mailbox: address,
      folder: 'drafts',
      content: makeContent({
        subject: `Subject ${name}`,
        internetMessageId: `<${name}@contoso.example>`,
        singleValueExtendedProperties: [{ id: propertyId, value: name }],
      }),
      attachments: [],
      now,
    });
  const find = (...conditions: Condition[]) =>
    store.search({ mailbox: mailbox.address, conditions, top: 100, skip: 0 }).map(({ content }) => content.subject);
  return { database, store, add, find };
}

describe('message store', () => {
  test('finds by Message-ID within one mailbox', () => {
    const { add, find } = setup();
    add('one');
    add('one', { address: 'other@contoso.example' });
    add('two');
    const condition = {
      kind: 'text',
      field: 'internetMessageId',
      match: 'eq',
      value: '<one@contoso.example>',
    } as const;
    expect(find(condition)).toEqual(['Subject one']);
  });

  test.each([
    ['eq', 'ONE', ['Subject one']],
    ['ne', 'one', ['Subject two']],
    ['startswith', 'tw', ['Subject two']],
    ['contains', 'N', ['Subject one']],
  ] as const)('compares the value of an extended property by %s without regard to case', (match, value, expected) => {
    const { add, find } = setup();
    add('one');
    add('two');
    expect(find({ kind: 'property', id: propertyId, match, value })).toEqual(expected);
  });

  test('takes a percent sign in a search for a percent sign', () => {
    const { add, find } = setup();
    add('100');
    expect(find({ kind: 'text', field: 'subject', match: 'contains', value: '%' })).toEqual([]);
  });

  test('lists newest first, in pages, and counts all', () => {
    const { store, add } = setup();
    for (const name of ['one', 'two', 'three']) add(name);
    const page = store.search({ mailbox: mailbox.address, folder: 'drafts', top: 2, skip: 1 });
    expect(page.map(({ content }) => content.subject)).toEqual(['Subject two', 'Subject one']);
    expect(store.count({ mailbox: mailbox.address, top: 1, skip: 0 })).toBe(3);
  });

  test('answers every search by an index, and sorts none', () => {
    const { database } = setup();
    const plans = [
      'select * from messages where mailbox = ? and internet_message_id = ? order by row desc limit 10',
      'select * from messages where mailbox = ? and folder = ? order by row desc limit 10',
      `select * from messages where mailbox = ? and row in
         (select message from properties where properties.mailbox = ? and properties.id = ? and properties.value = ?)`,
      'select * from messages where move_at is not null and move_at <= ? order by move_at, row limit 10',
      'select * from messages where mailbox = ? order by row desc limit 10',
    ].map((sql) =>
      database
        .prepare(`explain query plan ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
        .join(' '),
    );
    for (const plan of plans) expect(plan).not.toMatch(/SCAN (messages|properties)\b(?! USING INDEX)|TEMP B-TREE/);
    expect(plans[0]).toContain('messages_by_internet_message_id');
    expect(plans[1]).toContain('messages_by_folder');
    expect(plans[2]).toContain('properties_by_value');
    expect(plans[3]).toContain('messages_to_move');
  });

  test('finds a changed property by its new value only', () => {
    const { store, add, find } = setup();
    const message = add('one');
    const changed = [{ id: propertyId, value: 'changed' }];
    store.replaceContent(message, { ...message.content, singleValueExtendedProperties: changed }, 2_000);
    expect(find({ kind: 'property', id: propertyId, match: 'eq', value: 'one' })).toEqual([]);
    expect(find({ kind: 'property', id: propertyId, match: 'eq', value: 'changed' })).toHaveLength(1);
  });

  test('gives attachments back byte by byte and removes them with their message', () => {
    const { database, store } = setup();
    const bytes = Uint8Array.from([0, 255, 13, 10]);
    const attachment = { name: 'a.bin', contentType: 'application/octet-stream', bytes, isInline: false };
    const content = makeContent();
    const message = store.add({ mailbox: 'a@b.example', folder: 'drafts', content, attachments: [attachment], now: 1 });
    expect(message.hasAttachments).toBe(true);
    expect([...(store.attachments(message)[0]?.bytes ?? [])]).toEqual([0, 255, 13, 10]);
    store.remove(message);
    expect(database.prepare('select * from attachments').all()).toHaveLength(0);
  });

  test('does not call a message with nothing but inline images one with attachments', () => {
    const { store } = setup();
    const image = {
      name: 'logo',
      contentType: 'image/png',
      bytes: new Uint8Array(1),
      isInline: true,
      contentId: 'logo',
    };
    const message = store.add({
      mailbox: 'a@b.example',
      folder: 'drafts',
      content: makeContent(),
      attachments: [image],
      now: 1,
    });
    expect(message.hasAttachments).toBe(false);
    expect(store.attachments(message)).toHaveLength(1);
  });
});
