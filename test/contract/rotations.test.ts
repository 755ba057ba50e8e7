import { describe, expect, test } from '@jest/globals';
import { createTableRotations } from '../../shared/services/table-storage/table-rotations.ts';
import { rotationKey, TENANTS_PARTITION } from '../../shared/services/table-storage/tenant-keys.ts';
import { beginning, taken } from '../../shared/tenant/rotation/rotation.ts';
import { createMemoryRotations } from '../harness/memory/memory-rotations.ts';
import { useProxiedTableStorage } from '../harness/use-proxied-table-storage.ts';
import { exerciseRotations } from './exercise-rotations.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const LATER = new Date('2026-11-22T12:01:30.000Z');
const storage = useProxiedTableStorage();

exerciseRotations('in memory', createMemoryRotations);
exerciseRotations('in table storage', () => createTableRotations(storage.open()));

describe('rotations in table storage', () => {
  function setup(tenant: string) {
    const table = storage.open();
    const plan = { source: 'entra', clientId: 'c', secretName: 's', days: 180, graceMinutes: 60 } as const;
    const begun = beginning({ tenant, id: `id-${tenant}`, ...plan }, NOW);
    return { table, rotations: createTableRotations(table), tenant, begun };
  }

  test('are ours where the answer to our first write is lost', async () => {
    const { rotations, begun, tenant } = setup('lost-create');
    await rotations.listOpen();
    storage.proxy().loseNext('POST');
    const stored = await rotations.create(begun);
    expect(stored).toEqual(await rotations.read(tenant));
    expect(stored?.rotation).toEqual(begun);
  });

  test('are ours where the answer to a later one is lost, and can be written on', async () => {
    const { rotations, begun } = setup('lost-update');
    const stored = await rotations.create(begun);
    const before = storage.proxy().lost;
    storage.proxy().loseNext('PUT');
    const next = stored && (await rotations.update(stored, taken(begun, LATER, NOW)));
    expect(storage.proxy().lost).toBe(before + 1);
    expect(next?.rotation).toMatchObject({ busyUntil: LATER });
    expect(next && (await rotations.update(next, begun))).toBeDefined();
  });

  test('are none where somebody has changed the row into something else, and can begin there', async () => {
    const { rotations, begun, table, tenant } = setup('spoilt');
    await rotations.create(begun);
    const row = { partitionKey: TENANTS_PARTITION, rowKey: rotationKey(tenant), state: 'somehow' };
    await table.run('Spoiling a row', (client) => client.updateEntity(row, 'Merge'));
    expect(await rotations.read(tenant)).toBeUndefined();
    expect((await rotations.listOpen()).map((each) => each.tenant)).not.toContain(tenant);
    expect((await rotations.create(begun))?.rotation).toEqual(begun);
  });
});
