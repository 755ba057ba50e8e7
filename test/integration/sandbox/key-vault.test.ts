/** Key Vault, used by the unmodified SecretClient over TLS. */

import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { ManagedIdentityCredential } from '@azure/identity';
import { SecretClient, type SecretProperties } from '@azure/keyvault-secrets';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';

const sandbox = await startSandbox();
const vaultUrl = sandbox.settings.POSTBUS_KEY_VAULT_URL ?? '';
const caFile = sandbox.settings.POSTBUS_CA_FILE ?? '';
tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(caFile, 'utf8')]);
Object.assign(process.env, sandbox.settings);

function setup() {
  return {
    client: new SecretClient(vaultUrl, new ManagedIdentityCredential(), {
      disableChallengeResourceVerification: true,
      retryOptions: { maxRetries: 0 },
    }),
  };
}

async function namesOf(secrets: AsyncIterable<SecretProperties>): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of secrets) names.push(name);
  return names;
}

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('key vault', () => {
  afterAll(() => sandbox.stop());

  test('holds a client secret for each tenant, with its expiry', async () => {
    const { client } = setup();
    const secret = await client.getSecret('postbus-northwind-client-secret');
    expect(secret.value).toHaveLength(40);
    expect(secret.properties).toMatchObject({ contentType: 'Postbus client secret', enabled: true });
    const days = ((secret.properties.expiresOn?.getTime() ?? 0) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(9);
  });

  test('sends a caller without a token to the login endpoint', async () => {
    const response = await fetch(`${vaultUrl}/secrets?api-version=7.5`);
    expect(response.status).toBe(401);
    const challenge = response.headers.get('www-authenticate') ?? '';
    expect(challenge).toContain(`authorization="${sandbox.settings.POSTBUS_LOGIN_ENDPOINT}/`);
    expect(challenge).toContain('resource="https://vault.azure.net"');
    expect(await response.json()).toMatchObject({ error: { message: expect.stringContaining('AKV10000') } });
  });

  test('forbids the app of a tenant, which has no business in the vault', async () => {
    const { client } = setup();
    const { value = '' } = await client.getSecret('postbus-contoso-client-secret');
    const contoso = sandbox.tenants[0];
    const login = `${sandbox.settings.POSTBUS_LOGIN_ENDPOINT}/${contoso?.tenantId}/oauth2/v2.0/token`;
    const form = {
      grant_type: 'client_credentials',
      client_id: contoso?.clientId ?? '',
      client_secret: value,
      scope: 'https://vault.azure.net/.default',
    };
    const answer = await fetch(login, { method: 'POST', body: new URLSearchParams(form) });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const response = await fetch(`${vaultUrl}/secrets?api-version=7.5`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'Forbidden' } });
  });

  test('keeps versions, and changes properties without a new one', async () => {
    const { client } = setup();
    const first = await client.setSecret('rotated', 'old');
    const expiresOn = new Date(Date.UTC(2030, 0, 1));
    await client.setSecret('rotated', 'new', { expiresOn, tags: { tenant: 'a' } });
    expect((await client.getSecret('rotated')).value).toBe('new');
    expect((await client.getSecret('rotated', { version: first.properties.version ?? '' })).value).toBe('old');
    const updated = await client.updateSecretProperties('rotated', '', { enabled: true, contentType: 'text' });
    expect(updated).toMatchObject({ contentType: 'text', expiresOn, tags: { tenant: 'a' } });
    expect(await namesOf(client.listPropertiesOfSecretVersions('rotated'))).toHaveLength(2);
  });

  test('pages through more secrets than fit on one page', async () => {
    const { client } = setup();
    for (let number = 0; number < 30; number += 1) await client.setSecret(`many-${number}`, 'x');
    const names = await namesOf(client.listPropertiesOfSecrets());
    expect(names.filter((name) => name.startsWith('many-'))).toHaveLength(30);
  });

  test('deletes softly, purges, and then takes the name again', async () => {
    const { client } = setup();
    await client.setSecret('gone', 'x');
    const poller = await client.beginDeleteSecret('gone', { intervalInMs: 1 });
    await poller.pollUntilDone();
    await expect(client.getSecret('gone')).rejects.toMatchObject({ statusCode: 404, code: 'SecretNotFound' });
    await expect(client.setSecret('gone', 'y')).rejects.toMatchObject({ statusCode: 409 });
    await client.purgeDeletedSecret('gone');
    await client.setSecret('gone', 'y');
    expect((await client.getSecret('gone')).value).toBe('y');
  });

  test('says that a disabled secret is forbidden', async () => {
    const { client } = setup();
    await client.setSecret('off', 'x', { enabled: false });
    await expect(client.getSecret('off')).rejects.toMatchObject({ statusCode: 403, code: 'Forbidden' });
  });

  test.each([
    ['ForbiddenByRbac', 403, 'Forbidden'],
    ['ForbiddenByFirewall', 403, 'Forbidden'],
    ['AccessDenied', 403, 'Forbidden'],
    ['SecretDisabled', 403, 'Forbidden'],
    ['SecretNotFound', 404, 'SecretNotFound'],
    ['Throttled', 429, 'Throttled'],
  ])('refuses with %s when that was ordered', async (ordered, statusCode, code) => {
    const { client } = setup();
    // A token in hand: else the first request, which gets the challenge, would use the rule up.
    await client.getSecret('postbus-contoso-client-secret');
    const effect = { kind: 'refuse', code: ordered };
    const fault = { service: 'key-vault', operation: 'getSecret', count: 1, effect };
    await sandbox.control('faults', { method: 'POST', body: fault });
    const refusal = await client.getSecret('postbus-contoso-client-secret').catch((error: unknown) => error);
    expect(refusal).toMatchObject({ statusCode, code });
    expect(JSON.stringify(refusal)).toContain(ordered);
    expect(await client.getSecret('postbus-contoso-client-secret')).toHaveProperty('value');
  });

  test('throttles when a fault says so', async () => {
    const { client } = setup();
    const effect = {
      kind: 'respond',
      status: 429,
      headers: { 'retry-after': '1' },
      body: { error: { code: 'Throttled' } },
    };
    const fault = { service: 'key-vault', operation: 'getSecret', count: 1, effect };
    await sandbox.control('faults', { method: 'POST', body: fault });
    await expect(client.getSecret('postbus-contoso-client-secret')).rejects.toMatchObject({ statusCode: 429 });
    expect(await client.getSecret('postbus-contoso-client-secret')).toHaveProperty('value');
  });
});
