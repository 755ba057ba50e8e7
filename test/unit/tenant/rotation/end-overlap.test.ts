import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../../shared/duration.ts';
import { shortHash } from '../../../../shared/message/fingerprint.ts';
import { endOverlap } from '../../../../shared/tenant/rotation/end-overlap.ts';
import { endStale } from '../../../../shared/tenant/rotation/end-stale.ts';
import { rotateSecret } from '../../../../shared/tenant/rotation/rotate-secret.ts';
import type { RotationPorts } from '../../../../shared/tenant/rotation/rotation-ports.ts';
import { createRotationWorld } from '../../../harness/memory/rotation-world.ts';

const OTHER_APP = '99999999-7777-8888-9999-000000000000';

/** A rotation whose grace period is over. */
async function setup(options: Parameters<typeof createRotationWorld>[0] = {}) {
  const world = createRotationWorld(options);
  const order = () => ({ connection: world.connection(), days: 180 });
  const rotation = await rotateSecret(order(), world.ports);
  world.pass(61 * MINUTE);
  const record = async () => (await world.rotations.read('contoso'))?.rotation;
  const end = (ports: Partial<RotationPorts> = {}) => endOverlap(order(), { ...world.ports, ...ports });
  const names = () => [...world.passwords.values()].map(({ displayName }) => displayName);
  return { world, rotation, order, end, record, names };
}

