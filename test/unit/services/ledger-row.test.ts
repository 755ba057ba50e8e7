import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { blank, failed, type LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { fromRow, toRow } from '../../../shared/services/table-storage/ledger-row.ts';
import { ledgerEntry } from './ledger-arbitrary.ts';

const now = new Date('2026-01-01T00:00:00Z');
const entry = blank('contoso', 'order-1', { fingerprint: 'f', firstReceivedAt: now, now });

function withProblems(count: number, sentence: string): LedgerEntry {
  const problems = Array.from({ length: count }, (_, index) => ({ path: `$.to[${index}]`, sentence }));
  return failed(entry, { code: 'ERR_MESSAGE_INVALID', problems }, now);
}

describe('ledger row', () => {
  test('is the entry again when it is read', () => {
    fc.assert(
      fc.property(ledgerEntry, (each) => {
        expect(fromRow(each.tenant, toRow(each))).toEqual(each);
      }),
    );
  });

  test('is read the same with what the table adds to it', () => {
    const row = {
      ...toRow(entry),
      partitionKey: 'contoso',
      rowKey: 'message:order-1',
      etag: 'W/"1"',
      timestamp: 'now',
    };

    expect(fromRow('contoso', { ...row, change: 'c' })).toEqual(entry);
  });

  test('has no property that table storage could not keep: no null, no object, no text of 32 K characters', () => {
    fc.assert(
      fc.property(ledgerEntry, (each) => {
        for (const value of Object.values(toRow(each))) {
          expect(['string', 'number', 'boolean'].includes(typeof value) || value instanceof Date).toBe(true);
          expect(typeof value === 'string' ? value.length : 0).toBeLessThan(32 * 1024);
        }
      }),
    );
  });

  test('keeps the first problems of a message that has more than a property holds', () => {
    const long = withProblems(100, '"'.repeat(1000));

    const row = toRow(long);
    const read = fromRow('contoso', row);

    expect(String(row.problems).length).toBeLessThan(32 * 1024);
    expect(read.failure?.problems?.length).toBeGreaterThan(10);
    expect(read.failure?.problems).toEqual(long.failure?.problems?.slice(0, read.failure?.problems?.length));
  });

  test('keeps a hundred problems of the usual length', () => {
    const usual = withProblems(100, 'is not part of the contract, version 1; remove it or correct its spelling');

    expect(fromRow('contoso', toRow(usual))).toEqual(usual);
  });

  test.each([
    ['a state nobody knows', { state: 'lost' }],
    ['a code nobody knows', { code: 'ERR_NOBODY_KNOWS' }],
    ['a code that every object has', { code: 'constructor' }],
    ['tags that are no JSON', { tags: 'x' }],
    ['a date in text', { updatedAt: '2026-01-01' }],
  ])('with %s is an error and not a guess', (_why, changes) => {
    expect(() => fromRow('contoso', { ...toRow(entry), ...changes })).toThrow();
  });
});
