/**
 * Records that fit a selection, a page of the table at a time. Without a tenant the service reads every partition: fine for a person or
 * an hourly timer, and nothing the flow does. A row that cannot be read is left out: it must not hide the others.
 */
import type { Selection, StoredEntry } from '../../delivery/ledger.ts';
import { MESSAGE_PREFIX, prefixFilter, quoted } from './keys.ts';
import { tryFromRow } from './ledger-row.ts';
import { listPages } from './list-pages.ts';
import { toVersion } from './row-version.ts';
import type { Table } from './table.ts';

export async function* selectEntries(table: Table, selection: Selection): AsyncGenerator<StoredEntry> {
  const { mayGoOn } = selection;
  for await (const page of listPages(table, 'Listing the ledger', { filter: toFilter(selection) }, mayGoOn)) {
    for (const row of page) {
      const entry = tryFromRow(String(row.partitionKey), row);
      if (entry) yield { entry, version: toVersion(row.etag, String(row.change ?? '')) };
    }
  }
}

function toFilter({ tenant, states, expiredBefore }: Selection): string {
  return [
    ...(tenant === undefined ? [] : [`PartitionKey eq ${quoted(tenant)}`]),
    prefixFilter(MESSAGE_PREFIX),
    `(${states.map((state) => `state eq ${quoted(state)}`).join(' or ')})`,
    ...(expiredBefore === undefined ? [] : [`expiresAt lt datetime'${expiredBefore.toISOString()}'`]),
  ].join(' and ');
}
