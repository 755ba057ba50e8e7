/** A rotation that dies at any of its calls, or stands still there while another one takes it over: nothing is lost, and nothing left. */
import { describe, expect, test } from '@jest/globals';
import { MINUTE } from '../../../../shared/duration.ts';
import { endOverlap } from '../../../../shared/tenant/rotation/end-overlap.ts';
import { rotateSecret } from '../../../../shared/tenant/rotation/rotate-secret.ts';
import type { RotationPorts } from '../../../../shared/tenant/rotation/rotation-ports.ts';
import { A_WHILE, type Death, Died, mortal } from '../../../harness/memory/mortal-rotation.ts';
import { createRotationWorld, type RotationWorld } from '../../../harness/memory/rotation-world.ts';

const GRACE = 60 * MINUTE;

/** From the first step to the last, through the grace period. */
async function rotateWhole(world: RotationWorld, ports: RotationPorts): Promise<void> {
  const order = { connection: world.connection(), days: 180 };
  let rotation = await rotateSecret(order, ports);
  for (let runs = 0; rotation.state === 'overlapping' && runs < 10; runs += 1) {
    world.clock.now = new Date(Math.max(rotation.removeAt?.getTime() ?? 0, world.clock.now.getTime()));
    rotation = (await endOverlap(order, ports)) ?? rotation;
  }
}

/** @returns whether it died */
async function untilDeath(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    if (error instanceof Died) return true;
    throw error;
  }
}

async function expectRotated(world: RotationWorld, since: Date): Promise<void> {
  const [newest] = world.versions;
  const keys = [...world.passwords.keys()];
  expect(world.accepts(newest?.value ?? '')).toBe(true);
  // The new one and the one of another system: the earlier one is gone, and no orphan is left.
  expect(keys).toEqual([world.others.keyId, newest?.keyId].toSorted());
  expect(world.connection().rotatedAt).toBeDefined();
  const earlier = world.removed.find(({ keyId }) => keyId === world.first.keyId);
  expect(earlier?.at.getTime()).toBeGreaterThanOrEqual(since.getTime() + GRACE);
  expect((await world.rotations.read('contoso'))?.rotation).toMatchObject({ state: 'done', version: newest?.version });
}

async function countCalls(): Promise<number> {
  const world = createRotationWorld({ propagationMs: 4_000 });
  const { ports, calls } = mortal(world.ports, undefined);
  await rotateWhole(world, ports);
  return calls();
}

const deaths = async (): Promise<readonly Death[]> =>
  Array.from({ length: await countCalls() }, (_, index) => index + 1).flatMap((at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]);

describe('a rotation that dies', () => {
  test('comes to its end when it is run again, wherever it died', async () => {
    const all = await deaths();
    expect(all.length).toBeGreaterThan(60);
    for (const death of all) {
      const world = createRotationWorld({ propagationMs: 4_000, isTagged: death.at % 2 === 0 });
      const since = world.clock.now;
      const hasDied = await untilDeath(rotateWhole(world, mortal(world.ports, death).ports));
      // Mail goes on: what is newest in the vault is proven, whenever it died.
      expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
      world.pass(A_WHILE);
      await rotateWhole(world, world.ports);
      if (hasDied) await expectRotated(world, since);
    }
  });

  test('comes to its end when it dies twice', async () => {
    const all = (await deaths()).filter(({ when }) => when === 'after');
    for (const first of all)
      for (const second of all.filter(({ at }) => at % 3 === first.at % 3)) {
        const world = createRotationWorld({ propagationMs: 4_000 });
        const since = world.clock.now;
        for (const death of [first, second]) {
          await untilDeath(rotateWhole(world, mortal(world.ports, death).ports));
          world.pass(A_WHILE);
        }
        if ((await world.rotations.read('contoso'))?.rotation.state === 'done') continue;
        await rotateWhole(world, world.ports);
        await expectRotated(world, since);
      }
  });

  test('leaves one that works when it stood still while another one took it over', async () => {
    for (const { at, when } of await deaths()) {
      const world = createRotationWorld({ propagationMs: 4_000 });
      const order = { connection: world.connection(), days: 180 };
      const stall = async (): Promise<void> => {
        world.pass(A_WHILE);
        await rotateSecret(order, world.ports);
      };
      // Whether it hears that it was taken over depends on where it stood.
      await rotateSecret(order, mortal(world.ports, { at, when, stall }).ports).catch(() => {});
      expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
      world.pass(A_WHILE);
      await rotateWhole(world, world.ports);
      const [newest] = world.versions;
      expect([...world.passwords.keys()].toSorted()).toEqual([world.others.keyId, newest?.keyId].toSorted());
    }
  });
});
