import { describe, expect, test } from '@jest/globals';
import { isDeliveryError } from '../../../../shared/delivery/delivery-error.ts';
import { DAY, MINUTE } from '../../../../shared/duration.ts';
import { shortHash } from '../../../../shared/message/fingerprint.ts';
import { endOverlap } from '../../../../shared/tenant/rotation/end-overlap.ts';
import { rotateSecret } from '../../../../shared/tenant/rotation/rotate-secret.ts';
import type { RotationOrder } from '../../../../shared/tenant/rotation/rotation-ports.ts';
import { A_WHILE, mortal } from '../../../harness/memory/mortal-rotation.ts';
import { createRotationWorld, type RotationWorld } from '../../../harness/memory/rotation-world.ts';

type Wish = Partial<Omit<RotationOrder, 'connection'>>;
const orderOf = (world: RotationWorld, wish: Wish = {}): RotationOrder => ({
  connection: world.connection(),
  days: 180,
  ...wish,
});
const rotate = (world: RotationWorld, wish: Wish = {}) => rotateSecret(orderOf(world, wish), world.ports);
const end = (world: RotationWorld, wish: Wish = {}) => endOverlap(orderOf(world, wish), world.ports);
const stateOf = async (world: RotationWorld) => (await world.rotations.read('contoso'))?.rotation.state;
const kinds = (world: RotationWorld): readonly string[] => world.steps.map(({ kind }) => kind);

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return isDeliveryError(error) ? error.code : String(error);
}

