/** What goes wrong between the first step and the last: answers that are lost, and people who change something meanwhile. */
import { describe, expect, test } from '@jest/globals';
import { deliveryError, isDeliveryError } from '../../../../shared/delivery/delivery-error.ts';
import { DAY, HOUR, MINUTE } from '../../../../shared/duration.ts';
import { endOverlap } from '../../../../shared/tenant/rotation/end-overlap.ts';
import { rotateSecret } from '../../../../shared/tenant/rotation/rotate-secret.ts';
import type { RotationOrder, RotationPorts } from '../../../../shared/tenant/rotation/rotation-ports.ts';
import { createRotationWorld } from '../../../harness/memory/rotation-world.ts';

function setup() {
  const world = createRotationWorld();
  const { ports } = world;
  const rotate = (over: Partial<RotationPorts> = {}, wish: Partial<RotationOrder> = {}) =>
    rotateSecret({ connection: world.connection(), days: 180, ...wish }, { ...ports, ...over });
  const end = () => endOverlap({ connection: world.connection(), days: 180 }, ports);
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(
      () => 'none',
      (error: unknown) => (isDeliveryError(error) ? error.code : String(error)),
    );
  const typed = () => world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
  /** Entra ID makes it, and nobody hears of it. */
  const silent: RotationPorts['registrations'] = {
    ...ports.registrations,
    addPassword: async (...input) => {
      await ports.registrations.addPassword(...input);
      throw deliveryError('ERR_GRAPH_UNAVAILABLE');
    },
  };
  /** Something happens while the new secret is being proven. */
  const meanwhile = (act: () => void): Partial<RotationPorts> => {
    let isDone = false;
    return {
      sleep: async (milliseconds) => {
        world.pass(milliseconds);
        if (!isDone) act();
        isDone = true;
      },
    };
  };
  const record = async () => (await world.rotations.read('contoso'))?.rotation;
  const names = () => [...world.passwords.values()].map(({ displayName }) => displayName);
  return { world, ports, rotate, end, codeOf, typed, silent, meanwhile, record, names };
}

describe('a secret that somebody gave', () => {
  test('becomes current also while another rotation is overlapping, which then ends with it', async () => {
    const { world, rotate, end, typed } = setup();
    const { id } = await rotate();
    const { secret, keyId } = typed();
    expect(await rotate({}, { typed: { value: secret } })).toMatchObject({ id, state: 'overlapping' });
    expect(world.versions[0]?.value).toBe(secret);
    world.pass(61 * MINUTE);
    expect(await end()).toMatchObject({ ending: 'removed' });
    // Neither the first one nor the one in between is left.
    expect([...world.passwords.keys()].toSorted()).toEqual([keyId, world.others.keyId].toSorted());
  });

  test('becomes current also where a run has died right after it had stored one', async () => {
    const { world, rotate, typed, ports } = setup();
    const markRotated = () => Promise.reject(new Error('killed'));
    await expect(rotate({ connections: { ...ports.connections, markRotated } })).rejects.toThrow('killed');
    world.pass(3 * MINUTE);
    const { secret } = typed();
    await rotate({}, { typed: { value: secret } });
    expect(world.versions[0]?.value).toBe(secret);
  });

  test('is left, and told, where another was given after it', async () => {
    const { world, rotate, typed, end } = setup();
    const between = typed();
    await rotate({}, { typed: { value: between.secret } });
    await rotate({}, { typed: { value: typed().secret } });
    world.pass(61 * MINUTE);
    expect(await end()).toMatchObject({ state: 'done', ending: 'left', because: 'replaced' });
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
    expect(world.left).toEqual(['replaced']);
  });

  test('is not taken for the earlier one when another is given after it', async () => {
    const { world, rotate, typed } = setup();
    world.versions.length = 0;
    const first = await rotate({}, { typed: { value: typed().secret } });
    expect(first).toMatchObject({ state: 'overlapping', version: 'version-1' });
    const second = await rotate({}, { typed: { value: typed().secret } });
    expect(second).toMatchObject({ state: 'overlapping', version: 'version-2' });
    expect(second.earlierVersion).toBeUndefined();
  });

  test('changes nothing of an overlapping rotation where it is wrong', async () => {
    const { world, rotate, codeOf, record } = setup();
    await rotate();
    const before = await record();
    expect(await codeOf(rotate({}, { typed: { value: 'wrong' } }))).toBe('ERR_NEW_SECRET_REFUSED');
    expect(await record()).toMatchObject({ state: 'overlapping', version: before?.version, keyId: before?.keyId });
    expect(world.versions).toHaveLength(2);
  });

  test('is the same one when it is given again', async () => {
    const { world, rotate, typed } = setup();
    const { secret } = typed();
    await rotate({}, { typed: { value: secret } });
    expect(await rotate({}, { typed: { value: secret } })).toMatchObject({ state: 'overlapping' });
    expect(world.versions).toHaveLength(2);
  });

  test('does not make Entra ID’s look like typed where somebody goes on without it', async () => {
    const { world, rotate, typed, ports, record } = setup();
    const given = typed();
    const tokens: RotationPorts['tokens'] = {
      ...ports.tokens,
      acquire: async (connection, credential) => {
        if (credential.kind === 'client-secret' && credential.secret === given.secret) throw new Error('killed');
        return ports.tokens.acquire(connection, credential);
      },
    };
    await expect(rotate({ tokens }, { typed: { value: given.secret } })).rejects.toThrow('killed');
    expect(await record()).toMatchObject({ source: 'typed', state: 'adding' });
    world.pass(3 * MINUTE);
    expect(await rotate()).toMatchObject({ source: 'entra', state: 'overlapping' });
  });
});

