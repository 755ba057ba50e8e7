import { describe, expect, test } from '@jest/globals';
import type { Table } from '../../shared/services/table-storage/table.ts';
import { createTableConnections } from '../../shared/services/table-storage/table-connections.ts';
import { createTableCredentialRecords } from '../../shared/services/table-storage/table-credential-records.ts';
import { createTableCredentialUses } from '../../shared/services/table-storage/table-credential-uses.ts';
import { createTableRotations } from '../../shared/services/table-storage/table-rotations.ts';
import { connectionKey, TENANTS_PARTITION, useKey } from '../../shared/services/table-storage/tenant-keys.ts';
import { connectionSchema } from '../../shared/tenant/connection.ts';
import { createMemoryTenants } from '../harness/memory/memory-tenants.ts';
import { useProxiedTableStorage } from '../harness/use-proxied-table-storage.ts';
import { exerciseConnections, type TenantStores } from './exercise-connections.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const storage = useProxiedTableStorage();

function openMemory(): TenantStores {
  const tenants = createMemoryTenants(() => NOW);
  return { ...tenants, spoil: tenants.connections.spoil };
}

function openStores() {
  const table = storage.open();
  return {
    table,
    connections: createTableConnections(table),
    records: createTableCredentialRecords(table),
    uses: createTableCredentialUses(table, () => NOW),
    rotations: createTableRotations(table),
    spoil: async (tenant: string) => {
      const row = { partitionKey: TENANTS_PARTITION, rowKey: connectionKey(tenant), mailboxes: 'none' };
      await table.run('Spoiling a row', (client) => client.updateEntity(row, 'Merge'));
    },
  };
}

exerciseConnections('in memory', openMemory);
exerciseConnections('in table storage', openStores);

describe('what is known of tenants, in table storage', () => {
  async function setup(tenant: string, useCount: number) {
    const stores = openStores();
    const { connections, records, uses, table } = stores;
    await connections.save(
      connectionSchema.parse({
        tenant,
        tenantId: '11111111-2222-3333-4444-555555555555',
        clientId: '66666666-7777-8888-9999-000000000000',
        secretName: 'a',
        mailboxes: ['a@removed.example'],
      }),
    );
    await records.save({ tenant, checkedAt: NOW, findings: [], told: { version: '', causes: {} } });
    for (let index = 0; index < useCount; index += 1)
      await uses.note(tenant, { fingerprint: `f${index}`, version: 'v' });
    /** Of all partitions. */
    const rowsOf = async () => {
      const keys: string[] = [];
      await table.run('Looking', async (client) => {
        for await (const { partitionKey, rowKey } of client.listEntities()) keys.push(`${partitionKey} ${rowKey}`);
      });
      return keys.filter((key) => key.includes(tenant)).toSorted();
    };
    return { ...stores, rowsOf };
  }

  test('lies in one partition, where no message is', async () => {
    const { rowsOf } = await setup('laid-out', 1);
    expect(await rowsOf()).toEqual([
      '_tenants connection:laid-out',
      '_tenants credential:laid-out',
      '_tenants use:laid-out:f0',
    ]);
  });

  test('goes though it is more than one transaction holds', async () => {
    const { connections, rowsOf } = await setup('much-used', 205);
    expect(await connections.remove('much-used')).toBe(true);
    expect(await rowsOf()).toEqual([]);
  }, 30_000);

  test('was removed by us where the answer to its removal is lost', async () => {
    const { connections, rowsOf } = await setup('unanswered', 2);
    storage.proxy().loseNext('POST');
    const before = storage.proxy().lost;
    expect(await connections.remove('unanswered')).toBe(true);
    expect(storage.proxy().lost).toBe(before + 1);
    expect(await rowsOf()).toEqual([]);
  });

  test('goes though somebody else has removed a part of it meanwhile', async () => {
    const { table, rowsOf } = await setup('shared', 3);
    const others = beforeEachTransaction(table, () =>
      table.run('Removing a use', (client) => client.deleteEntity(TENANTS_PARTITION, useKey('shared', 'f1'))),
    );
    expect(await createTableConnections(others).remove('shared')).toBe(true);
    expect(await rowsOf()).toEqual([]);
  });

  test('begins to go with the connection where it is more than one transaction holds', async () => {
    const { connections, records, table, rowsOf } = await setup('half-way', 150);
    let transactions = 0;
    const stopped = createTableConnections(
      beforeEachTransaction(table, async () => {
        transactions += 1;
        if (transactions > 1) throw new Error('killed');
      }),
    );
    await expect(stopped.remove('half-way')).rejects.toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE' });
    expect(await connections.read('half-way')).toBeUndefined();
    // The daily check finds what is left by this.
    expect(await records.find('half-way')).toBeDefined();
    expect(await rowsOf()).toHaveLength(52);
    expect(await connections.remove('half-way')).toBe(false);
    expect(await rowsOf()).toEqual([]);
  }, 30_000);
});

/** The same table, where something happens before each transaction. */
const beforeEachTransaction = (table: Table, happens: () => Promise<unknown>): Table => ({
  ...table,
  runUnless: (statuses, operation, call) =>
    table.runUnless(statuses, operation, (client, options) =>
      call(
        new Proxy(client, {
          get: (target, name) => {
            if (name === 'submitTransaction')
              return async (...args: Parameters<typeof target.submitTransaction>) => {
                await happens();
                return target.submitTransaction(...args);
              };
            const value: unknown = Reflect.get(target, name);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
        options,
      ),
    ),
});
