/** What is remembered of credentials, in the table: one row a tenant, in the partition of what is known of tenants. */
import type { CredentialRecords } from '../../tenant/expiry/credential-record.ts';
import { fromRow, toRow } from './credential-record-row.ts';
import { withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import { removeTenantRows } from './remove-tenant-rows.ts';
import type { Table } from './table.ts';
import { CREDENTIAL_PREFIX, credentialKey, TENANTS_PARTITION } from './tenant-keys.ts';

const NOT_FOUND = 404;

export function createTableCredentialRecords(table: Table): CredentialRecords {
  return {
    async find(tenant) {
      const row = await table.runUnless([NOT_FOUND], 'Reading what is known of a credential', (client, options) =>
        client.getEntity<Record<string, unknown>>(TENANTS_PARTITION, credentialKey(tenant), options),
      );
      return row && fromRow(row);
    },
    async list() {
      const filter = withPrefix(TENANTS_PARTITION, CREDENTIAL_PREFIX);
      const rows = [];
      for await (const page of listPages(table, 'Listing what is known of credentials', { filter })) rows.push(...page);
      return rows.flatMap((row) => fromRow(row) ?? []);
    },
    async save(record) {
      await table.run('Writing what is known of a credential', (client, options) =>
        client.upsertEntity(toRow(record), 'Replace', options),
      );
    },
    async remove(tenant) {
      // Not the connection: somebody may have added the tenant again meanwhile.
      await removeTenantRows(table, tenant, { keepsConnection: true });
    },
  };
}
