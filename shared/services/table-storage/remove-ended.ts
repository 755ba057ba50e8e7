/**
 * Retention: removes the records of what ended before an instant, and refused ones, a hundred of a partition in one transaction; and
 * bodies that stayed when their message left the parking. Stops when its time is up; the next run goes on.
 */
import type { TransactionAction } from '@azure/data-tables';
import { listPages, type Page } from './list-pages.ts';
import { removeOrphanedBodies } from './remove-orphaned-bodies.ts';
import type { Table } from './table.ts';

const MOST_A_TRANSACTION = 100;
const ENDED = ['sent', 'failed', 'cancelled'];

type Key = { readonly partitionKey: string; readonly rowKey: string };

/** @returns how many records, bodies not counted */
export async function removeEnded(table: Table, before: Date, mayGoOn: () => boolean): Promise<number> {
  const removed = await removeAll(table, endedBefore(before), mayGoOn);
  await removeOrphanedBodies(table, before, mayGoOn);
  return removed;
}

function endedBefore(before: Date): string {
  const states = ENDED.map((state) => `state eq '${state}'`).join(' or ');
  return `(${states}) and updatedAt lt datetime'${before.toISOString()}'`;
}

/** What is removed while the pages are read changes nothing for the pages that follow: they go on from a key. */
async function removeAll(table: Table, filter: string, mayGoOn: () => boolean): Promise<number> {
  let removed = 0;
  for await (const page of listPages(table, 'Listing what ended', { filter, select: ['partitionKey', 'rowKey'] })) {
    for (const group of groupByPartition(page.flatMap(toKey))) {
      if (!mayGoOn()) return removed;
      removed += await removeGroup(table, group);
    }
  }
  return removed;
}

const toKey = ({ partitionKey, rowKey }: Page[number]): readonly Key[] =>
  partitionKey !== undefined && rowKey !== undefined ? [{ partitionKey, rowKey }] : [];

function groupByPartition(keys: readonly Key[]): readonly (readonly Key[])[] {
  return Object.values(Object.groupBy(keys, ({ partitionKey }) => partitionKey)).flatMap((group = []) =>
    Array.from({ length: Math.ceil(group.length / MOST_A_TRANSACTION) }, (_, index) =>
      group.slice(index * MOST_A_TRANSACTION, (index + 1) * MOST_A_TRANSACTION),
    ),
  );
}

/** One that is gone already fails the whole transaction: then another run is at it, and the next page tells. */
async function removeGroup(table: Table, keys: readonly Key[]): Promise<number> {
  const actions = keys.map((key): TransactionAction => ['delete', key]);
  const removed = await table.runUnless([404], 'Removing what ended', (client) => client.submitTransaction(actions));
  return removed === undefined ? 0 : keys.length;
}
