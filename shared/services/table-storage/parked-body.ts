/** The body of a parked queue message in table rows: a property holds 64 KB, a row 1 MB, a transaction 100 rows and 4 MB. */
import type { TransactionAction } from '@azure/data-tables';
import type { LedgerEntry } from '../../delivery/ledger-entry.ts';
import { parkedKey } from './keys.ts';

const PROPERTY_BYTES = 60 * 1024;
const PROPERTIES_A_ROW = 8;
const ROW_BYTES = PROPERTY_BYTES * PROPERTIES_A_ROW;
const ROWS_A_TRANSACTION = 4;

export interface SplitBody {
  /** Transactions to make before, each of body rows only. */
  readonly early: readonly TransactionAction[][];
  /** Rows that go into one transaction with the message's own row. */
  readonly last: readonly TransactionAction[];
}

export function splitBody(entry: LedgerEntry, body: Uint8Array): SplitBody {
  const rows = chunks(body, ROW_BYTES).map(
    (bytes, index): TransactionAction => ['upsert', toBodyRow(entry, bytes, index), 'Replace'],
  );
  const groups = Array.from({ length: Math.max(1, Math.ceil(rows.length / ROWS_A_TRANSACTION)) }, (_, index) =>
    rows.slice(index * ROWS_A_TRANSACTION, (index + 1) * ROWS_A_TRANSACTION),
  );
  return { early: groups.slice(0, -1), last: groups.at(-1) ?? [] };
}

/** The rows in the order of their keys, as a listing gives them. */
export const joinBody = (rows: readonly Readonly<Record<string, unknown>>[]): Uint8Array =>
  Buffer.concat(rows.flatMap(bytesOf));

function toBodyRow(entry: LedgerEntry, bytes: Uint8Array, index: number) {
  const properties = chunks(bytes, PROPERTY_BYTES).map((part, place) => [`body${place}`, asBuffer(part)] as const);
  return {
    partitionKey: entry.tenant,
    rowKey: parkedKey(entry.parkedAt ?? entry.updatedAt, entry.id, index),
    ...Object.fromEntries(properties),
  };
}

function bytesOf(row: Readonly<Record<string, unknown>>): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let place = 0; place < PROPERTIES_A_ROW; place += 1) {
    const part = row[`body${place}`];
    if (ArrayBuffer.isView(part)) parts.push(asBuffer(part));
  }
  return parts;
}

/**
 * The same bytes as a Buffer. Of any other view data-tables 13.3.2 stores the whole memory behind it (`Buffer.from(value.buffer)`):
 * a body that the broker's client cut out of its pool would be stored with other tenants' messages around it.
 */
const asBuffer = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** At least one chunk, so that an empty body is a row too. */
function chunks(bytes: Uint8Array, size: number): readonly Uint8Array[] {
  const count = Math.max(1, Math.ceil(bytes.byteLength / size));
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
}
