import { describe, expect, test } from '@jest/globals';
import type { LogEvent } from '../../../shared/log/log-sink.ts';
import { createEntraTokens } from '../../../shared/services/entra/entra-tokens.ts';
import { createKeyVaultCredentials } from '../../../shared/services/key-vault/key-vault-credentials.ts';
import { openTokenSource } from '../../../shared/tenant/token-source.ts';
import { useServices } from './use-services.ts';

const services = useServices();

const setup = async (tenant: string, body: object = {}) => {
  const events: LogEvent[] = [];
  const connection = await services.newTenant(tenant, body);
  const credentials = createKeyVaultCredentials({
    vaultUrl: services.setting('POSTBUS_KEY_VAULT_URL'),
    identity: services.identity(),
    log: (event) => events.push(event),
  });
  const tokens = createEntraTokens(services.endpoints());
  return {
    events,
    connection,
    credentials,
    /** Of a new message, so of a new attempt. */
    token: (rotatedAt?: Date) =>
      openTokenSource(rotatedAt ? { ...connection, rotatedAt } : connection, { credentials, tokens }).current(),
    /** As somebody does who pastes the wrong thing. */
    spoil: (change: object) =>
      services.sandbox().control(`tenants/${tenant}/vault-secret`, { method: 'PUT', body: change }),
    control: (path: string, body: object) =>
      services.sandbox().control(`tenants/${tenant}/${path}`, { method: 'POST', body }),
  };
};

const reads = async (): Promise<number> => (await services.requests())['key-vault.getSecret.200'] ?? 0;
const refusals = async (): Promise<number> => (await services.requests())['entra.token.401'] ?? 0;
const fault = (service: string, operation: string, effect: object, count = 1) =>
  services
    .sandbox()
    .control('faults', { method: 'POST', body: { service, operation, effect, phase: 'before', count } });

const EARLIER_USED = { event: 'PB2004', name: 'earlier-credential-used', level: 'warn' };

describe('an earlier version of a credential', () => {
  test.each([
    ['a wrong value', { value: 'abc8Q~this-is-not-the-secret' }],
    ['an empty value', { value: '' }],
    ['the id instead of the value', { value: '0f8fad5b-d9cb-469f-a165-70867728950e' }],
    ['a value with a line break', { value: 'abc8Q~value\n' }],
  ])('keeps mail going where somebody stored %s, and tells once', async (what, spoiled) => {
    const { token, spoil, events, credentials, connection } = await setup(what.replaceAll(/\W/g, '-'));
    const known = await credentials.read(connection);
    await spoil(spoiled);
    const rotatedAt = new Date();
    await expect(token(rotatedAt)).resolves.toMatch(/\w/);
    const before = { reads: await reads(), refusals: await refusals() };
    await Promise.all(Array.from({ length: 10 }, () => token(rotatedAt)));
    expect({ reads: await reads(), refusals: await refusals() }).toEqual(before);
    // As after five minutes: the newest is tried again, and nothing new is learned.
    await credentials.readAgain({ ...connection, rotatedAt }).catch(() => undefined);
    await expect(token(rotatedAt)).resolves.toMatch(/\w/);
    expect(events).toMatchObject([{ ...EARLIER_USED, fields: { used: known.version } }]);
  });

  test('keeps mail going while a renewed certificate is not registered, until it is', async () => {
    const { token, control, events, credentials, connection } = await setup('unregistered', {
      credential: 'certificate',
    });
    const old = await credentials.read(connection);
    await control('certificates', { register: false });
    const renewed = await credentials.readAgain(connection);
    expect(renewed.fingerprint).not.toBe(old.fingerprint);
    await expect(token()).resolves.toMatch(/\w/);
    expect(events).toMatchObject([EARLIER_USED]);
    expect((await credentials.read(connection)).fingerprint).toBe(old.fingerprint);
    await control('certificates/register', {});
    await credentials.readAgain(connection);
    expect((await credentials.read(connection)).fingerprint).toBe(renewed.fingerprint);
    await expect(token()).resolves.toMatch(/\w/);
  });

  test('is not used where it is disabled or has expired: then the newest is to blame', async () => {
    const { token, spoil } = await setup('no-way-back');
    await spoil({ value: 'abc8Q~another', enabled: false });
    await spoil({ value: 'abc8Q~and-another', expiresInDays: -1 });
    await spoil({ value: '' });
    await expect(token()).resolves.toMatch(/\w/);
    await services.sandbox().control('tenants/no-way-back/expire-secrets', { method: 'POST', body: {} });
    await expect(token(new Date())).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_UNUSABLE' });
  });

  test('stays out of play where somebody disabled the newest on purpose', async () => {
    const { token, spoil } = await setup('stopped');
    await spoil({ value: 'abc8Q~another', enabled: false });
    await expect(token()).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_DISABLED' });
  });

  test('is waited for where the vault does not answer: nobody knows whether it would do', async () => {
    const { token, spoil } = await setup('vault-away');
    await spoil({ value: 'abc8Q~wrong' });
    await fault('key-vault', 'listSecretVersions', { kind: 'reset' }, 4);
    await expect(token()).rejects.toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE' });
    await services.sandbox().control('faults', { method: 'DELETE' });
  });
});

describe('an earlier version in use, while the vault does not answer', () => {
  test('stays in use, whoever asks for the newest one', async () => {
    const { token, spoil, credentials, connection } = await setup('kept-in-use');
    await spoil({ value: 'abc8Q~wrong' });
    await expect(token()).resolves.toMatch(/\w/);
    const used = await credentials.read(connection);
    await fault('key-vault', 'getSecret', { kind: 'reset' }, 2);
    await expect(credentials.readAgain(connection)).rejects.toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE' });
    expect((await credentials.read(connection)).version).toBe(used.version);
  });
});

describe('a rotated credential', () => {
  test('is read as soon as the connection says so, and not after half an hour', async () => {
    const { credentials, connection, control } = await setup('rotated-at');
    const old = await credentials.read(connection);
    await control('secrets', {});
    expect((await credentials.read(connection)).version).toBe(old.version);
    const rotated = { ...connection, rotatedAt: new Date() };
    const all = await Promise.all(Array.from({ length: 10 }, () => credentials.read(rotated)));
    expect(new Set(all.map(({ version }) => version)).size).toBe(1);
    expect(all[0]?.version).not.toBe(old.version);
    const before = await reads();
    await credentials.read(rotated);
    // Another part of the instance may have found the connection a minute ago.
    expect((await credentials.read(connection)).version).toBe(all[0]?.version);
    expect(await reads()).toBe(before);
  });

  test('leaves the one before in use while the vault does not answer', async () => {
    const { credentials, connection, events } = await setup('rotated-away');
    const old = await credentials.read(connection);
    await fault('key-vault', 'getSecret', { kind: 'reset' }, 2);
    expect((await credentials.read({ ...connection, rotatedAt: new Date() })).version).toBe(old.version);
    expect(events).toMatchObject([{ event: 'PB2003' }]);
  });
});
