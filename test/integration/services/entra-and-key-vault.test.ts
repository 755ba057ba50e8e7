import { describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../../shared/log/log-sink.ts';
import { createEntraTokens } from '../../../shared/services/entra/entra-tokens.ts';
import { createKeyVaultCredentials } from '../../../shared/services/key-vault/key-vault-credentials.ts';
import { createVaultSecrets } from '../../../shared/services/key-vault/key-vault-secrets.ts';
import { openTokenSource } from '../../../shared/tenant/token-source.ts';
import { useServices } from './use-services.ts';

const services = useServices();

const setup = () => {
  const events: LogEvent[] = [];
  const vaultUrl = services.setting('POSTBUS_KEY_VAULT_URL');
  const identity = services.identity();
  const credentials = createKeyVaultCredentials({ vaultUrl, identity, log: (event) => events.push(event) });
  return {
    events,
    credentials,
    tokens: createEntraTokens(services.endpoints()),
    secrets: createVaultSecrets(vaultUrl, identity),
  };
};

const fault = (service: string, operation: string, effect: object, count = 1) =>
  services
    .sandbox()
    .control('faults', { method: 'POST', body: { service, operation, effect, phase: 'before', count } });

describe('credentials and tokens', () => {
  test('read a secret once for many concurrent callers, with its expiry', async () => {
    const { credentials } = setup();
    const connection = await services.newTenant('vault-flight');
    const before = (await services.requests())['key-vault.getSecret.200'] ?? 0;
    const all = await Promise.all(Array.from({ length: 20 }, () => credentials.read(connection)));
    expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(1);
    expect(all[0]?.expiresAt).toBeInstanceOf(Date);
    expect((await services.requests())['key-vault.getSecret.200']).toBe(before + 1);
  });

  test('make one token request for many concurrent callers, and none while it is fresh', async () => {
    const { credentials, tokens } = setup();
    const connection = await services.newTenant('token-flight');
    const credential = await credentials.read(connection);
    const before = (await services.requests())['entra.token.200'] ?? 0;
    const all = await Promise.all(Array.from({ length: 20 }, () => tokens.acquire(connection, credential)));
    await tokens.acquire(connection, credential);
    expect(new Set(all).size).toBe(1);
    expect((await services.requests())['entra.token.200']).toBe(before + 1);
  });

  test('pick up a rotated secret without a restart', async () => {
    const { credentials, tokens } = setup();
    const connection = await services.newTenant('rotation');
    const token = await openTokenSource(connection, { credentials, tokens }).current();
    const old = await credentials.read(connection);
    await services.sandbox().control('tenants/rotation/secrets', { method: 'POST', body: {} });
    await removeOldSecrets('rotation');
    tokens.drop(connection, old, token);
    await expect(openTokenSource(connection, { credentials, tokens }).current()).resolves.toMatch(/\w/);
    expect((await credentials.read(connection)).fingerprint).not.toBe(old.fingerprint);
  });

  test('use the last known secret while the vault is out of reach, and say so', async () => {
    const { credentials, events } = setup();
    const connection = await services.newTenant('stale');
    const known = await credentials.read(connection);
    await fault('key-vault', 'getSecret', { kind: 'reset' }, 2);
    const rotated = { ...connection, rotatedAt: new Date() };
    expect((await credentials.read(rotated)).fingerprint).toBe(known.fingerprint);
    expect(events).toMatchObject([{ event: 'PB2003' }]);
  });

  test('never take the last known secret for what the vault says now, and keep it for the mail', async () => {
    const { credentials } = setup();
    const connection = await services.newTenant('not-now');
    const known = await credentials.read(connection);
    await services.sandbox().control('tenants/not-now/secrets', { method: 'POST', body: {} });
    await fault('key-vault', 'getSecret', { kind: 'reset' }, 2);
    await expect(credentials.readAgain(connection)).rejects.toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE' });
    expect((await credentials.read(connection)).fingerprint).toBe(known.fingerprint);
    expect((await credentials.readAgain(connection)).fingerprint).not.toBe(known.fingerprint);
  });

  test('name a secret that is not there, and a vault that refuses', async () => {
    const { credentials } = setup();
    await expect(
      credentials.read(services.connection('contoso', { secretName: 'nothing-here' })),
    ).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_MISSING' });
    await fault('key-vault', 'getSecret', {
      kind: 'respond',
      status: 403,
      body: { error: { code: 'Forbidden', message: 'no right', innererror: { code: 'ForbiddenByRbac' } } },
    });
    await expect(credentials.read(services.connection('fabrikam'))).rejects.toMatchObject({
      code: 'ERR_VAULT_ACCESS_DENIED',
    });
  });

  test('tell an expired secret from a wrong one', async () => {
    const { credentials, tokens, secrets } = setup();
    const expired = await services.newTenant('expired', { secretExpiresInDays: -1 });
    await expect(openTokenSource(expired, { credentials, tokens }).current()).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_EXPIRED',
      details: { provider: expect.stringContaining('AADSTS7000222') },
    });
    const wrong = await services.newTenant('wrong');
    await secrets.write({ name: String(wrong.secretName), value: 'not-the-secret', tenant: 'wrong' });
    await removeOldSecrets('wrong', 0);
    await expect(openTokenSource(wrong, { credentials, tokens }).current()).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_REFUSED',
    });
  });

  test('tell an unknown client from an Entra ID that is out of reach', async () => {
    const { credentials, tokens } = setup();
    const contoso = services.connection('contoso');
    const stranger = { ...contoso, clientId: '99999999-9999-4999-8999-999999999999' };
    const credential = await credentials.read(contoso);
    await expect(tokens.acquire(stranger, credential)).rejects.toMatchObject({
      code: 'ERR_TOKEN_REFUSED',
      scope: 'tenant',
    });
    await fault('entra', 'token', { kind: 'respond', status: 503 });
    await expect(tokens.acquire(contoso, credential)).rejects.toMatchObject({
      code: 'ERR_IDENTITY_UNAVAILABLE',
      scope: 'service',
    });
    await expect(tokens.acquire(contoso, credential)).resolves.toMatch(/\w/);
  });

  test('write, describe and remove a secret', async () => {
    const { secrets } = setup();
    const expiresAt = new Date('2027-01-01T00:00:00Z');
    await secrets.write({ name: 'by-operator', value: 'value', tenant: 'contoso', expiresAt });
    expect(await secrets.describe('by-operator')).toMatchObject({ expiresAt });
    await secrets.remove('by-operator');
    expect(await secrets.describe('by-operator')).toBeUndefined();
  });
});

/** Leaves the newest secret of a tenant's app, as after the end of a rotation's grace period. */
async function removeOldSecrets(key: string, kept = 1): Promise<void> {
  const tenants = await services
    .sandbox()
    .control<readonly { key: string; apps: readonly { secrets: readonly { keyId: string; startsAt: string }[] }[] }[]>(
      'tenants',
    );
  const secrets = tenants.find((tenant) => tenant.key === key)?.apps[0]?.secrets ?? [];
  const old = [...secrets].reverse().slice(kept);
  for (const { keyId } of old)
    await services.sandbox().control(`tenants/${key}/secrets/${keyId}`, { method: 'DELETE' });
}
