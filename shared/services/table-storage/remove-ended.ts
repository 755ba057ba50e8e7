/**
 * Retention: removes the records of what ended before an instant, and refused ones, a hundred of a partition in one transaction; and
 * bodies that stayed when their message left the parking. Stops when its time is up; the next run goes on.
 */
import type { TransactionAction } from '@azure/data-tables';
import { DAY } from '../../duration.ts';
import { PARKED_PREFIX } from './keys.ts';
import type { Table } from './table.ts';

const MOST_A_TRANSACTION = 100;
const ENDED = ['sent', 'failed', 'cancelled'];

type Key = { readonly partitionKey: string; readonly rowKey: string };

/** A message is parked for the time of retention at most: a body this much older is nobody's. */
const ORPHANED_AFTER = 7 * DAY;

/** @returns how many records, bodies not counted */
export async function removeEnded(table: Table, before: Date, mayGoOn: () => boolean): Promise<number> {
  const removed = await removeAll(table, endedBefore(before), mayGoOn);
  await removeAll(table, bodiesBefore(new Date(before.getTime() - ORPHANED_AFTER)), mayGoOn);
  return removed;
}

function endedBefore(before: Date): string {
  const states = ENDED.map((state) => `state eq '${state}'`).join(' or ');
  return `(${states}) and updatedAt lt datetime'${before.toISOString()}'`;
}

const bodiesBefore = (before: Date): string =>
  `RowKey ge '${PARKED_PREFIX}' and RowKey lt '${PARKED_PREFIX}${before.toISOString()}'`;

async function removeAll(table: Table, filter: string, mayGoOn: () => boolean): Promise<number> {
  let removed = 0;
  while (mayGoOn()) {
    const keys = await findKeys(table, filter);
    if (keys.length === 0) break;
    for (const group of groupByPartition(keys)) removed += await removeGroup(table, group);
  }
  return removed;
}

/** One page: after it is removed, the first page holds others. */
function findKeys(table: Table, filter: string): Promise<readonly Key[]> {
  return table.run('Listing what ended', async (client, options) => {
    const queryOptions = { filter, select: ['partitionKey', 'rowKey'] };
    for await (const page of client.listEntities({ ...options, queryOptions }).byPage()) {
      const keys = page.flatMap(({ partitionKey, rowKey }) =>
        partitionKey && rowKey ? [{ partitionKey, rowKey }] : [],
      );
      if (keys.length > 0) return keys;
    }
    return [];
  });
}

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
