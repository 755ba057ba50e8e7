import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatRecipient, formatShortRecipients } from '../../../../sandbox/page/client/format/format-recipient.ts';
import { formatSize } from '../../../../sandbox/page/client/format/format-size.ts';
import { formatFullTime, formatListTime } from '../../../../sandbox/page/client/format/format-time.ts';
import { propertyRows } from '../../../../sandbox/page/client/message/header-rows.ts';
import { fullJson, jsonParts, readableJson } from '../../../../sandbox/page/client/message/json-text.ts';

const now = new Date('2026-03-01T12:00:00Z');
const recipient = (name: string | null, address: string) => ({ emailAddress: { name, address } });

describe('message as text', () => {
  test('names the hour of today, the day of this year, the date of another', () => {
    expect(formatListTime('2026-03-01T09:05:00Z', now, 'UTC')).toBe('09:05');
    expect(formatListTime('2026-02-28T09:05:00Z', now, 'UTC')).toBe('28 Feb');
    expect(formatListTime('2025-12-31T09:05:00Z', now, 'UTC')).toBe('2025-12-31');
    expect(formatFullTime('2026-03-01T09:05:07Z', 'UTC')).toBe('Sun, 1 Mar 2026, 09:05:07');
  });

  test.each([null, undefined, 'soon'])('shows no time for %j', (iso) => {
    expect(formatListTime(iso, now)).toBe('');
    expect(formatFullTime(iso)).toBe('');
  });

  test.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KB'],
    [182_044, '178 KB'],
    [3_500_000, '3.3 MB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  test('does not repeat an address as its own name', () => {
    expect(formatRecipient(recipient('Ada', 'ada@example.org'))).toBe('Ada <ada@example.org>');
    expect(formatRecipient(recipient('ada@example.org', 'Ada@example.org'))).toBe('Ada@example.org');
    expect(formatRecipient(recipient(null, 'ada@example.org'))).toBe('ada@example.org');
  });

  test('counts the recipients that do not fit', () => {
    expect(formatShortRecipients([recipient('Ada', 'a@x'), recipient('Grace', 'g@x')])).toBe('Ada +1');
    expect(formatShortRecipients([])).toBe('No recipients');
  });

  test('has a row for what a message has, and none for what it lacks', () => {
    const rows = propertyRows({
      id: '1',
      subject: 'Hello',
      toRecipients: [recipient('Ada', 'ada@example.org')],
      isDraft: true,
      sentDateTime: '2026-03-01T09:05:00Z',
      isReadReceiptRequested: true,
    });
    expect(rows).toEqual([
      { name: 'Subject', value: 'Hello' },
      { name: 'To', value: 'Ada <ada@example.org>' },
      { name: 'Receipts', value: 'read' },
    ]);
  });

  test('shortens the bytes of an attachment on the screen, and only there', () => {
    const message = { attachments: [{ contentBytes: 'A'.repeat(5_000) }], body: { content: 'B'.repeat(5_000) } };
    expect(readableJson(message)).toContain('5,000 characters');
    expect(readableJson(message)).toContain('B'.repeat(5_000));
    expect(fullJson(message)).toContain('A'.repeat(5_000));
  });

  test('colours JSON without losing a character', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(
          jsonParts(json)
            .map((part) => part.text)
            .join(''),
        ).toBe(json);
      }),
    );
    expect(jsonParts('{"a": "b", "c": -1.5e3, "d": null}').filter((part) => part.kind !== 'plain')).toEqual([
      { kind: 'name', text: '"a"' },
      { kind: 'text', text: '"b"' },
      { kind: 'name', text: '"c"' },
      { kind: 'word', text: '-1.5e3' },
      { kind: 'name', text: '"d"' },
      { kind: 'word', text: 'null' },
    ]);
  });
});
