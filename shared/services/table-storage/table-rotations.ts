/**
 * Rotations in the table: one row a tenant, in the partition of what is known of tenants, guarded by its ETag. Each write carries a change
 * id: where the service says "exists" or "changed" and the row holds it, it was our own write, whose answer was lost.
 */
import { deliveryError } from '../../delivery/delivery-error.ts';
import type { Rotation } from '../../tenant/rotation/rotation.ts';
import { isOpen } from '../../tenant/rotation/rotation.ts';
import type { Rotations, StoredRotation } from '../../tenant/rotation/rotations.ts';
import { withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import { fromRotationRow, toRotationRow } from './rotation-row.ts';
import type { Table } from './table.ts';
import { ROTATION_PREFIX, rotationKey, TENANTS_PARTITION } from './tenant-keys.ts';

const EXISTS = 409;
const CHANGED = 412;
const NOT_FOUND = 404;

export function createTableRotations(table: Table): Rotations {
  const readRow = (tenant: string) =>
    table.runUnless([NOT_FOUND], 'Reading the rotation', (client, options) =>
      client.getEntity<Record<string, unknown>>(TENANTS_PARTITION, rotationKey(tenant), options),
    );

  async function create(rotation: Rotation): Promise<StoredRotation | undefined> {
    const row = { ...toRotationRow(rotation), change: crypto.randomUUID() };
    const answer = await table.runUnless([EXISTS], 'Writing the rotation', (client, options) =>
      client.createEntity(row, options),
    );
    if (answer) return toStored(rotation, answer.etag);
    const found = await readRow(rotation.tenant);
    if (found?.change === row.change) return toStored(rotation, found.etag);
    // A row that nobody can read must not keep the tenant from ever getting another secret.
    return found && !fromRotationRow(found) ? replace(rotation, found.etag) : undefined;
  }

  async function replace(rotation: Rotation, etag: string): Promise<StoredRotation | undefined> {
    const row = { ...toRotationRow(rotation), change: crypto.randomUUID() };
    const answer = await table.runUnless([CHANGED, NOT_FOUND], 'Writing the rotation', (client, options) =>
      client.updateEntity(row, 'Replace', { ...options, etag }),
    );
    if (answer) return toStored(rotation, answer.etag);
    const found = await readRow(rotation.tenant);
    return found?.change === row.change ? toStored(rotation, found.etag) : undefined;
  }

  return {
    create,
    update: ({ version }, next) => replace(next, version),
    async read(tenant) {
      const row = await readRow(tenant);
      const rotation = row && fromRotationRow(row);
      return rotation && toStored(rotation, row.etag);
    },
    async listOpen() {
      const open: Rotation[] = [];
      const filter = withPrefix(TENANTS_PARTITION, ROTATION_PREFIX);
      const pages = listPages(table, 'Listing the rotations', { filter });
      for await (const page of pages) open.push(...page.flatMap((row) => fromRotationRow(row) ?? []).filter(isOpen));
      return open;
    },
  };
}

/** Without an ETag the next write would be guarded by nothing. */
function toStored(rotation: Rotation, etag: string | undefined): StoredRotation {
  if (etag) return { rotation, version: etag };
  throw deliveryError('ERR_LEDGER_UNAVAILABLE', { provider: 'the table answered without an ETag' });
}
