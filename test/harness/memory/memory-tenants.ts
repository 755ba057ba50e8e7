/** All that Postbus knows of its tenants, in memory: it goes together, as in the table, where it lies in one partition. */
import type { Connection } from '../../../shared/tenant/connection.ts';
import { createMemoryConnections } from './memory-connections.ts';
import { createMemoryCredentialRecords } from './memory-credential-records.ts';
import { createMemoryCredentialUses } from './memory-credential-uses.ts';
import { createMemoryRotations } from './memory-rotations.ts';

export function createMemoryTenants(now: () => Date, initial: readonly Connection[] = []) {
  const records = createMemoryCredentialRecords();
  const uses = createMemoryCredentialUses(now);
  const rotations = createMemoryRotations();
  const removeRest = async (tenant: string): Promise<void> => {
    await records.remove(tenant);
    uses.forget(tenant);
    rotations.forget(tenant);
  };
  return {
    connections: createMemoryConnections(initial, removeRest),
    records: { ...records, remove: removeRest },
    uses,
    rotations,
  };
}
