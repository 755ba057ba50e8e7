import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  conflictKey,
  conflictPrefix,
  decodeKey,
  encodeKey,
  messageKey,
  parkedKey,
  parkedPrefix,
  withPrefix,
} from '../../../shared/services/table-storage/keys.ts';

const parkedAt = new Date('2026-01-01T00:00:00Z');
const id = fc.stringMatching(/^[\x21-\x7e]{1,128}$/);
/** Characters that table storage forbids, ours that have a meaning, and a few of several octets. */
const hostile = fc.string({ unit: fc.constantFrom(...'/\\#?!:\'"%ab1~\0\n\u0085é€👩') });

/** What table storage makes of the filter: keys are compared by their octets. */
function isIn(filter: string, key: string): boolean {
  const [, from = '', to = ''] = /RowKey ge '(.*)' and RowKey lt '(.*)'$/.exec(filter) ?? [];
  return key >= from && key < to;
}

describe('keys', () => {
  test('are written reversibly, whatever others chose', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'grapheme' })), (text) => {
        expect(decodeKey(encodeKey(text))).toBe(text);
      }),
    );
  });

  test('never hold a character that table storage refuses, nor a quote that would end a filter', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        expect(encodeKey(text)).toMatch(/^[A-Za-z0-9._~@+=!-]*$/);
      }),
    );
  });

  test('of two ids are two keys', () => {
    fc.assert(fc.property(id, id, (one, other) => (one === other) === (messageKey(one) === messageKey(other))));
  });

  test('stay under 1 KB for the longest id', () => {
    expect(parkedKey(parkedAt, '/'.repeat(128), 9999).length).toBeLessThan(1024);
    expect(conflictKey('/'.repeat(128), 'f'.repeat(32)).length).toBeLessThan(1024);
  });

  test('of parked bodies are sorted by time, then by row', () => {
    const keys = [0, 1, 2, 10, 100].map((row) => parkedKey(parkedAt, 'a', row));

    expect([...keys].sort()).toEqual(keys);
    expect(parkedKey(parkedAt, 'z', 0) < parkedKey(new Date(parkedAt.getTime() + 1), 'a', 0)).toBe(true);
  });

  test('are found by their prefix, and no other message’s are', () => {
    fc.assert(
      fc.property(id, id, (one, other) => {
        const conflicts = withPrefix('contoso', conflictPrefix(one));
        const bodies = withPrefix('contoso', parkedPrefix(parkedAt, one));
        expect(isIn(conflicts, conflictKey(one, 'f'.repeat(32)))).toBe(true);
        expect(isIn(bodies, parkedKey(parkedAt, one, 12))).toBe(true);
        expect(isIn(conflicts, conflictKey(other, '0'.repeat(32)))).toBe(one === other);
        expect(isIn(bodies, parkedKey(parkedAt, other, 0))).toBe(one === other);
      }),
    );
  });

  test('are found in the partition only', () => {
    expect(withPrefix('contoso', 'message:')).toBe(
      "PartitionKey eq 'contoso' and RowKey ge 'message:' and RowKey lt 'message;'",
    );
  });
});
