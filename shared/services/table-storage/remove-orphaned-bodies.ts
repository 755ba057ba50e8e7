/**
 * Bodies that stayed when their message left the parking, because the call that drops them failed. Only a body whose message is gone, is
 * parked no more, or was parked anew since, is nobody's: messages may wait for longer than records are kept.
 */
import { fromParkedKey, messageKey, PARKED_PREFIX } from './keys.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';

export async function removeOrphanedBodies(table: Table, before: Date, mayGoOn: () => boolean): Promise<void> {
  const filter = `RowKey ge '${PARKED_PREFIX}' and RowKey lt '${PARKED_PREFIX}${before.toISOString()}'`;
  const select = ['partitionKey', 'rowKey'];
  for await (const page of listPages(table, 'Listing parked bodies', { filter, select }, mayGoOn)) {
    for (const { partitionKey = '', rowKey = '' } of page) {
      if (!mayGoOn()) return;
      if (!(await isWanted(table, partitionKey, rowKey))) await remove(table, partitionKey, rowKey);
    }
  }
}

const remove = (table: Table, partitionKey: string, rowKey: string): Promise<unknown> =>
  table.runUnless([404], 'Removing a parked body', (client, options) =>
    client.deleteEntity(partitionKey, rowKey, options),
  );

async function isWanted(table: Table, partitionKey: string, rowKey: string): Promise<boolean> {
  const { parkedAt, id } = fromParkedKey(rowKey);
  const row = await table.runUnless([404], 'Reading the ledger', (client, options) =>
    client.getEntity<Record<string, unknown>>(partitionKey, messageKey(id), options),
  );
  const since = row?.parkedAt;
  return row?.state === 'parked' && since instanceof Date && since.toISOString() === parkedAt;
}
