import { describe, expect, test } from '@jest/globals';
import { readCredentialRows } from '../../../../../sandbox/control/credentials/credential-rows.ts';
import type { TableRow } from '../../../../../sandbox/control/ledger/query-table.ts';

const read = (...rows: readonly TableRow[]) => readCredentialRows(async () => rows);
const connection = { PartitionKey: '_tenants', RowKey: 'connection:contoso' };
const record = { PartitionKey: '_tenants', RowKey: 'credential:contoso' };

describe('readCredentialRows', () => {
  test('takes a connection of an earlier version for one with a client secret', async () => {
    expect(await read({ ...connection, secretName: 'one', credential: null, autoRotate: null })).toEqual([
      { tenant: 'contoso', connection: { kind: 'client-secret', secretName: 'one', isAutoRotated: false }, uses: [] },
    ]);
  });

  test('leaves out what somebody changed by hand, a column at a time', async () => {
    const bent = { ...record, findings: '[{"code":', expiresAt: 'tomorrow', checkedAt: '2026-11-22T12:00:00Z' };
    const [rows] =
      (await read({ ...connection, rotatedAt: 7 }, bent, { ...connection, RowKey: 'use:contoso:1' })) ?? [];
    expect(rows).toMatchObject({ record: { findings: [], checkedAt: '2026-11-22T12:00:00Z' }, uses: [] });
    expect(rows?.record?.expiresAt).toBeUndefined();
    expect(rows?.connection.rotatedAt).toBeUndefined();
  });

  test('leaves out a tenant that has no connection any more', async () => {
    expect(await read(record)).toEqual([]);
  });

  test('tells a missing table from an empty one', async () => {
    expect(await readCredentialRows(async () => undefined)).toBeUndefined();
    expect(await read()).toEqual([]);
  });
});
