/** When which credential was last used, in the table: one row a tenant and fingerprint. */
import * as z from 'zod';
import type { CredentialUse, CredentialUses } from '../../tenant/credential-uses.ts';
import { withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';
import { fromTenantRowKey, TENANTS_PARTITION, USE_PREFIX, useKey, usePrefix } from './tenant-keys.ts';

const useSchema = z
  .object({ rowKey: z.string(), version: z.string(), usedAt: z.date() })
  .transform(({ rowKey, ...rest }): CredentialUse => ({ ...fromTenantRowKey(rowKey), ...rest }));

export function createTableCredentialUses(table: Table, now: () => Date): CredentialUses {
  return {
    async note(tenant, { fingerprint, version }) {
      const row = { partitionKey: TENANTS_PARTITION, rowKey: useKey(tenant, fingerprint), version, usedAt: now() };
      try {
        await table.run('Noting the use of a credential', (client, options) =>
          client.upsertEntity(row, 'Merge', options),
        );
      } catch {
        // A table that does not answer is met by the mail itself, which says so.
      }
    },
    async list(tenant) {
      const filter = withPrefix(TENANTS_PARTITION, tenant === undefined ? USE_PREFIX : usePrefix(tenant));
      const uses: CredentialUse[] = [];
      for await (const page of listPages(table, 'Listing the uses of credentials', { filter })) {
        uses.push(...page.flatMap((row) => useSchema.safeParse(row).data ?? []));
      }
      return uses;
    },
  };
}
