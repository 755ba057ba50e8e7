/** What every store of rotations promises, whatever keeps it. A new implementation is done when it is listed beside this. */
import { describe, expect, test } from '@jest/globals';
import { beginning, done, failed, overlapping, type Rotation, taken } from '../../shared/tenant/rotation/rotation.ts';
import type { Rotations } from '../../shared/tenant/rotation/rotations.ts';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const LATER = new Date('2026-11-22T12:01:30.000Z');
let count = 0;

export function exerciseRotations(name: string, open: () => Rotations): void {
  function setup() {
    count += 1;
    const rotations = open();
    const tenant = `r${process.pid}-${Date.now().toString(36)}-${count}`;
    const begun = (key = tenant): Rotation => {
      const plan = { source: 'entra', clientId: 'c', secretName: 's', days: 180, graceMinutes: 60 } as const;
      return beginning({ tenant: key, id: `id-${key}`, ...plan }, NOW);
    };
    const create = async (rotation = begun()) => {
      const stored = await rotations.create(rotation);
      if (!stored) throw new Error('it was there before');
      return stored;
    };
    const openOnes = async () =>
      (await rotations.listOpen()).filter((each) => each.tenant.startsWith(tenant)).map((each) => each.tenant);
    return { rotations, tenant, begun, create, openOnes };
  }

  describe(`rotations ${name}`, () => {
    test('are read as they were written, and are none before', async () => {
      const { rotations, tenant, begun, create } = setup();
      expect(await rotations.read(tenant)).toBeUndefined();
      const stored = await create();
      expect(await rotations.read(tenant)).toEqual(stored);
      const current = { version: 'v2', fingerprint: 'f2', keyId: 'k2', expiresAt: LATER };
      const next = overlapping(taken(begun(), LATER, NOW), current, NOW);
      const written = await rotations.update(stored, next);
      expect(written?.rotation).toEqual(next);
      expect(await rotations.read(tenant)).toEqual(written);
    });

    test('forget what a later state has no more', async () => {
      const { rotations, tenant, begun, create } = setup();
      const stored = await create(taken(begun(), LATER, NOW));
      await rotations.update(stored, begun());
      expect((await rotations.read(tenant))?.rotation).toEqual(begun());
    });

    test('are created once', async () => {
      const { rotations, tenant, begun, create } = setup();
      const stored = await create();
      expect(await rotations.create({ ...begun(), id: 'another' })).toBeUndefined();
      expect(await rotations.read(tenant)).toEqual(stored);
    });

    test('are changed by whoever has read the last state, and by nobody else', async () => {
      const { rotations, tenant, begun, create } = setup();
      const stored = await create();
      const mine = await rotations.update(stored, taken(begun(), LATER, NOW));
      expect(mine).toBeDefined();
      expect(await rotations.update(stored, failed(begun(), 'ERR_NEW_SECRET_REFUSED', NOW))).toBeUndefined();
      expect(await rotations.read(tenant)).toEqual(mine);
    });

    test('are changed by one of many at once', async () => {
      const { rotations, begun, create } = setup();
      const stored = await create();
      const writers = Array.from({ length: 5 }, (_, index) =>
        rotations.update(stored, { ...taken(begun(), LATER, NOW), days: index }),
      );
      expect((await Promise.all(writers)).filter((each) => each !== undefined)).toHaveLength(1);
    });

    test('are none to change where the tenant has none', async () => {
      const { rotations, begun, tenant } = setup();
      const version = 'W/"datetime\'2026-11-22T12%3A00%3A00.0000000Z\'"';
      expect(await rotations.update({ rotation: begun(), version }, begun())).toBeUndefined();
      expect(await rotations.read(tenant)).toBeUndefined();
    });

    test('are listed while they are open, of all tenants', async () => {
      const { rotations, tenant, begun, create, openOnes } = setup();
      const stored = await create();
      const other = await create(begun(`${tenant}-b`));
      await create(begun(`${tenant}b`));
      expect((await openOnes()).toSorted()).toEqual([tenant, `${tenant}-b`, `${tenant}b`].toSorted());
      await rotations.update(stored, done(begun(), 'removed', NOW));
      await rotations.update(other, failed(begun(`${tenant}-b`), 'ERR_NEW_SECRET_REFUSED', NOW));
      expect(await openOnes()).toEqual([`${tenant}b`]);
    });
  });
}
