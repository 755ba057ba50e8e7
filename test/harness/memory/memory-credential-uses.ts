/** When which credential was last used, in memory: the twin of table-credential-uses.ts. */
import type { CredentialUse, CredentialUses } from '../../../shared/tenant/credential-uses.ts';

export function createMemoryCredentialUses(now: () => Date): CredentialUses {
  const rows = new Map<string, CredentialUse>();
  return {
    note: async (tenant, { fingerprint, version }) => {
      rows.set(`${tenant} ${fingerprint}`, { tenant, fingerprint, version, usedAt: now() });
    },
    list: async (tenant) => [...rows.values()].filter((use) => tenant === undefined || use.tenant === tenant),
  };
}
