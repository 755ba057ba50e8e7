/** Rotations in the table: one row a tenant, in the tenant's own partition, guarded by its ETag. */
import type { Rotation } from '../../tenant/rotation/rotation.ts';
import { isOpen } from '../../tenant/rotation/rotation.ts';
import type { Rotations, StoredRotation } from '../../tenant/rotation/rotations.ts';
import { listPages } from './list-pages.ts';
import { fromRotationRow, ROTATION_KEY, toRotationRow } from './rotation-row.ts';
import type { Table } from './table.ts';

const EXISTS = 409;
const CHANGED = 412;
const NOT_FOUND = 404;

export function createTableRotations(table: Table): Rotations {
  const written = (rotation: Rotation, answer: { readonly etag?: string } | undefined): StoredRotation | undefined =>
    answer && { rotation, version: answer.etag ?? '' };

  const readRow = (tenant: string) =>
    table.runUnless([NOT_FOUND], 'Reading the rotation', (client, options) =>
      client.getEntity<Record<string, unknown>>(tenant, ROTATION_KEY, options),
    );

  const replace = async (rotation: Rotation, etag: string): Promise<StoredRotation | undefined> =>
    written(
      rotation,
      await table.runUnless([CHANGED, NOT_FOUND], 'Writing the rotation', (client, options) =>
        client.updateEntity(toRotationRow(rotation), 'Replace', { ...options, etag }),
      ),
    );

  /** A row that nobody can read must not keep the tenant from ever getting another secret. */
  async function replaceUnreadable(rotation: Rotation): Promise<StoredRotation | undefined> {
    const row = await readRow(rotation.tenant);
    return row && !fromRotationRow(row) ? replace(rotation, row.etag) : undefined;
  }

  return {
    async read(tenant) {
      const row = await readRow(tenant);
      const rotation = row && fromRotationRow(row);
      return rotation && { rotation, version: row.etag };
    },
    async listOpen() {
      const open: Rotation[] = [];
      const pages = listPages(table, 'Listing the rotations', { filter: `RowKey eq '${ROTATION_KEY}'` });
      for await (const page of pages) open.push(...page.flatMap((row) => fromRotationRow(row) ?? []).filter(isOpen));
      return open;
    },
    async create(rotation) {
      const created = await table.runUnless([EXISTS], 'Writing the rotation', (client, options) =>
        client.createEntity(toRotationRow(rotation), options),
      );
      return created ? written(rotation, created) : replaceUnreadable(rotation);
    },
    update: ({ version }, next) => replace(next, version),
  };
}
