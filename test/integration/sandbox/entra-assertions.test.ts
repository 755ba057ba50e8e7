/** Certificates, federation and spreading passwords, asked by the unmodified libraries over TLS. */

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import tls from 'node:tls';
import { ClientAssertionCredential, ClientCertificateCredential, ManagedIdentityCredential } from '@azure/identity';
import { ConfidentialClientApplication } from '@azure/msal-node';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { type SandboxTenant, startSandbox } from '../../harness/start-sandbox.ts';

const sandbox = await startSandbox();
const { control, settings } = sandbox;
const graphScope = 'https://graph.microsoft.com/.default';
const exchangeScope = 'api://AzureADTokenExchange/.default';
const login = settings.POSTBUS_LOGIN_ENDPOINT ?? '';
const authority = readFileSync(settings.POSTBUS_CA_FILE ?? '', 'utf8');
tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority]);
Object.assign(process.env, settings);
let lastNumber = 0;

const identity = () => new ManagedIdentityCredential();
const post = <Answer>(path: string, body: unknown = {}) => control<Answer>(path, { method: 'POST', body });
const claimsOf = (token = '') => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

async function setup(credential: 'certificate' | 'federated' | 'client-secret') {
  lastNumber += 1;
  const key = `${credential}-${lastNumber}`;
  const body = { key, credential, mailboxes: [`noreply@${key}.example`] };
  const tenant = await post<SandboxTenant>('tenants', body);
  const { clientId, tenantId } = tenant;
  type Auth = ConstructorParameters<typeof ConfidentialClientApplication>[0]['auth'];
  const failureOf = async (auth: Partial<Auth>) => {
    const application = new ConfidentialClientApplication({
      auth: { clientId, authority: `${login}/${tenantId}`, knownAuthorities: [new URL(login).host], ...auth },
    });
    return application.acquireTokenByClientCredential({ scopes: [graphScope] }).then(
      () => undefined,
      (error: { errorCode: string; errorNo?: number }) => error,
    );
  };
  return { key, tenant, clientId, tenantId, failureOf };
}

/** As the product reads it: the secret of the certificate's name. */
async function readVault(name = ''): Promise<{ value: string; contentType: string }> {
  const { token } = await identity().getToken('https://vault.azure.net/.default');
  const url = `${settings.POSTBUS_KEY_VAULT_URL}/secrets/${name}?api-version=7.5`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as { value: string; contentType: string };
}

async function certificateOf({ secretName }: SandboxTenant) {
  const { value } = await readVault(secretName);
  const { raw } = new X509Certificate(value);
  return {
    value,
    clientCertificate: {
      thumbprintSha256: createHash('sha256').update(raw).digest('hex'),
      privateKey: /-----BEGIN PRIVATE KEY-----[\s\S]+-----END PRIVATE KEY-----/.exec(value)?.[0] ?? '',
    },
  };
}

