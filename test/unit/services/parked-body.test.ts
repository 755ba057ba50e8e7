import { describe, expect, test } from '@jest/globals';
import { blank, parked } from '../../../shared/delivery/ledger-entry.ts';
import { joinBody, splitBody } from '../../../shared/services/table-storage/parked-body.ts';

const KB = 1024;
const now = new Date('2026-01-01T00:00:00Z');
const entry = parked(
  blank('contoso', 'order/1', { fingerprint: 'f', firstReceivedAt: now, now }),
  { code: 'ERR_CONNECTION_UNKNOWN' },
  now,
);

const bodyOf = (size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => (index * 31 + (index >> 8)) & 255);

/** Rows as a listing gives them: whatever order they were written in, by key. */
function setup(size: number) {
  const body = bodyOf(size);
  const { early, last } = splitBody(entry, body);
  const rows = [...early.flat(), ...last].map((action): Record<string, unknown> => ({ ...Object(action[1]) }));
  const listed = rows.toSorted((a, b) => (String(a.rowKey) < String(b.rowKey) ? -1 : 1));
  return { body, early, last, rows, listed };
}

describe('parked body', () => {
  test.each([0, 1, 60 * KB - 1, 60 * KB, 60 * KB + 1, 256 * KB, 480 * KB, 480 * KB + 1, 1024 * KB, 3 * 1024 * KB])(
    'of %i octets comes back octet for octet',
    (size) => {
      const { body, listed } = setup(size);

      expect(Buffer.compare(joinBody(listed), body)).toBe(0);
    },
  );

  test('keeps the limits of a property, a row and a transaction', () => {
    const { early, last, rows } = setup(3 * 1024 * KB);
    const sizeOf = (row: Readonly<Record<string, unknown>>): readonly number[] =>
      Object.values(row).map((value) => (value instanceof Uint8Array ? value.byteLength : 0));

    for (const row of rows) {
      expect(Math.max(...sizeOf(row))).toBeLessThanOrEqual(64 * KB);
      expect(sizeOf(row).reduce((sum, size) => sum + size, 0)).toBeLessThan(1024 * KB);
    }
    for (const transaction of [...early, last]) {
      const size = transaction
        .flatMap((action) => sizeOf({ ...Object(action[1]) }))
        .reduce((sum, each) => sum + each, 0);
      // Base64 on the way makes a third more of it; the message's own row joins the last one.
      expect(size * 1.34).toBeLessThan(4 * 1024 * KB);
      expect(transaction.length).toBeLessThan(100);
    }
  });

  test('of an ordinary message needs no transaction of its own', () => {
    expect(setup(256 * KB)).toMatchObject({ early: [], last: [expect.anything()] });
  });

  test('lies in the tenant’s partition, and writing it again changes nothing', () => {
    const { rows, last } = setup(10);

    expect(rows[0]).toMatchObject({
      partitionKey: 'contoso',
      rowKey: 'parked:2026-01-01T00:00:00.000Z:order!2f1:0000',
    });
    expect(last[0]).toEqual(['upsert', expect.anything(), 'Replace']);
  });
});
