/**
 * Retention: removes the records of what ended before an instant, and refused ones; and bodies that stayed when their message left the
 * parking. Stops when its time is up; the next run goes on.
 */
import { CONFLICT_PREFIX, MESSAGE_PREFIX, prefixFilter } from './keys.ts';
import { listPages, type Page } from './list-pages.ts';
import { removeOrphanedBodies } from './remove-orphaned-bodies.ts';
import type { Table } from './table.ts';

const AT_A_TIME = 16;
const ENDED = ['sent', 'failed', 'cancelled'];

/** @returns how many records, bodies not counted */
export async function removeEnded(table: Table, before: Date, mayGoOn: () => boolean): Promise<number> {
  const removed = await removeAll(table, endedBefore(before), mayGoOn);
  await removeOrphanedBodies(table, before, mayGoOn);
  return removed;
}

/** Records of messages only: other rows of the table have states of their own, and one is called failed as well. */
function endedBefore(before: Date): string {
  const kinds = [MESSAGE_PREFIX, CONFLICT_PREFIX].map((prefix) => `(${prefixFilter(prefix)})`).join(' or ');
  const states = ENDED.map((state) => `state eq '${state}'`).join(' or ');
  return `(${kinds}) and (${states}) and updatedAt lt datetime'${before.toISOString()}'`;
}

/** What is removed while the pages are read changes nothing for the pages that follow: they go on from a key. */
async function removeAll(table: Table, filter: string, mayGoOn: () => boolean): Promise<number> {
  let removed = 0;
  const select = ['partitionKey', 'rowKey'];
  for await (const page of listPages(table, 'Listing what ended', { filter, select }, mayGoOn)) {
    for (let start = 0; start < page.length && mayGoOn(); start += AT_A_TIME) {
      const done = await Promise.all(page.slice(start, start + AT_A_TIME).map((row) => removeRow(table, row)));
      removed += done.filter(Boolean).length;
    }
  }
  return removed;
}

/** As it was listed, or not at all: an id that was refused as invalid may be in use again. */
async function removeRow(table: Table, { partitionKey = '', rowKey = '', etag }: Page[number]): Promise<boolean> {
  const answer = await table.runUnless([404, 412], 'Removing what ended', (client, options) =>
    client.deleteEntity(partitionKey, rowKey, { ...options, etag }),
  );
  return answer !== undefined;
}
