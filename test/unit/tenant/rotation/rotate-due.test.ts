import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../../shared/alert/alert.ts';
import { DAY, HOUR, MINUTE } from '../../../../shared/duration.ts';
import type { LogEvent } from '../../../../shared/log/log-sink.ts';
import { shortHash } from '../../../../shared/message/fingerprint.ts';
import type { CredentialRecord } from '../../../../shared/tenant/expiry/credential-record.ts';
import { isDue } from '../../../../shared/tenant/rotation/is-due.ts';
import { rotateDue } from '../../../../shared/tenant/rotation/rotate-due.ts';
import { rotateSecret } from '../../../../shared/tenant/rotation/rotate-secret.ts';
import { A_WHILE, Died, mortal } from '../../../harness/memory/mortal-rotation.ts';
import { createRotationWorld } from '../../../harness/memory/rotation-world.ts';

function setup({ autoRotate = true } = {}) {
  const world = createRotationWorld();
  const alerts = new Map<string, Alert>();
  const events: LogEvent[] = [];
  world.saveConnection({ autoRotate });
  const connection = () => world.connection();
  const ports = {
    ...world.ports,
    records: { list: async (): Promise<readonly CredentialRecord[]> => [] },
    alerts: {
      raise: async (alert: Alert) => {
        const isNew = !alerts.has(alert.id);
        if (isNew) alerts.set(alert.id, alert);
        return isNew;
      },
    },
    log: (event: LogEvent) => void events.push(event),
  };
  return {
    world,
    alerts,
    events,
    ports,
    connection,
    names: () => events.map(({ name }) => name),
    run: () => rotateDue(ports),
  };
}

