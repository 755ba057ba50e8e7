import { describe, expect, test } from '@jest/globals';
import type { Alert } from '../../../../shared/alert/alert.ts';
import { DAY, HOUR, MINUTE } from '../../../../shared/duration.ts';
import type { LogEvent } from '../../../../shared/log/log-sink.ts';
import { isDue, rotateDue } from '../../../../shared/tenant/rotation/rotate-due.ts';
import { rotateSecret } from '../../../../shared/tenant/rotation/rotate-secret.ts';
import { A_WHILE, Died, mortal } from '../../../harness/memory/mortal-rotation.ts';
import { createRotationWorld } from '../../../harness/memory/rotation-world.ts';

function setup({ autoRotate = true } = {}) {
  const world = createRotationWorld();
  const alerts = new Map<string, Alert>();
  const events: LogEvent[] = [];
  const connection = () => ({ ...world.connection(), autoRotate });
  const ports = {
    ...world.ports,
    connections: { ...world.ports.connections, list: async () => [connection()] },
    alerts: {
      raise: async (alert: Alert) => {
        const isNew = !alerts.has(alert.id);
        if (isNew) alerts.set(alert.id, alert);
        return isNew;
      },
    },
    log: (event: LogEvent) => void events.push(event),
  };
  return { world, alerts, ports, connection, names: () => events.map(({ name }) => name), run: () => rotateDue(ports) };
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