describe('the end of a rotation', () => {
  test('begins none, where the rotation has come to its end meanwhile', async () => {
    const { world, end, record } = await setup();
    await end();
    const done = await record();
    expect(done).toMatchObject({ state: 'done' });
    expect(await end()).toEqual(done);
    expect(await record()).toEqual(done);
    expect(world.versions).toHaveLength(2);
  });

  test('keeps what another connection of the same app has under a name of its own, however long that was idle', async () => {
    const { world, end } = await setup({ isTagged: true });
    world.saveConnection({ tenant: 'fabrikam', secretName: 'postbus-fabrikam-client-secret' });
    world.store(world.first.secret, {}, 'postbus-fabrikam-client-secret');
    expect(await end()).toMatchObject({ state: 'done', ending: 'left', because: 'shared' });
    expect(world.left).toEqual(['shared']);
    expect(world.accepts(world.first.secret)).toBe(true);
  });

  test('keeps one of its own as well that another connection was given in between', async () => {
    const { world, order, end } = await setup();
    world.saveConnection({ tenant: 'fabrikam', secretName: 'postbus-fabrikam-client-secret' });
    const between = world.versions[0]?.value ?? '';
    world.store(between, {}, 'postbus-fabrikam-client-secret');
    const { secret } = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    await rotateSecret({ ...order(), typed: { value: secret } }, world.ports);
    world.pass(61 * MINUTE);
    expect(await end()).toMatchObject({ ending: 'left', because: 'shared' });
    expect(world.accepts(between)).toBe(true);
  });

  test('keeps it as well where nobody can say what that connection has', async () => {
    const { world, end } = await setup();
    world.saveConnection({ tenant: 'fabrikam', secretName: 'postbus-fabrikam-client-secret' });
    world.store('disabled', { isEnabled: false }, 'postbus-fabrikam-client-secret');
    expect(await end()).toMatchObject({ ending: 'left', because: 'shared' });
  });

  test('is not kept from it by connections that have another secret, another app, or the same secret', async () => {
    const { world, end } = await setup();
    world.saveConnection({ tenant: 'with-another-secret', secretName: 'another' });
    world.store(world.others.secret, {}, 'another');
    world.saveConnection({ tenant: 'with-another-app', secretName: 'of-another-app', clientId: OTHER_APP });
    world.store(world.first.secret, {}, 'of-another-app');
    world.saveConnection({ tenant: 'with-the-same' });
    world.saveConnection({ tenant: 'with-none', secretName: 'nothing-there' });
    expect(await end()).toMatchObject({ ending: 'removed' });
  });

  test('is not put off for ever by somebody who goes on using the earlier one', async () => {
    const { world, end, record } = await setup();
    const use = { tenant: 'contoso', fingerprint: shortHash(world.first.secret), version: 'version-1' };
    for (let day = 0; day < 8; day += 1) {
      expect(await record()).toMatchObject({ state: 'overlapping' });
      world.uses[0] = { ...use, usedAt: world.clock.now };
      await end();
      world.pass(DAY);
    }
    expect(await record()).toMatchObject({ state: 'done', ending: 'left', because: 'still-used' });
    expect(world.removed).toEqual([]);
  });

  test('is put off no longer than an hour by an Entra ID that does not remove it', async () => {
    const { world, end } = await setup();
    const registrations = { ...world.ports.registrations, removePassword: async () => false };
    const tries = [await end({ registrations })];
    while (tries.at(-1)?.state === 'overlapping' && tries.length < 100) {
      world.pass(MINUTE);
      tries.push(await end({ registrations }));
    }
    expect(tries.at(-1)).toMatchObject({ ending: 'left', because: 'not-removed' });
    expect(tries.length).toBeGreaterThan(55);
    expect(tries.length).toBeLessThan(65);
  });

  test('takes what was made in vain away also where somebody has stored another one since', async () => {
    const { world, rotation, end, names } = await setup();
    world.addPassword(`postbus ${rotation.id}`, new Date(world.clock.now.getTime() + DAY));
    const another = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    world.store(another.secret);
    expect(await end()).toMatchObject({ ending: 'left', because: 'replaced' });
    // The one that was current before stays: somebody may use it.
    expect(names()).toEqual(['made by hand', 'of another system', `postbus ${rotation.id}`, 'made by hand']);
  });

  test('takes nothing away that may be the secret somebody gave', async () => {
    const world = createRotationWorld();
    const { id } = await rotateSecret({ connection: world.connection(), days: 180 }, world.ports);
    const end = new Date(world.clock.now.getTime() + 90 * DAY);
    const typed = world.addPassword(`postbus ${id}`, end);
    await rotateSecret({ connection: world.connection(), days: 180, typed: { value: typed.secret } }, world.ports);
    world.pass(61 * MINUTE);
    expect(await endOverlap({ connection: world.connection(), days: 180 }, world.ports)).toMatchObject({
      ending: 'removed',
    });
    expect([...world.passwords.keys()].toSorted()).toEqual([typed.keyId, world.others.keyId].toSorted());
  });

  test('tells what is left before it is written down, so that a death in between tells it again', async () => {
    const { world, end, record } = await setup();
    Object.assign(world.rules, { mayWrite: false });
    const tellLeft = async (): Promise<void> => {
      throw new Error('the table does not answer');
    };
    await expect(end({ tellLeft })).rejects.toThrow();
    expect(await record()).toMatchObject({ state: 'overlapping' });
    world.pass(2 * MINUTE);
    await end();
    expect(world.left).toEqual(['not-permitted']);
  });
});

describe('a rotation about an app that the connection has no more', () => {
  test('ends, and says that the secrets before are left', async () => {
    const { world, record, names, rotation } = await setup();
    world.addPassword(`postbus ${rotation.id}`, new Date(world.clock.now.getTime() + HOUR));
    world.saveConnection({ clientId: OTHER_APP });
    await endStale(world.connection(), world.ports);
    expect(await record()).toMatchObject({ state: 'done', ending: 'left', because: 'replaced' });
    expect(world.left).toEqual(['replaced']);
    expect(names()).toEqual(['made by hand', 'of another system', `postbus ${rotation.id}`]);
  });

  test('ends as well where only its end is asked for', async () => {
    const { world, end } = await setup();
    world.saveConnection({ clientId: OTHER_APP });
    expect(await end()).toMatchObject({ state: 'done', ending: 'left', because: 'replaced' });
  });

  test('is let be where it is about what the connection has', async () => {
    const { world, record } = await setup();
    const before = await record();
    expect(await endStale(world.connection(), world.ports)).toBeUndefined();
    expect(await record()).toEqual(before);
  });
});