describe('the hourly run', () => {
  test('renews a secret that has 30 days left, once, and takes the earlier one away an hour later', async () => {
    const { world, run, names, alerts } = setup();
    world.clock.now = new Date(world.first.endsAt.getTime() - 31 * DAY);
    await run();
    expect(world.versions).toHaveLength(1);
    world.pass(DAY);
    await run();
    expect(world.versions).toHaveLength(2);
    for (let hour = 0; hour < 5; hour += 1) {
      world.pass(HOUR);
      await run();
    }
    expect(world.versions).toHaveLength(2);
    expect(world.removed.map(({ keyId }) => keyId)).toEqual([world.first.keyId]);
    expect(names().filter((name) => name !== 'rotations-done')).toEqual(['secret-rotated', 'rotation-ended']);
    expect(alerts.size).toBe(0);
  });

  test('leaves a connection alone that does not ask for it', async () => {
    const { world, run } = setup({ autoRotate: false });
    world.clock.now = new Date(world.first.endsAt.getTime() - DAY);
    await run();
    expect(world.versions).toHaveLength(1);
  });

  test('goes on with a rotation of an operator who was stopped', async () => {
    const { world, run, connection } = setup({ autoRotate: false });
    const { ports } = mortal(world.ports, { at: 12, when: 'after' });
    await expect(rotateSecret({ connection: connection(), days: 180, graceMinutes: 5 }, ports)).rejects.toThrow(Died);
    await run();
    expect(world.connection().rotatedAt).toBeUndefined();
    world.pass(A_WHILE);
    await run();
    expect(world.connection().rotatedAt).toBeDefined();
    world.pass(6 * MINUTE);
    await run();
    expect(world.removed.map(({ keyId }) => keyId)).toContain(world.first.keyId);
  });

  test('raises one alert a day where it cannot', async () => {
    const { world, run, alerts, names } = setup();
    Object.assign(world.rules, { mayWrite: false });
    world.clock.now = new Date('2027-02-15T01:00:00Z');
    for (let hour = 0; hour < 30; hour += 1) {
      await run();
      world.pass(HOUR);
    }
    expect([...alerts.values()]).toMatchObject([
      { id: 'rotation:contoso:2027-02-15', code: 'ERR_ROTATION_NOT_PERMITTED', owner: 'tenant administrator' },
      { id: 'rotation:contoso:2027-02-16' },
    ]);
    expect(names()).toContain('rotation-failed');
  });

  test('lets a new secret live as long as the last one was to', async () => {
    const { world, run, connection } = setup();
    Object.assign(world.rules, { longestDays: 90 });
    await rotateSecret({ connection: connection(), days: 90, graceMinutes: 0 }, world.ports);
    await run();
    world.pass(61 * DAY);
    await run();
    expect(world.versions).toHaveLength(3);
  });

  test('renews the new one in time where somebody goes on using the earlier one of another tenant', async () => {
    const { world, run, connection, alerts } = setup();
    await rotateSecret({ connection: connection(), days: 180 }, world.ports);
    const fingerprint = shortHash(world.first.secret);
    for (let day = 0; day < 200; day += 1) {
      world.pass(DAY);
      world.uses[0] = { tenant: 'fabrikam', fingerprint, version: 'v', usedAt: world.clock.now };
      await run();
    }
    expect(world.versions.length).toBeGreaterThanOrEqual(3);
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    expect([...alerts.values()]).toContainEqual(
      expect.objectContaining({ code: 'CREDENTIAL_LEFT_BEHIND', sentence: expect.stringContaining('still asked for') }),
    );
  });

  test('renews it in time where Entra ID never removes the earlier one, and says that it is left', async () => {
    const { world, connection, alerts, run, ports } = setup();
    await rotateSecret({ connection: connection(), days: 180 }, world.ports);
    Object.assign(ports.registrations, { removePassword: async () => false });
    for (let hour = 0; hour < 200 * 8; hour += 1) {
      world.pass(3 * HOUR);
      await run();
    }
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    expect([...alerts.values()][0]).toMatchObject({ code: 'CREDENTIAL_LEFT_BEHIND', owner: 'tenant administrator' });
  });

  test('renews one that lives shorter than the grace period of the one before', async () => {
    const { world, run, connection } = setup();
    await rotateSecret({ connection: connection(), days: 3, graceMinutes: 7 * 24 * 60 }, world.ports);
    for (let hour = 0; hour < 3 * 24; hour += 1) {
      world.pass(HOUR);
      await run();
      expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    }
    expect(world.versions).toHaveLength(3);
  });

  test('makes another one where the new one was deleted in the grace period', async () => {
    const { world, run, connection } = setup();
    const { keyId = '' } = await rotateSecret({ connection: connection(), days: 180 }, world.ports);
    world.passwords.delete(keyId);
    world.pass(61 * MINUTE);
    await run();
    expect(world.accepts(world.versions[0]?.value ?? '')).toBe(true);
    world.pass(61 * MINUTE);
    await run();
    expect((await world.rotations.read('contoso'))?.rotation).toMatchObject({ state: 'done', ending: 'removed' });
  });

  test('says so, and makes none, where it may not', async () => {
    const { world, run, connection, alerts } = setup({ autoRotate: false });
    const { keyId = '' } = await rotateSecret({ connection: connection(), days: 180 }, world.ports);
    world.passwords.delete(keyId);
    world.pass(61 * MINUTE);
    await run();
    expect(world.versions).toHaveLength(2);
    expect([...alerts.values()]).toMatchObject([{ code: 'ERR_NEW_SECRET_REFUSED' }]);
    expect(world.removed).toEqual([]);
  });

  test('is not kept from it by somebody who began to type one, and went away', async () => {
    const { world, run, connection, names } = setup();
    const typed = world.addPassword('made by hand', new Date(world.clock.now.getTime() + 90 * DAY));
    const { ports } = mortal(world.ports, { at: 11, when: 'before' });
    const order = { connection: connection(), days: 180, typed: { value: typed.secret } };
    await expect(rotateSecret(order, ports)).rejects.toThrow(Died);
    expect((await world.rotations.read('contoso'))?.rotation).toMatchObject({ state: 'adding', source: 'typed' });
    world.pass(HOUR);
    await run();
    expect(world.versions).toHaveLength(1);
    world.clock.now = new Date(world.first.endsAt.getTime() - 29 * DAY);
    await run();
    expect(world.versions).toHaveLength(2);
    expect(names()).toContain('secret-rotated');
  });

  test('ends a rotation about an app that the connection has no more, and says what is left', async () => {
    const { world, run, connection, alerts, names } = setup({ autoRotate: false });
    await rotateSecret({ connection: connection(), days: 180 }, world.ports);
    world.saveConnection({ clientId: '99999999-7777-8888-9999-000000000000' });
    await run();
    expect(names()).toContain('rotation-ended');
    expect([...alerts.values()]).toMatchObject([{ code: 'CREDENTIAL_LEFT_BEHIND' }]);
  });
});

