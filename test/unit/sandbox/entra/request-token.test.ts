import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../../../sandbox/answer.ts';
import { createDirectory } from '../../../../sandbox/directory/directory.ts';
import type { App } from '../../../../sandbox/directory/tenant.ts';
import { requestToken, type TokenForm } from '../../../../sandbox/entra/request-token.ts';
import { createTokenIssuer } from '../../../../sandbox/entra/token-issuer.ts';
import { makeSeed } from '../../../../sandbox/seed.ts';

const now = Date.UTC(2026, 10, 22, 12);
const tenantId = 'c0c0c0c0-0000-4000-8000-000100000000';
const clientId = 'c0c0c0c0-0000-4000-8000-000200000000';
const secret = { keyId: 'key', displayName: 'postbus', value: 'right', startsAt: now - 1_000, expiresAt: now + 1_000 };

function setup(changes: Partial<App> = {}) {
  const tenants = makeSeed(now).map((tenant) => ({
    ...tenant,
    apps: tenant.apps.map((app) => ({ ...app, secrets: [secret], ...changes })),
  }));
  const directory = createDirectory({ read: () => undefined, write: () => {} }, tenants);
  const clock = { now: () => now, onMove: () => () => {} };
  const issuer = createTokenIssuer(clock);
  const endpoint = {
    directory,
    issuer,
    identityIssuer: issuer,
    clock,
    machineNow: () => now,
    chance: () => 0,
    lifetimeSeconds: () => 3_599,
  };
  const form: TokenForm = {
    tenant: tenantId,
    origin: 'https://localhost:8444',
    grantType: 'client_credentials',
    clientId,
    clientSecret: 'right',
    scope: 'https://graph.microsoft.com/.default',
  };
  const ask = (changedForm: Partial<TokenForm> = {}) => requestToken(endpoint, { ...form, ...changedForm });
  return { ask, issuer };
}

function bodyOf({ body }: Answer) {
  return JSON.parse(String(body));
}

describe('request token', () => {
  test('gives a token for Graph that carries no roles when only Exchange granted anything', () => {
    const { ask, issuer } = setup();
    const answer = ask();
    expect(answer.status).toBe(200);
    expect(bodyOf(answer)).toMatchObject({ token_type: 'Bearer', expires_in: 3_599, ext_expires_in: 3_599 });
    const verified = issuer.verify(bodyOf(answer).access_token, 'https://graph.microsoft.com');
    expect(verified).toMatchObject({ kind: 'valid', claims: { tid: tenantId, appid: clientId } });
    expect(verified).not.toHaveProperty('claims.roles');
  });

  test('puts tenant-wide roles into a token for Graph, and into no other', () => {
    const { ask, issuer } = setup({ entraRoles: ['Mail.Send'] });
    const graph = issuer.verify(bodyOf(ask()).access_token, 'https://graph.microsoft.com');
    expect(graph).toMatchObject({ claims: { roles: ['Mail.Send'] } });
    const vaultToken = bodyOf(ask({ scope: 'https://vault.azure.net/.default' })).access_token;
    expect(issuer.verify(vaultToken, 'https://vault.azure.net')).not.toHaveProperty('claims.roles');
  });

  test.each([
    ['an unknown tenant', { tenant: 'nowhere.example' }, 400, 'invalid_request', 90002],
    ['the alias of all tenants', { tenant: 'common' }, 400, 'invalid_request', 9001023],
    ['an unknown app', { clientId: 'nobody' }, 400, 'unauthorized_client', 700016],
    [
      'an app of another tenant',
      { clientId: 'fab0fab0-0000-4000-8000-000200000000' },
      400,
      'unauthorized_client',
      700016,
    ],
    ['a wrong secret', { clientSecret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['no secret', { clientSecret: undefined }, 401, 'invalid_client', 7000218],
    ['no grant type', { grantType: undefined }, 400, 'invalid_request', 900144],
    ['another grant type', { grantType: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['a scope that is not .default', { scope: 'https://graph.microsoft.com/Mail.Send' }, 400, 'invalid_scope', 70011],
    ['an unknown resource', { scope: 'https://example.org/.default' }, 400, 'invalid_resource', 500011],
  ])('refuses %s', (_case, changes, status, error, code) => {
    const answer = setup().ask(changes);
    expect(answer.status).toBe(status);
    expect(bodyOf(answer)).toMatchObject({
      error,
      error_codes: [code],
      error_description: expect.stringMatching(
        new RegExp(`^AADSTS${code}: .+ Trace ID: \\S+ Correlation ID: \\S+ Timestamp: 2026-11-22 12:00:00Z$`),
      ),
      timestamp: '2026-11-22 12:00:00Z',
    });
  });

  test('answers an expired secret with 401 and 7000222', () => {
    const answer = setup({ secrets: [{ ...secret, expiresAt: now }] }).ask();
    expect(answer.status).toBe(401);
    expect(bodyOf(answer)).toMatchObject({ error: 'invalid_client', error_codes: [7000222] });
  });

  test('calls a secret that has not propagated yet wrong', () => {
    const answer = setup({ secrets: [{ ...secret, startsAt: now + 1 }] }).ask();
    expect(bodyOf(answer).error_codes).toEqual([7000215]);
  });

  test('accepts either of two overlapping secrets', () => {
    const { ask } = setup({ secrets: [secret, { ...secret, keyId: 'second', value: 'newer' }] });
    expect(ask().status).toBe(200);
    expect(ask({ clientSecret: 'newer' }).status).toBe(200);
  });
});
