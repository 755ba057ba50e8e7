/** Entra ID and the managed identity, asked by the unmodified libraries over TLS. */

import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { ClientSecretCredential, DefaultAzureCredential, ManagedIdentityCredential } from '@azure/identity';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';

const sandbox = await startSandbox();
const { settings } = sandbox;
const graphScope = 'https://graph.microsoft.com/.default';

function setting(name: string): string {
  const value = settings[name];
  if (value === undefined) throw new Error(`sandbox.json has no setting ${name}.`);
  return value;
}

tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(setting('POSTBUS_CA_FILE'), 'utf8')]);
const login = setting('POSTBUS_LOGIN_ENDPOINT');

/** The secret of a tenant, read as the product reads it. */
async function secretOf(name: string): Promise<string> {
  const credential = identity();
  const { token } = await credential.getToken('https://vault.azure.net/.default');
  const url = `${setting('POSTBUS_KEY_VAULT_URL')}/secrets/${name}?api-version=7.5`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { value: string }).value;
}

function identity(): ManagedIdentityCredential {
  process.env.IDENTITY_ENDPOINT = setting('IDENTITY_ENDPOINT');
  process.env.IDENTITY_HEADER = setting('IDENTITY_HEADER');
  return new ManagedIdentityCredential();
}

async function setup(key = 'contoso') {
  const tenant = sandbox.tenants.find((one) => one.key === key);
  if (tenant === undefined) throw new Error(`There is no tenant ${key}.`);
  const { clientId, secretName, tenantId } = tenant;
  const clientSecret = await secretOf(secretName);
  const application = (changes: { authority?: string; clientId?: string; clientSecret?: string } = {}) =>
    new ConfidentialClientApplication({
      auth: {
        clientId,
        clientSecret,
        authority: `${login}/${tenantId}`,
        knownAuthorities: [new URL(login).host],
        ...changes,
      },
    });
  const failureOf = async (changes: Parameters<typeof application>[0], scope = graphScope) =>
    application(changes)
      .acquireTokenByClientCredential({ scopes: [scope] })
      .then(
        () => undefined,
        (error: { errorCode: string; errorNo?: number; subError?: string; message: string }) => error,
      );
  return { tenantId, clientId, clientSecret, application, failureOf };
}

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('entra', () => {
  afterAll(() => sandbox.stop());

  test('gives msal-node a token and is asked once while it lasts', async () => {
    const { application, tenantId } = await setup();
    await sandbox.control('requests', { method: 'DELETE' });
    const app = application();
    const first = await app.acquireTokenByClientCredential({ scopes: [graphScope] });
    const second = await app.acquireTokenByClientCredential({ scopes: [graphScope] });
    expect(first?.accessToken.split('.')).toHaveLength(3);
    expect(second).toMatchObject({ accessToken: first?.accessToken, fromCache: true });
    const seconds = ((first?.expiresOn?.getTime() ?? 0) - Date.now()) / 1000;
    expect(Math.abs(seconds - 3_599)).toBeLessThan(10);
    expect(await sandbox.control('requests')).toEqual({
      'entra.openidConfiguration.200': 1,
      'entra.token.200': 1,
    });
    expect(first?.authority).toContain(tenantId);
  });

  test('gives @azure/identity a token for a client secret', async () => {
    const { clientId, clientSecret, tenantId } = await setup();
    const options = { authorityHost: login, disableInstanceDiscovery: true };
    const credential = new ClientSecretCredential(tenantId, clientId, clientSecret, options);
    expect((await credential.getToken(graphScope)).token.split('.')).toHaveLength(3);
  });

  test('answers instance discovery, and says in its log that it was asked', async () => {
    const { tenantId } = await setup();
    const metadata = await fetch(`${login}/common/discovery/instance?api-version=1.1`);
    expect(await metadata.json()).toMatchObject({ metadata: [{ preferred_network: new URL(login).host }] });
    expect(sandbox.complaints()).toContain('asked for instance discovery');
    expect(await fetch(`${login}/${tenantId}/v2.0/.well-known/openid-configuration`)).toMatchObject({ status: 200 });
  });

  test('takes the credentials in a Basic header too', async () => {
    const { clientId, clientSecret, tenantId } = await setup();
    const encoded = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`;
    const response = await fetch(`${login}/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(encoded).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: graphScope }),
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toContain('no-store');
  });

  test('reaches msal-node with the real error of a wrong secret and of an unknown app', async () => {
    const { failureOf } = await setup();
    const wrongSecret = await failureOf({ clientSecret: 'wrong' });
    expect(wrongSecret).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000215 });
    const unknownApp = await failureOf({ clientId: '11111111-1111-4111-8111-111111111111' });
    expect(unknownApp).toMatchObject({ errorCode: 'unauthorized_client', errorNo: 700016 });
  });

  test('calls a secret expired once the clock has passed its end', async () => {
    const { failureOf } = await setup('northwind');
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 10 * 86_400_000 } });
    const failure = await failureOf({});
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: -10 * 86_400_000 } });
    expect(failure).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000222 });
    expect(await failureOf({})).toBeUndefined();
  });

  test('lets a rotated secret and the old one overlap', async () => {
    const { application, clientSecret } = await setup('fabrikam');
    await sandbox.control('tenants/fabrikam/secrets', { method: 'POST', body: { expiresInDays: 30 } });
    const { clientSecret: rotated, application: rotatedApplication } = await setup('fabrikam');
    expect(rotated).not.toBe(clientSecret);
    for (const app of [application(), rotatedApplication()]) {
      expect(await app.acquireTokenByClientCredential({ scopes: [graphScope] })).toHaveProperty('accessToken');
    }
  });

  test('gives the managed identity a token, to ManagedIdentityCredential and to DefaultAzureCredential', async () => {
    for (const credential of [identity(), new DefaultAzureCredential()]) {
      const { token, expiresOnTimestamp } = await credential.getToken('https://vault.azure.net/.default');
      expect(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).aud).toBe(
        'https://vault.azure.net',
      );
      expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 23 * 3_600_000);
    }
  });

  test('gives no managed-identity token without the header', async () => {
    const url = `${setting('IDENTITY_ENDPOINT')}?api-version=2019-08-01&resource=https://vault.azure.net`;
    expect((await fetch(url)).status).toBe(401);
  });

  test('refuses what it does not play loudly', async () => {
    const response = await fetch(`${login}/contoso.example/oauth2/v2.0/devicecode`, { method: 'POST' });
    expect(response.status).toBe(501);
    expect(sandbox.complaints()).toContain('Entra: POST /contoso.example/oauth2/v2.0/devicecode is not built.');
    expect(await sandbox.control('requests')).toMatchObject({ 'entra.unhandled.501': 1 });
  });
});