describe('the hourly run over many connections', () => {
  /** What the daily check remembers of each, and which names the vault was asked about. */
  function setupMany(daysLeft: readonly number[], callMs = 150) {
    const bundle = setup();
    const { world, ports } = bundle;
    const asked: string[] = [];
    const all = daysLeft.map((_, index) => ({ ...bundle.connection(), tenant: `t${index}`, secretName: `s${index}` }));
    const records = daysLeft.map((days, index): CredentialRecord => {
      const statedUntil = new Date(world.clock.now.getTime() + days * DAY);
      const facts = { kind: 'client-secret', version: 'v', statedUntil } as const;
      return {
        tenant: `t${index}`,
        facts,
        checkedAt: world.clock.now,
        findings: [],
        told: { version: '', causes: {} },
      };
    });
    Object.assign(ports, {
      connections: { ...ports.connections, list: async () => all },
      records: { list: async () => records },
      versions: {
        ...ports.versions,
        list: async (name: string) => {
          asked.push(name);
          world.pass(callMs / 4);
          return [];
        },
      },
    });
    return { ...bundle, asked };
  }

  test('asks the vault only about those whose secret ends soon by what the daily check remembers, soonest first', async () => {
    const { run, asked } = setupMany([300, 20, 31, 10, 30]);
    await run();
    expect(asked).toEqual(['s3', 's1', 's4']);
  });

  test('warns where the time is not enough for all, and begins none after two minutes', async () => {
    const { run, asked, events } = setupMany(Array.from({ length: 5_000 }, (_, index) => index % 30));
    await run();
    expect(asked.length).toBeLessThan(3_300);
    expect(events.at(-1)).toMatchObject({
      name: 'rotations-done',
      level: 'warn',
      fields: { left: 5_000 - asked.length },
    });
  });

  test('counts its time on a clock that nobody sets', async () => {
    const { world, run, events, ports } = setup();
    const { listOpen } = world.rotations;
    let now = world.clock.now;
    Object.assign(ports, {
      elapsed: () => 0,
      now: () => now,
      rotations: {
        ...world.rotations,
        listOpen: async () => {
          now = new Date(world.clock.now.getTime() + 10 * MINUTE);
          return listOpen();
        },
      },
    });
    await run();
    expect(events.at(-1)).toMatchObject({ level: 'info', fields: { looked: 1, left: 0 } });
  });

  test('makes one secret for connections that share it, though all come due', async () => {
    const { world, run, connection } = setup();
    for (const tenant of ['sister', 'brother']) world.saveConnection({ tenant, autoRotate: true });
    world.saveConnection({ autoRotate: true });
    world.clock.now = new Date(world.first.endsAt.getTime() - 20 * DAY);
    await run();
    expect(world.versions).toHaveLength(2);
    expect(world.connection('sister').rotatedAt).toEqual(connection().rotatedAt);
    world.pass(2 * HOUR);
    await run();
    expect([...world.passwords.keys()]).toHaveLength(2);
  });

  test('reads what is about all tenants once', async () => {
    const { world, run, ports } = setup();
    for (let index = 0; index < 10; index += 1) {
      const name = { tenant: `t${index}`, secretName: `s${index}` };
      world.saveConnection({ ...name, autoRotate: true });
      const { secret } = world.addPassword(`of ${index}`, new Date(world.clock.now.getTime() + 90 * DAY));
      world.store(secret, {}, name.secretName);
      await rotateSecret({ connection: world.connection(name.tenant), days: 180 }, world.ports);
    }
    world.pass(2 * HOUR);
    const count = { connections: 0, uses: 0 };
    const { connections, uses } = world.ports;
    Object.assign(ports, {
      connections: {
        ...connections,
        list: () => {
          count.connections += 1;
          return connections.list();
        },
      },
      uses: {
        list: (tenant?: string) => {
          if (tenant === undefined) count.uses += 1;
          return uses.list(tenant);
        },
      },
    });
    await run();
    expect((await world.rotations.listOpen()).length).toBe(0);
    expect(count).toEqual({ connections: 1, uses: 1 });
  });
});

describe('a secret that is due', () => {
  const now = new Date('2026-03-01T00:00:00Z');
  const secret = (lived: number, left: number) => ({
    createdAt: new Date(now.getTime() - lived * DAY),
    expiresAt: new Date(now.getTime() + left * DAY),
  });
  test.each([
    [150, 31, false],
    [150, 30, true],
    [0, 30, false],
    [20, 10, true],
    [19, 11, false],
    [400, -5, true],
  ])('that lived %d days and has %d left: %p', (lived, left, expected) => {
    expect(isDue(secret(lived, left), now)).toBe(expected);
  });

  test('is none without a known end', () => {
    expect(isDue({ createdAt: now }, now)).toBe(false);
  });
});
