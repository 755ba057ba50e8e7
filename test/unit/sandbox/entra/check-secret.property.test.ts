import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withoutPassword, withPassword } from '../../../../sandbox/directory/app-password.ts';
import type { App, AppSecret } from '../../../../sandbox/directory/tenant.ts';
import { findSecretProblem } from '../../../../sandbox/entra/check-secret.ts';
import { plainRegistration } from '../../../../sandbox/seed.ts';

const day = 86_400_000;

function setup(propagationMilliseconds = 60_000) {
  const secret = (keyId: string, value: string): AppSecret => ({
    keyId,
    displayName: '',
    value,
    startsAt: 0,
    expiresAt: 100 * day,
  });
  const app: App = {
    ...plainRegistration,
    clientId: 'client',
    objectId: 'object',
    registrationId: 'registration',
    displayName: 'Postbus',
    secrets: [secret('old', 'old value')],
    entraRoles: [],
    rbac: [],
    grantsEffectiveAt: 0,
  };
  const isTaken = (asked: App, value: string, { now, chance }: { now: number; chance: number }) =>
    findSecretProblem(asked, value, { now, chance: () => chance }) === undefined;
  return { app, isTaken, added: secret('new', 'new value'), change: { now: 0, propagationMilliseconds } };
}

const chances = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const instants = fc.integer({ min: 0, max: 60_000 });

describe('check secret', () => {
  test('takes a new password by chance while it spreads, always afterwards, and the old one all the time', () => {
    const { app, added, change, isTaken } = setup();
    const both = withPassword(app, added, change);
    fc.assert(
      fc.property(instants, chances, (now, chance) => {
        expect(isTaken(both, 'new value', { now, chance })).toBe(now === 60_000 || chance < now / 60_000);
        expect(isTaken(both, 'new value', { now: now + 60_000, chance })).toBe(true);
        expect(isTaken(both, 'old value', { now, chance })).toBe(true);
      }),
    );
  });

  test('goes on taking a removed password by chance while that spreads, and never afterwards', () => {
    const { app, added, change, isTaken } = setup();
    const rotated = withoutPassword(withPassword(app, added, { ...change, propagationMilliseconds: 0 }), 'old', change);
    fc.assert(
      fc.property(instants, chances, (now, chance) => {
        expect(isTaken(rotated, 'old value', { now, chance })).toBe(now < 60_000 && chance >= now / 60_000);
        expect(isTaken(rotated, 'old value', { now: now + 60_000, chance })).toBe(false);
        expect(isTaken(rotated, 'new value', { now, chance })).toBe(true);
      }),
    );
  });

  test('changes everywhere at once where nothing has to spread, and draws no chance', () => {
    const { app, added, change } = setup(0);
    const rotated = withoutPassword(withPassword(app, added, change), 'old', change);
    const circumstances = {
      now: 0,
      chance: (): number => {
        throw new Error('A chance was drawn.');
      },
    };
    expect(findSecretProblem(rotated, 'new value', circumstances)).toBeUndefined();
    expect(findSecretProblem(rotated, 'old value', circumstances)?.[0]).toBe('wrongSecret');
  });

  test('takes no removed password that has expired, and forgets those that nobody knows any more', () => {
    const { app, added, isTaken } = setup();
    const late = { now: 100 * day - 1, propagationMilliseconds: 60_000 };
    const removed = withoutPassword(app, 'old', late);
    expect(isTaken(removed, 'old value', { now: 100 * day - 1, chance: 0.5 })).toBe(true);
    expect(isTaken(removed, 'old value', { now: 100 * day, chance: 0.5 })).toBe(false);
    expect(withPassword(removed, added, { ...late, now: 101 * day }).removedSecrets).toEqual([]);
  });
});
