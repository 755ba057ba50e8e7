import { describe, expect, test } from '@jest/globals';
import { mayAccess } from '../../../../sandbox/directory/authorize.ts';
import type { App } from '../../../../sandbox/directory/tenant.ts';
import { plainRegistration } from '../../../../sandbox/seed.ts';

const noreply = 'noreply@contoso.example';

function setup(changes: Partial<App> = {}) {
  const app: App = {
    ...plainRegistration,
    clientId: 'client',
    objectId: 'object',
    registrationId: 'registration',
    displayName: 'Postbus',
    secrets: [],
    entraRoles: [],
    rbac: [{ role: 'Application Mail.Send', mailboxes: [noreply] }],
    grantsEffectiveAt: 0,
    ...changes,
  };
  const maySend = (address: string, { tokenRoles = [], now = 1 }: { tokenRoles?: string[]; now?: number } = {}) =>
    mayAccess(app, { permission: 'Mail.Send', address, tokenRoles, now });
  return { app, maySend };
}

describe('authorize', () => {
  test('lets a token without roles send from a mailbox in the Exchange scope', () => {
    expect(setup().maySend('NoReply@contoso.example')).toBe(true);
  });

  test('refuses a mailbox outside the scope', () => {
    expect(setup().maySend('payroll@contoso.example')).toBe(false);
  });

  test('lets a tenant-wide role reach a mailbox outside the scope, because grants are a union', () => {
    expect(setup().maySend('payroll@contoso.example', { tokenRoles: ['Mail.Send'] })).toBe(true);
  });

  test('goes by the roles of the token and not by those granted since', () => {
    expect(setup({ entraRoles: ['Mail.Send'], rbac: [] }).maySend(noreply)).toBe(false);
  });

  test('ignores every grant until it has propagated', () => {
    const { maySend } = setup({ grantsEffectiveAt: 1_000 });
    expect(maySend(noreply, { now: 999 })).toBe(false);
    expect(maySend(noreply, { now: 1_000 })).toBe(true);
  });

  test('does not let the right to write include the right to send, but lets it include reading', () => {
    const { app } = setup({ rbac: [{ role: 'Application Mail.ReadWrite', mailboxes: [noreply] }] });
    const question = { address: noreply, tokenRoles: [], now: 1 };
    expect(mayAccess(app, { ...question, permission: 'Mail.Send' })).toBe(false);
    expect(mayAccess(app, { ...question, permission: 'Mail.ReadBasic' })).toBe(true);
  });
});
