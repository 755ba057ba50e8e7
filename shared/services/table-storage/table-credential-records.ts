/** What is remembered of credentials, in the table: one row a tenant, in the tenant's own partition. */
import type { CredentialRecords } from '../../tenant/expiry/credential-record.ts';
import { CREDENTIAL_KEY, fromRow, toRow } from './credential-record-row.ts';
import { prefixFilter, quoted } from './keys.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';
import { USE_PREFIX } from './table-credential-uses.ts';

/** What a rotation under way remembers. */
const ROTATION_KEY = 'rotation';
const NOT_FOUND = 404;

export function createTableCredentialRecords(table: Table): CredentialRecords {
  return {
    async find(tenant) {
      const row = await table.runUnless([NOT_FOUND], 'Reading what is known of a credential', (client, options) =>
        client.getEntity<Record<string, unknown>>(tenant, CREDENTIAL_KEY, options),
      );
      return row && fromRow(row);
    },
    async list() {
      const pages = listPages(table, 'Listing what is known of credentials', {
        filter: `RowKey eq '${CREDENTIAL_KEY}'`,
      });
      const rows = [];
      for await (const page of pages) rows.push(...page);
      return rows.flatMap((row) => fromRow(row) ?? []);
    },
    async save(record) {
      await table.run('Writing what is known of a credential', (client, options) =>
        client.upsertEntity(toRow(record), 'Replace', options),
      );
    },
    async remove(tenant) {
      // The record last: as long as it is there, the daily check finds what was left behind.
      for (const rowKey of [...(await besides(tenant)), CREDENTIAL_KEY]) {
        await table.runUnless([NOT_FOUND], 'Removing what is known of a credential', (client, options) =>
          client.deleteEntity(tenant, rowKey, options),
        );
      }
    },
  };

  async function besides(tenant: string): Promise<readonly string[]> {
    const filter = `PartitionKey eq ${quoted(tenant)} and (RowKey eq '${ROTATION_KEY}' or (${prefixFilter(USE_PREFIX)}))`;
    const keys: string[] = [];
    for await (const page of listPages(table, 'Listing the uses of a credential', { filter, select: ['RowKey'] })) {
      keys.push(...page.map(({ rowKey }) => String(rowKey)));
    }
    return keys;
  }
}
