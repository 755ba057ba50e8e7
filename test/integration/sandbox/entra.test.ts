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

  test('refuses a token with the error that was ordered, as msal-node meets it', async () => {
    const { failureOf } = await setup('fabrikam');
    const effect = { kind: 'refuse', code: 'AADSTS7000112' };
    const rule = { service: 'entra', operation: 'token', tenant: 'fabrikam', count: 1, effect };
    await sandbox.control('faults', { method: 'POST', body: rule });
    expect(await failureOf({})).toMatchObject({ errorCode: 'unauthorized_client', errorNo: 7000112 });
    expect(await failureOf({})).toBeUndefined();
  });

  test('calls a new secret wrong until it has propagated', async () => {
    const body = { startsInMilliseconds: 600_000, updateVault: false };
    const made = await sandbox.control<{ newSecret: { value: string } }>('tenants/contoso/secrets', {
      method: 'POST',
      body,
    });
    const { failureOf } = await setup();
    const clientSecret = made.newSecret.value;
    expect(await failureOf({ clientSecret })).toMatchObject({ errorNo: 7000215 });
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 600_000 } });
    expect(await failureOf({ clientSecret })).toBeUndefined();
    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: -600_000 } });
  });

  test('calls every secret of a tenant expired on demand, and a new one good', async () => {
    const key = 'fabrikam';
    await sandbox.control(`tenants/${key}/expire-secrets`, { method: 'POST' });
    expect(await (await setup(key)).failureOf({})).toMatchObject({ errorCode: 'invalid_client', errorNo: 7000222 });
    await sandbox.control(`tenants/${key}/secrets`, { method: 'POST', body: {} });
    expect(await (await setup(key)).failureOf({})).toBeUndefined();
  });

  test('sends an administrator back with each answer, as Microsoft does', async () => {
    const { clientId, tenantId } = await setup();
    const request = {
      client_id: clientId,
      scope: graphScope,
      redirect_uri: 'http://localhost:1/done?x=1',
      state: 'a&b',
    };
    const consent = `${login}/organizations/v2.0/adminconsent`;
    const answered = async (answer: string) => {
      const query = new URLSearchParams({ ...request, answer });
      const response = await fetch(`${consent}/answer?${query}`, { redirect: 'manual' });
      expect(response.status).toBe(302);
      return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams);
    };

    const granted = { x: '1', admin_consent: 'True', tenant: tenantId, scope: graphScope, state: 'a&b' };
    expect(await answered('granted')).toEqual(granted);
    expect(await answered('declined')).toEqual({
      x: '1',
      error: 'consent_required',
      error_description: expect.stringContaining('AADSTS65004'),
      admin_consent: 'True',
      tenant: tenantId,
      state: 'a&b',
    });
    const { state: _, ...withoutState } = granted;
    expect(await answered('lost-state')).toEqual(withoutState);
    const forged = await answered('forged-tenant');
    expect(forged).toEqual({ ...granted, tenant: expect.any(String) });
    expect(forged.tenant).not.toBe(tenantId);
    const twice = await (
      await fetch(`${consent}/answer?${new URLSearchParams({ ...request, answer: 'twice' })}`)
    ).text();
    expect(twice.match(/(src|url)="?=?http:\/\/localhost:1\/done/g)).toHaveLength(2);
  });

  test('asks an administrator in a page, and refuses there what cannot be asked', async () => {
    const { clientId } = await setup();
    const ask = async (tenant: string, query: Record<string, string>) => {
      const response = await fetch(`${login}/${tenant}/v2.0/adminconsent?${new URLSearchParams(query)}`);
      return { status: response.status, text: await response.text() };
    };
    const request = { client_id: clientId, scope: '"><script>', redirect_uri: 'https://app.example/done' };
    const asked = await ask('contoso.example', request);
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('value="granted"');
    expect(asked.text).not.toContain('<script>');
    const { scope: __, ...noScope } = request;
    expect(await ask('contoso.example', noScope)).toMatchObject({
      status: 400,
      text: expect.stringContaining('AADSTS900144'),
    });
    expect((await ask('nowhere.example', request)).text).toContain('AADSTS90002');
    expect((await ask('fabrikam.example', request)).text).toContain('AADSTS700016');
    const script = { ...request, redirect_uri: 'javascript:alert(1)' };
    expect((await ask('contoso.example', script)).text).toContain('AADSTS50011');
  });

  test('refuses what it does not play loudly', async () => {
    const response = await fetch(`${login}/contoso.example/oauth2/v2.0/devicecode`, { method: 'POST' });
    expect(response.status).toBe(501);
    expect(sandbox.complaints()).toContain('Entra: POST /contoso.example/oauth2/v2.0/devicecode is not built.');
    expect(await sandbox.control('requests')).toMatchObject({ 'entra.unhandled.501': 1 });
  });
});
