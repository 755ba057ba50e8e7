/**
 * Records that fit a selection, a page of the table at a time. Without a tenant the service reads every partition: fine for a person or
 * an hourly timer, and nothing the flow does. A row that cannot be read is left out: it must not hide the others.
 */
import type { TableEntityResultPage } from '@azure/data-tables';
import type { Selection, StoredEntry } from '../../delivery/ledger.ts';
import { MESSAGE_PREFIX, prefixFilter, quoted } from './keys.ts';
import { tryFromRow } from './ledger-row.ts';
import type { Table } from './table.ts';

type Page = TableEntityResultPage<Record<string, unknown>>;

export async function* selectEntries(table: Table, selection: Selection): AsyncGenerator<StoredEntry> {
  let continuationToken: string | undefined;
  do {
    const page = await readPage(table, selection, continuationToken);
    for (const row of page) {
      const entry = tryFromRow(String(row.partitionKey), row);
      if (entry) yield { entry, version: row.etag };
    }
    continuationToken = page.continuationToken;
  } while (continuationToken !== undefined);
}

/** One page is one call with its own deadline, however many there are. */
function readPage(table: Table, selection: Selection, continuationToken: string | undefined): Promise<Page> {
  const filter = toFilter(selection);
  return table.run('Listing the ledger', async (client, options) => {
    const pages = client
      .listEntities<Record<string, unknown>>({ ...options, queryOptions: { filter } })
      .byPage({ ...(continuationToken === undefined ? {} : { continuationToken }) });
    const { value } = await pages.next();
    return value ?? [];
  });
}

function toFilter({ tenant, states, expiredBefore }: Selection): string {
  return [
    ...(tenant === undefined ? [] : [`PartitionKey eq ${quoted(tenant)}`]),
    prefixFilter(MESSAGE_PREFIX),
    `(${states.map((state) => `state eq ${quoted(state)}`).join(' or ')})`,
    ...(expiredBefore === undefined ? [] : [`expiresAt lt datetime'${expiredBefore.toISOString()}'`]),
  ].join(' and ');
}