describe('a rotation', () => {
  test('makes, proves, stores and marks a new secret, and leaves the earlier one alone', async () => {
    const world = createRotationWorld();
    const rotation = await rotate(world);
    expect(kinds(world)).toEqual(['added', 'proved', 'stored', 'current']);
    expect(rotation).toMatchObject({ state: 'overlapping', graceMinutes: 60, earlierVersion: 'version-1' });
    expect(world.connection().rotatedAt).toEqual(rotation.rotatedAt);
    expect([...world.passwords.keys()]).toEqual([world.first.keyId, world.others.keyId, rotation.keyId]);
    expect(rotation.expiresAt?.getTime()).toBeGreaterThan(world.clock.now.getTime() + 179 * DAY);
    expect(world.versions[0]).toMatchObject({ rotation: rotation.id, keyId: rotation.keyId });
  });

  test('takes the earlier one away after the grace period and not before', async () => {
    const world = createRotationWorld();
    const { removeAt } = await rotate(world);
    world.pass(59 * MINUTE);
    expect(await end(world)).toMatchObject({ state: 'overlapping', removeAt });
    expect(world.removed).toEqual([]);
    world.pass(MINUTE);
    expect(await end(world)).toMatchObject({ state: 'done', ending: 'removed' });
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
  });

  test('counts the grace period anew while somebody still uses another secret', async () => {
    const world = createRotationWorld();
    await rotate(world);
    world.pass(50 * MINUTE);
    const usedAt = world.clock.now;
    world.uses.push({ tenant: 'contoso', fingerprint: shortHash(world.first.secret), version: 'version-1', usedAt });
    world.pass(10 * MINUTE);
    expect(await end(world)).toMatchObject({ removeAt: new Date(usedAt.getTime() + 60 * MINUTE) });
    expect(world.removed).toEqual([]);
    world.pass(50 * MINUTE);
    expect(await end(world)).toMatchObject({ ending: 'removed' });
  });

  test('waits as well for another connection that has the same secret', async () => {
    const world = createRotationWorld();
    await rotate(world);
    world.pass(60 * MINUTE);
    const use = { fingerprint: shortHash(world.first.secret), version: 'v', usedAt: world.clock.now };
    world.uses.push({ tenant: 'sister', ...use }, { tenant: 'other', ...use, fingerprint: 'of its own' });
    expect(await end(world)).toMatchObject({ state: 'overlapping' });
  });

  test('waits until Entra ID knows a new secret everywhere', async () => {
    const world = createRotationWorld({ propagationMs: 40_000 });
    await rotate(world);
    expect(kinds(world)).toContain('not-known-yet');
    expect(world.clock.now.getTime()).toBeGreaterThan(world.passwords.get('key-3')?.knownFrom.getTime() ?? 0);
  });

  test('takes a secret back that Entra ID does not accept within two minutes, and changes nothing', async () => {
    const world = createRotationWorld();
    const tokens = world.ports.tokens;
    const isFirst = shortHash(world.first.secret);
    const ports = {
      ...world.ports,
      tokens: {
        ...tokens,
        acquire: (...[connection, credential]: Parameters<typeof tokens.acquire>) =>
          tokens.acquire(
            connection,
            credential.fingerprint === isFirst ? credential : ({ ...credential, secret: 'x' } as never),
          ),
      },
    };
    expect(await codeOf(rotateSecret(orderOf(world), ports))).toBe('ERR_NEW_SECRET_REFUSED');
    expect([...world.passwords.keys()]).toEqual([world.first.keyId, world.others.keyId]);
    expect(world.versions).toHaveLength(1);
    expect(world.connection().rotatedAt).toBeUndefined();
    expect(await stateOf(world)).toBe('failed');
  });

  test.each([
    ['ERR_ROTATION_NOT_PERMITTED', (world: RotationWorld) => Object.assign(world.rules, { mayWrite: false })],
    [
      'ERR_ROTATION_NOT_PERMITTED',
      (world: RotationWorld) => Object.assign(world.rules, { mayRead: false, mayWrite: false }),
    ],
    ['ERR_ROTATION_AGAINST_POLICY', (world: RotationWorld) => Object.assign(world.rules, { longestDays: 90 })],
    ['ERR_CREDENTIAL_REFUSED', (world: RotationWorld) => world.passwords.delete(world.first.keyId)],
  ])('ends with %s where it cannot make one, and the next one begins anew', async (code, spoil) => {
    const world = createRotationWorld();
    spoil(world);
    expect(await codeOf(rotate(world))).toBe(code);
    const first = (await world.rotations.read('contoso'))?.rotation;
    expect(first).toMatchObject({ state: 'failed', failure: code });
    await codeOf(rotate(world));
    expect((await world.rotations.read('contoso'))?.rotation.id).not.toBe(first?.id);
  });

  test('asks with the version before where somebody has spoiled the newest, and repairs it so', async () => {
    const world = createRotationWorld();
    world.store('a wrong value');
    const rotation = await rotate(world);
    expect(rotation.earlierVersion).toBe('version-1');
    world.pass(60 * MINUTE);
    expect(await end(world)).toMatchObject({ ending: 'removed' });
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
  });

  test('is one at a time: who comes second is told, and may go on when the first one is gone', async () => {
    const world = createRotationWorld();
    await expect(rotateSecret(orderOf(world), mortal(world.ports, { at: 9, when: 'before' }).ports)).rejects.toThrow();
    expect(await codeOf(rotate(world))).toBe('ERR_ROTATION_UNDER_WAY');
    world.pass(A_WHILE);
    expect(await rotate(world)).toMatchObject({ state: 'overlapping' });
    expect(kinds(world)).toContain('resumed');
  });

  test('does not touch a secret that somebody has stored since', async () => {
    const world = createRotationWorld();
    await rotate(world);
    const another = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    world.store(another.secret);
    world.pass(60 * MINUTE);
    expect(await end(world)).toMatchObject({ state: 'done', ending: 'left', because: 'replaced' });
    expect(world.removed).toEqual([]);
  });

  test('leaves the earlier one where the new one does not work any more', async () => {
    const world = createRotationWorld();
    const { keyId = '' } = await rotate(world);
    world.pass(60 * MINUTE);
    world.passwords.delete(keyId);
    expect(await codeOf(end(world))).toBe('ERR_NEW_SECRET_REFUSED');
    expect(world.removed).toEqual([]);
    expect(await stateOf(world)).toBe('overlapping');
  });

  test('makes another one where the new one does not work any more, and takes both away in the end', async () => {
    const world = createRotationWorld();
    const { keyId = '', id } = await rotate(world);
    world.passwords.delete(keyId);
    const second = await rotate(world);
    expect(second).toMatchObject({ id, state: 'overlapping', earlierVersion: 'version-1' });
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    world.pass(60 * MINUTE);
    expect(await end(world)).toMatchObject({ state: 'done', ending: 'removed' });
    expect([...world.passwords.keys()].toSorted()).toEqual([second.keyId, world.others.keyId].toSorted());
  });

  test('says that it is left to somebody where two passwords begin alike', async () => {
    const world = createRotationWorld();
    world.addPassword('twin', new Date(world.clock.now.getTime() + DAY), `${world.first.secret.slice(0, 3)}twin`);
    await rotate(world);
    world.pass(60 * MINUTE);
    expect(await end(world)).toMatchObject({ ending: 'left', because: 'not-known' });
    expect(world.removed).toEqual([]);
  });

  test('knows the one it has made itself from the one before, also where two begin alike', async () => {
    const world = createRotationWorld({ isTagged: true });
    world.addPassword('twin', new Date(world.clock.now.getTime() + DAY), `${world.first.secret.slice(0, 3)}twin`);
    await rotate(world, { graceMinutes: 0 });
    expect(await end(world)).toMatchObject({ ending: 'removed' });
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
  });

  test('is begun anew where the connection has another client by now', async () => {
    const world = createRotationWorld();
    const { id } = await rotate(world);
    world.saveConnection({ clientId: '99999999-7777-8888-9999-000000000000' });
    const other = await rotate(world);
    expect(other.id).not.toBe(id);
    // Nobody knows what uses the secrets of the app before.
    expect(world.left).toEqual(['replaced']);
  });
});

