import { describe, expect, test } from '@jest/globals';
import { createTokenIssuer } from '../../../../sandbox/entra/token-issuer.ts';

const audience = 'https://graph.microsoft.com';

function setup() {
  const time = { now: Date.UTC(2026, 10, 22) };
  const issuer = createTokenIssuer({ now: () => time.now, onMove: () => () => {} });
  const issue = (tenantId = 'tenant-1') =>
    issuer.issue({
      audience,
      tenantId,
      appId: 'app',
      objectId: 'object',
      displayName: 'Postbus',
      roles: [],
      lifetimeSeconds: 60,
    });
  return { time, issuer, issue };
}

describe('token issuer', () => {
  test('accepts its own token for its audience, with or without a slash at the end', () => {
    const { issuer, issue } = setup();
    expect(issuer.verify(issue(), audience).kind).toBe('valid');
    expect(issuer.verify(issue(), `${audience}/`).kind).toBe('valid');
  });

  test('refuses a token for another audience', () => {
    const { issuer, issue } = setup();
    expect(issuer.verify(issue(), 'https://vault.azure.net')).toEqual({ kind: 'refused', reason: 'audience' });
  });

  test('refuses a token at the second it expires, also when it was accepted before', () => {
    const { time, issuer, issue } = setup();
    const token = issue();
    time.now += 59_999;
    expect(issuer.verify(token, audience).kind).toBe('valid');
    time.now += 1;
    expect(issuer.verify(token, audience)).toEqual({ kind: 'refused', reason: 'expired' });
  });

  test('refuses changed claims, the token of another run, and what is no token', () => {
    const { issuer, issue } = setup();
    const [header, , signature] = issue().split('.');
    const forged = Buffer.from(JSON.stringify({ aud: audience, tid: 'tenant-2' })).toString('base64url');
    expect(issuer.verify(`${header}.${forged}.${signature}`, audience)).toMatchObject({ reason: 'signature' });
    expect(issuer.verify(setup().issue(), audience)).toMatchObject({ reason: 'signature' });
    expect(issuer.verify('opaque', audience)).toMatchObject({ reason: 'malformed' });
  });

  test('revokes the tokens a tenant has, and neither later ones nor those of other tenants', () => {
    const { issuer, issue } = setup();
    const [other, before] = [issue('tenant-2'), issue()];
    issuer.revoke('tenant-1');
    const after = issue();
    expect(issuer.verify(before, audience)).toEqual({ kind: 'refused', reason: 'revoked' });
    expect(issuer.verify(after, audience).kind).toBe('valid');
    expect(issuer.verify(other, audience).kind).toBe('valid');
  });
});