describe('a vault whose answer is lost', () => {
  const storing = ({ ports }: ReturnType<typeof setup>, code: 'ERR_VAULT_WRITE_DENIED' | 'ERR_VAULT_UNAVAILABLE') => ({
    versions: {
      ...ports.versions,
      store: async (...input: Parameters<RotationPorts['versions']['store']>) => {
        await ports.versions.store(...input);
        throw deliveryError(code);
      },
    },
  });

  test.each(['ERR_VAULT_WRITE_DENIED', 'ERR_VAULT_UNAVAILABLE'] as const)(
    'and that says %s to the next try has the new one all the same, which is not taken back',
    async (code) => {
      const bundle = setup();
      const { world, rotate } = bundle;
      expect(await rotate(storing(bundle, code))).toMatchObject({ state: 'overlapping', version: 'version-2' });
      expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    },
  );

  test('leaves the new one alone where the vault does not say either what it has', async () => {
    const bundle = setup();
    const { world, ports, rotate, codeOf } = bundle;
    const { store } = storing(bundle, 'ERR_VAULT_WRITE_DENIED').versions;
    const isStored = () => world.versions.length > 1;
    const list: RotationPorts['versions']['list'] = async (name) => {
      if (isStored()) throw deliveryError('ERR_VAULT_UNAVAILABLE');
      return ports.versions.list(name);
    };
    expect(await codeOf(rotate({ versions: { ...ports.versions, store, list } }))).toBe('ERR_VAULT_WRITE_DENIED');
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    world.pass(3 * MINUTE);
    expect(await rotate()).toMatchObject({ state: 'overlapping', version: 'version-2' });
  });

  test('is not believed where what it has does not work: another one is made', async () => {
    const { world, ports, rotate } = setup();
    const markRotated = () => Promise.reject(new Error('killed'));
    await expect(rotate({ connections: { ...ports.connections, markRotated } })).rejects.toThrow('killed');
    world.passwords.delete(world.versions[0]?.keyId ?? '');
    world.pass(3 * MINUTE);
    expect(await rotate()).toMatchObject({ state: 'overlapping', version: 'version-3', earlierVersion: 'version-1' });
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
  });
});

describe('a connection that somebody changes meanwhile', () => {
  test('keeps the secret that was stored for its new app', async () => {
    const { world, rotate, meanwhile, codeOf, names, record } = setup();
    const change = () => world.store('secret-of-the-new-app');
    expect(await codeOf(rotate(meanwhile(change)))).toBe('ERR_ROTATION_UNDER_WAY');
    expect(world.versions[0]?.value).toBe('secret-of-the-new-app');
    expect(names()).toEqual(['made by hand', 'of another system']);
    expect(await record()).toMatchObject({ state: 'failed' });
  });

  test.each([
    ['another app', { clientId: '99999999-7777-8888-9999-000000000000' }],
    ['another directory', { tenantId: '99999999-2222-3333-4444-555555555555' }],
    ['a certificate', { credential: 'certificate' as const }],
  ])('gets no secret where it has %s by then', async (_what, change) => {
    const { world, rotate, meanwhile, codeOf, names } = setup();
    expect(await codeOf(rotate(meanwhile(() => world.saveConnection(change))))).toBe('ERR_ROTATION_UNDER_WAY');
    expect(world.versions).toHaveLength(1);
    expect(names()).toEqual(['made by hand', 'of another system']);
  });
});