describe('a rotation with a secret that somebody gave', () => {
  test('stores it when it is proven, and leaves the earlier one to people where the app may not change it', async () => {
    const world = createRotationWorld();
    Object.assign(world.rules, { mayWrite: false });
    const { secret, endsAt } = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    const rotation = await rotate(world, { typed: { value: secret, expiresAt: endsAt }, graceMinutes: 0 });
    expect(rotation).toMatchObject({ state: 'overlapping', source: 'typed', expiresAt: endsAt });
    expect(world.versions[0]?.value).toBe(secret);
    expect(await end(world)).toMatchObject({ ending: 'left', because: 'not-permitted' });
  });

  test('takes the earlier one away where the app may', async () => {
    const world = createRotationWorld();
    const { secret } = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    await rotate(world, { typed: { value: secret }, graceMinutes: 0 });
    expect(await end(world)).toMatchObject({ ending: 'removed' });
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
  });

  test('changes nothing with a wrong value, nor with the one that is current', async () => {
    const world = createRotationWorld();
    expect(await codeOf(rotate(world, { typed: { value: 'wrong' } }))).toBe('ERR_NEW_SECRET_REFUSED');
    expect(await codeOf(rotate(world, { typed: { value: world.first.secret } }))).toBe('ERR_NEW_SECRET_REFUSED');
    expect(world.versions).toHaveLength(1);
    expect(world.connection().rotatedAt).toBeUndefined();
    expect(await stateOf(world)).toBe('failed');
  });

  test('repairs a connection whose secret does not work any more', async () => {
    const world = createRotationWorld();
    world.passwords.delete(world.first.keyId);
    const { secret } = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    await rotate(world, { typed: { value: secret }, graceMinutes: 0 });
    expect(world.versions[0]?.value).toBe(secret);
    expect(await end(world)).toMatchObject({ state: 'done' });
    expect(world.removed).toEqual([]);
  });
});
