/** When which credential was last used, in memory: the twin of table-credential-uses.ts. */
import type { CredentialUse, CredentialUses } from '../../../shared/tenant/credential-uses.ts';

export interface MemoryCredentialUses extends CredentialUses {
  /** The tenant is removed. */
  forget(tenant: string): void;
}

export function createMemoryCredentialUses(now: () => Date): MemoryCredentialUses {
  const rows = new Map<string, CredentialUse>();
  return {
    note: async (tenant, { fingerprint, version }) => {
      rows.set(`${tenant} ${fingerprint}`, { tenant, fingerprint, version, usedAt: now() });
    },
    list: async (tenant) => [...rows.values()].filter((use) => tenant === undefined || use.tenant === tenant),
    forget: (tenant) => {
      for (const [key, use] of rows) if (use.tenant === tenant) rows.delete(key);
    },
  };
}
