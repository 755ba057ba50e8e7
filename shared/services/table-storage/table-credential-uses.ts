/** When which credential was last used, in the table: one row a tenant and fingerprint. */
import * as z from 'zod';
import type { CredentialUse, CredentialUses } from '../../tenant/credential-uses.ts';
import { prefixFilter, withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';

export const USE_PREFIX = 'use:';

const useSchema = z
  .object({ partitionKey: z.string(), rowKey: z.string(), version: z.string(), usedAt: z.date() })
  .transform(
    ({ partitionKey, rowKey, version, usedAt }): CredentialUse => ({
      tenant: partitionKey,
      fingerprint: rowKey.slice(USE_PREFIX.length),
      version,
      usedAt,
    }),
  );

export function createTableCredentialUses(table: Table, now: () => Date): CredentialUses {
  return {
    async note(tenant, { fingerprint, version }) {
      const row = { partitionKey: tenant, rowKey: `${USE_PREFIX}${fingerprint}`, version, usedAt: now() };
      try {
        await table.run('Noting the use of a credential', (client, options) =>
          client.upsertEntity(row, 'Merge', options),
        );
      } catch {
        // A table that does not answer is met by the mail itself, which says so.
      }
    },
    async list(tenant) {
      const filter = tenant === undefined ? prefixFilter(USE_PREFIX) : withPrefix(tenant, USE_PREFIX);
      const uses: CredentialUse[] = [];
      for await (const page of listPages(table, 'Listing the uses of credentials', { filter })) {
        uses.push(...page.flatMap((row) => useSchema.safeParse(row).data ?? []));
      }
      return uses;
    },
  };
}
