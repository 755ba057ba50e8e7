/**
 * Removes what is known of a tenant: in one transaction, where it is no more than one may hold. Where it is more, the connection goes
 * first, because it is what others go by, and what the daily check remembers last: by it that check finds what a removal left that was
 * stopped half-way. May be called again, and together with others.
 */
import { withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';
import { connectionKey, credentialKey, rotationKey, TENANTS_PARTITION, usePrefix } from './tenant-keys.ts';

const MOST_IN_A_TRANSACTION = 100;
const NOT_FOUND = 404;

export interface RemoveRowsOptions {
  /** Leaves the connection as it is. */
  readonly keepsConnection?: boolean;
}

/** @returns whether there was a connection to remove */
export async function removeTenantRows(
  table: Table,
  tenant: string,
  { keepsConnection = false }: RemoveRowsOptions = {},
): Promise<boolean> {
  const connection = keepsConnection ? [] : await ifThere(table, connectionKey(tenant));
  const rowKeys = [
    ...connection,
    ...(await ifThere(table, rotationKey(tenant))),
    ...(await listUses(table, tenant)),
    ...(await ifThere(table, credentialKey(tenant))),
  ];
  for (let start = 0; start < rowKeys.length; start += MOST_IN_A_TRANSACTION)
    await removeTogether(table, rowKeys.slice(start, start + MOST_IN_A_TRANSACTION));
  return connection.length > 0;
}

/** By their keys: a filter that joins keys with "or" would read the whole partition. */
async function ifThere(table: Table, rowKey: string): Promise<readonly string[]> {
  const row = await table.runUnless([NOT_FOUND], 'Looking for what is known of a tenant', (client, options) =>
    client.getEntity(TENANTS_PARTITION, rowKey, { ...options, queryOptions: { select: ['RowKey'] } }),
  );
  return row ? [rowKey] : [];
}

async function listUses(table: Table, tenant: string): Promise<readonly string[]> {
  const filter = withPrefix(TENANTS_PARTITION, usePrefix(tenant));
  const rowKeys: string[] = [];
  for await (const page of listPages(table, 'Listing the uses of a credential', { filter, select: ['RowKey'] }))
    rowKeys.push(...page.map(({ rowKey }) => String(rowKey)));
  return rowKeys;
}

/** One row that is gone refuses the whole transaction: somebody else is at it as well, or it was done and its answer lost. */
async function removeTogether(table: Table, rowKeys: readonly string[]): Promise<void> {
  const done = await table.runUnless([NOT_FOUND], 'Removing what is known of a tenant', (client, options) =>
    client.submitTransaction(
      rowKeys.map((rowKey) => ['delete', { partitionKey: TENANTS_PARTITION, rowKey }]),
      options,
    ),
  );
  if (done) return;
  for (const rowKey of rowKeys)
    await table.runUnless([NOT_FOUND], 'Removing what is known of a tenant', (client, options) =>
      client.deleteEntity(TENANTS_PARTITION, rowKey, options),
    );
}