const advance = (days: number) => post('clock', { advanceMilliseconds: days * 86_400_000 });

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('entra assertions', () => {
  afterAll(() => sandbox.stop());

  test('gives msal-node a token for a certificate of the vault, which opens the mailbox', async () => {
    const { clientId, tenant, tenantId } = await setup('certificate');
    const { clientCertificate } = await certificateOf(tenant);
    const application = new ConfidentialClientApplication({
      auth: { clientId, authority: `${login}/${tenantId}`, knownAuthorities: [new URL(login).host], clientCertificate },
    });
    const result = await application.acquireTokenByClientCredential({ scopes: [graphScope] });
    expect(claimsOf(result?.accessToken)).toMatchObject({ appid: clientId, appidacr: '2' });
    const [mailbox] = tenant.mailboxes;
    const url = `${settings.POSTBUS_GRAPH_ENDPOINT}/v1.0/users/${mailbox?.address}/messages`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${result?.accessToken}` } });
    expect(response.status).toBe(200);
  });

  test('gives @azure/identity a token for a certificate', async () => {
    const { clientId, tenant, tenantId } = await setup('certificate');
    const { value } = await certificateOf(tenant);
    const certificatePath = join(sandbox.dataDirectory, `${tenant.key}.pem`);
    await writeFile(certificatePath, value, { mode: 0o600 });
    const options = { authorityHost: login, disableInstanceDiscovery: true };
    const credential = new ClientCertificateCredential(tenantId, clientId, { certificatePath }, options);
    expect(claimsOf((await credential.getToken(graphScope)).token).appidacr).toBe('2');
  });

  test('reaches msal-node with the real error of a certificate that is not registered, or no longer', async () => {
    const { key, tenant, failureOf } = await setup('certificate');
    const { clientCertificate: first } = await certificateOf(tenant);
    await post(`tenants/${key}/certificates`, { register: false });
    const { clientCertificate: renewed } = await certificateOf(tenant);
    const refusal = { errorCode: 'invalid_client', errorNo: 700027 };
    expect(await failureOf({ clientCertificate: renewed })).toMatchObject(refusal);
    expect(await failureOf({ clientCertificate: first })).toBeUndefined();
    await post(`tenants/${key}/certificates/register`);
    expect(await failureOf({ clientCertificate: renewed })).toBeUndefined();
    await control(`tenants/${key}/certificates/${first.thumbprintSha256}`, { method: 'DELETE' });
    expect(await failureOf({ clientCertificate: first })).toMatchObject(refusal);
    const swapped = { ...renewed, privateKey: first.privateKey };
    expect(await failureOf({ clientCertificate: swapped })).toMatchObject(refusal);
  });

  test('lets a certificate end with the sandbox’s clock, while assertions go on by the machine’s', async () => {
    const { tenant, failureOf } = await setup('certificate');
    const { clientCertificate } = await certificateOf(tenant);
    await advance(364);
    expect(await failureOf({ clientCertificate })).toBeUndefined();
    await advance(2);
    const failure = await failureOf({ clientCertificate });
    await advance(-366);
    expect(failure).toMatchObject({ errorCode: 'invalid_client', errorNo: 1000502 });
  });

  test('keeps a certificate as PKCS #12 where that was asked', async () => {
    const { key, tenant } = await setup('certificate');
    await post(`tenants/${key}/certificates`, { format: 'pkcs12' });
    const { value, contentType } = await readVault(tenant.secretName);
    expect(contentType).toBe('application/x-pkcs12');
    expect(Buffer.from(value, 'base64').readUInt8(0)).toBe(0x30);
  });

  test('takes the managed identity’s word for an app that trusts it, from msal-node and from @azure/identity', async () => {
    const { clientId, tenantId, failureOf } = await setup('federated');
    const clientAssertion = async () => (await identity().getToken(exchangeScope)).token;
    expect(claimsOf(await clientAssertion())).toMatchObject({
      iss: 'https://login.microsoftonline.com/90b05000-0000-4000-8000-000100000000/v2.0',
      sub: '90b05000-0000-4000-8000-000200000001',
      aud: 'api://AzureADTokenExchange',
    });
    expect(await failureOf({ clientAssertion })).toBeUndefined();
    const options = { authorityHost: login, disableInstanceDiscovery: true };
    const credential = new ClientAssertionCredential(tenantId, clientId, clientAssertion, options);
    expect(claimsOf((await credential.getToken(graphScope)).token).appidacr).toBe('2');
  });

  test('takes it also after the clock has moved by months', async () => {
    const { failureOf } = await setup('federated');
    await advance(200);
    const failure = await failureOf({ clientAssertion: async () => (await identity().getToken(exchangeScope)).token });
    await advance(-200);
    expect(failure).toBeUndefined();
  });

  test('reaches msal-node with what does not fit between an assertion and the federated credential', async () => {
    const { key, failureOf } = await setup('federated');
    const clientAssertion = async () => (await identity().getToken(exchangeScope)).token;
    const path = `tenants/${key}/federated-credentials`;
    await post(path, { subject: '90b05000-0000-4000-8000-000200000002' });
    expect(await failureOf({ clientAssertion })).toMatchObject({ errorCode: 'invalid_client', errorNo: 700213 });
    await control(`${path}/postbus`, { method: 'DELETE' });
    expect(await failureOf({ clientAssertion })).toMatchObject({ errorCode: 'invalid_client', errorNo: 70025 });
    await post(path);
    expect(await failureOf({ clientAssertion })).toBeUndefined();
    const forVault = async () => (await identity().getToken('https://vault.azure.net/.default')).token;
    expect(await failureOf({ clientAssertion: forVault })).toMatchObject({ errorNo: 700211 });
  });
});
