/** What is remembered of credentials, in memory: the twin of table-credential-records.ts. */
import type { CredentialRecord, CredentialRecords } from '../../../shared/tenant/expiry/credential-record.ts';

export function createMemoryCredentialRecords(): CredentialRecords {
  const rows = new Map<string, CredentialRecord>();
  return {
    find: async (tenant) => structuredClone(rows.get(tenant)),
    list: async () => structuredClone([...rows.values()]),
    save: async (record) => {
      rows.set(record.tenant, structuredClone(record));
    },
    remove: async (tenant) => {
      rows.delete(tenant);
    },
  };
}
