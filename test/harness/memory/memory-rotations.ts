/** Rotations in memory: the twin of the table's, guarded by versions alike. */
import { isOpen } from '../../../shared/tenant/rotation/rotation.ts';
import type { Rotations, StoredRotation } from '../../../shared/tenant/rotation/rotations.ts';

export interface MemoryRotations extends Rotations {
  /** The tenant is removed. */
  forget(tenant: string): void;
}

export function createMemoryRotations(): MemoryRotations {
  const rows = new Map<string, StoredRotation>();
  let writes = 0;
  const put = (rotation: StoredRotation['rotation']): StoredRotation => {
    writes += 1;
    const stored = { rotation, version: String(writes) };
    rows.set(rotation.tenant, stored);
    return stored;
  };
  return {
    read: async (tenant) => rows.get(tenant),
    listOpen: async () => [...rows.values()].map(({ rotation }) => rotation).filter(isOpen),
    create: async (rotation) => (rows.has(rotation.tenant) ? undefined : put(rotation)),
    update: async ({ rotation: { tenant }, version }, next) =>
      rows.get(tenant)?.version === version ? put(next) : undefined,
    forget: (tenant) => void rows.delete(tenant),
  };
}