describe('a rotation that was stopped before it had stored anything', () => {
  test('is over where somebody has stored another secret since', async () => {
    const { world, rotate, silent, codeOf, typed, record, names } = setup();
    await codeOf(rotate({ registrations: silent }));
    const { secret } = typed();
    world.store(secret);
    world.pass(3 * MINUTE);
    expect(await codeOf(rotate())).toBe('ERR_ROTATION_UNDER_WAY');
    expect(await record()).toMatchObject({ state: 'failed' });
    expect(world.versions[0]?.value).toBe(secret);
    expect(names()).toEqual(['made by hand', 'of another system', 'made by hand']);
    expect(await rotate()).toMatchObject({ state: 'overlapping', earlierVersion: 'version-2' });
  });

  test('says then that something may be left, where nobody can see it', async () => {
    const { world, rotate, silent, codeOf, typed, record } = setup();
    await codeOf(rotate({ registrations: silent }));
    world.store(typed().secret);
    Object.assign(world.rules, { mayRead: false });
    world.pass(3 * MINUTE);
    expect(await codeOf(rotate())).toBe('ERR_ROTATION_UNDER_WAY');
    expect(await record()).toMatchObject({ state: 'done', ending: 'left', because: 'replaced' });
    expect(world.left).toEqual(['replaced']);
  });

  test('raises no alarm where another run has taken it over', async () => {
    const { world, rotate, ports, codeOf } = setup();
    let isTaken = false;
    const sleep = async (milliseconds: number): Promise<void> => {
      world.pass(milliseconds);
      if (isTaken) return;
      isTaken = true;
      world.pass(3 * MINUTE);
      await rotateSecret({ connection: world.connection(), days: 180 }, ports);
    };
    expect(await codeOf(rotate({ sleep }))).toBe('ERR_ROTATION_UNDER_WAY');
    expect(world.left).toEqual([]);
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
  });
});

describe('what was made in vain', () => {
  test('is removed before much of it comes together', async () => {
    const { world, rotate, silent, codeOf } = setup();
    for (let hour = 0; hour < 24; hour += 1) {
      expect(await codeOf(rotate({ registrations: silent }))).toBe('ERR_GRAPH_UNAVAILABLE');
      expect(world.passwords.size).toBeLessThanOrEqual(3);
      world.pass(HOUR);
    }
  });

  test('is left for the end while a run that made it may be about to store it', async () => {
    const { world, rotate, silent, codeOf, end, names } = setup();
    await codeOf(rotate({ registrations: silent }));
    world.pass(3 * MINUTE);
    const { id } = await rotate();
    expect(names().filter((name) => name === `postbus ${id}`)).toHaveLength(2);
    world.pass(61 * MINUTE);
    await end();
    expect(names().filter((name) => name === `postbus ${id}`)).toHaveLength(1);
  });

  test('keeps the record open where nobody can see whether something is left', async () => {
    const { world, rotate, silent, codeOf, record, typed, end, names } = setup();
    await codeOf(rotate({ registrations: silent }));
    world.passwords.delete(world.first.keyId);
    expect(await codeOf(rotate())).toBe('ERR_CREDENTIAL_REFUSED');
    expect(await record()).toMatchObject({ state: 'adding', isAsked: true });
    await rotate({}, { typed: { value: typed().secret }, graceMinutes: 0 });
    world.pass(MINUTE);
    await end();
    expect(names()).toEqual(['of another system', 'made by hand']);
  });
});

describe('connections that share a secret', () => {
  const sister = { tenant: 'sister' };

  test('have one rotation at a time', async () => {
    const { world, rotate, codeOf } = setup();
    world.saveConnection(sister);
    await rotate();
    expect(await codeOf(rotate({}, { connection: world.connection('sister') }))).toBe('ERR_ROTATION_UNDER_WAY');
    expect(world.versions).toHaveLength(2);
    expect(world.connection('sister').rotatedAt).toEqual(world.connection().rotatedAt);
    expect(await world.rotations.read('sister')).toBeUndefined();
  });

  test('do not wait for a secret that somebody began to type', async () => {
    const { world, rotate, typed, ports } = setup();
    world.saveConnection(sister);
    const tokens = { ...ports.tokens, acquire: () => Promise.reject(new Error('killed')) };
    await expect(rotate({ tokens }, { typed: { value: typed().secret } })).rejects.toThrow('killed');
    world.pass(3 * MINUTE);
    expect(await rotate({}, { connection: world.connection('sister') })).toMatchObject({ state: 'overlapping' });
  });

  test('are marked under the record’s lease, however many they are', async () => {
    const { world, rotate, ports } = setup();
    for (let index = 0; index < 100; index += 1) world.saveConnection({ tenant: `t${index}` });
    const markRotated: RotationPorts['connections']['markRotated'] = async (tenant, at) => {
      world.pass(5_000);
      expect((await world.rotations.read('contoso'))?.rotation.busyUntil?.getTime()).toBeGreaterThan(
        world.clock.now.getTime(),
      );
      return ports.connections.markRotated(tenant, at);
    };
    await rotate({ connections: { ...ports.connections, markRotated } });
    expect(world.connection('t99').rotatedAt).toBeDefined();
  });

  test('have none rather than two where both begin in the same moment', async () => {
    const { world, rotate, ports, codeOf } = setup();
    world.saveConnection(sister);
    const create: RotationPorts['rotations']['create'] = async (rotation) => {
      const stored = await ports.rotations.create(rotation);
      await ports.rotations.create({ ...rotation, tenant: 'sister' });
      return stored;
    };
    expect(await codeOf(rotate({ rotations: { ...ports.rotations, create } }))).toBe('ERR_ROTATION_UNDER_WAY');
    expect(world.passwords.size).toBe(2);
  });
});
