import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createFindEndpoints } from '../../../shared/services/cloud-endpoints.ts';
import { createEntraTokens } from '../../../shared/services/entra/entra-tokens.ts';
import { createFederatedCredentials } from '../../../shared/services/entra/federated-credentials.ts';
import { type ConnectionInput, connectionSchema } from '../../../shared/tenant/connection.ts';
import type { Credential } from '../../../shared/tenant/credential.ts';
import { parseCertificate } from '../../../shared/tenant/parse-certificate.ts';
import { makeCertificate } from '../../harness/make-certificate.ts';

const TENANT_ID = '11111111-2222-3333-4444-555555555555';
const TOKEN_ENDPOINT = `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`;
const OUT_OF_TIME = { status: 401, body: { error: 'invalid_client', error_codes: [700024] } };
const ISSUED = { status: 200, body: { token_type: 'Bearer', expires_in: 3600, access_token: 'the-token' } };

afterEach(() => {
  jest.restoreAllMocks();
});

/** An Entra ID that gives these answers to token requests, one after the other. */
function setup(answers: readonly { readonly status: number; readonly body: object }[] = [ISSUED]) {
  const asked: URLSearchParams[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, request) => {
    if (request?.method !== 'POST') return Response.json(configuration);
    asked.push(new URLSearchParams(String(request.body)));
    const { status, body } = answers[asked.length - 1] ?? ISSUED;
    return Response.json(body, { status });
  });
  const note = jest.fn(async () => {});
  const tokens = createEntraTokens(createFindEndpoints({}), { uses: { note } });
  return {
    asked,
    note,
    acquire: (credential: Credential) => tokens.acquire(connectionOf(credential.kind), credential),
  };
}

const configuration = {
  issuer: `https://login.microsoftonline.com/${TENANT_ID}/v2.0`,
  authorization_endpoint: `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/authorize`,
  token_endpoint: TOKEN_ENDPOINT,
  jwks_uri: `https://login.microsoftonline.com/${TENANT_ID}/discovery/v2.0/keys`,
};

const connectionOf = (credential: ConnectionInput['credential'], more: Partial<ConnectionInput> = {}) =>
  connectionSchema.parse({
    tenant: 'contoso',
    tenantId: TENANT_ID,
    clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
    credential,
    ...(credential === 'federated' ? {} : { secretName: 'contoso' }),
    mailboxes: ['noreply@contoso.example'],
    ...more,
  });

const secret: Credential = { kind: 'client-secret', secret: 'abc8Q~value', fingerprint: 's', version: '1' };

async function certificateCredential() {
  const made = await makeCertificate(new Date());
  const reading = parseCertificate(made.pem);
  if (!reading.ok) throw new Error(reading.problem.sentence);
  const credential: Credential = { kind: 'certificate', ...reading.certificate, fingerprint: 'c', version: '1' };
  return { credential, x509: new X509Certificate(made.certificate) };
}

const federated = (getToken: () => Promise<{ token: string; expiresOnTimestamp: number } | null>) =>
  createFederatedCredentials({ getToken }).read(connectionOf('federated'));

const decode = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());

describe('a token request', () => {
  test('carries a client secret as it is', async () => {
    const { acquire, asked } = setup();
    await expect(acquire(secret)).resolves.toBe('the-token');
    expect(asked[0]?.get('client_secret')).toBe('abc8Q~value');
    expect(asked[0]?.has('client_assertion')).toBe(false);
  });

  test('carries an assertion that only the key of the certificate can have signed, with PS256', async () => {
    const { acquire, asked } = setup();
    const { credential, x509 } = await certificateCredential();
    await expect(acquire(credential)).resolves.toBe('the-token');
    expect(asked[0]?.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [header, payload, signature = ''] = asked[0]?.get('client_assertion')?.split('.') ?? [];
    expect(decode(header)).toMatchObject({
      alg: 'PS256',
      'x5t#S256': createHash('sha256').update(x509.raw).digest('base64url'),
    });
    const clientId = connectionOf('certificate').clientId;
    expect(decode(payload)).toMatchObject({ aud: TOKEN_ENDPOINT, iss: clientId, sub: clientId });
    const key = { key: x509.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    const signed = Buffer.from(`${header}.${payload}`);
    expect(verify('sha256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(String(asked[0])).not.toContain('PRIVATE');
  });

  test('carries the managed identity’s token for the cloud of the connection', async () => {
    const { acquire, asked } = setup();
    const getToken = jest.fn(async (_scope: string | string[]) => ({ token: 'vouched', expiresOnTimestamp: 0 }));
    const connection = connectionOf('federated', { cloud: 'us-government' });
    await acquire(await createFederatedCredentials({ getToken }).read(connection));
    expect(asked[0]?.get('client_assertion')).toBe('vouched');
    expect(getToken).toHaveBeenCalledWith('api://AzureADTokenExchangeUSGov/.default');
  });

  test('is made once more with a new assertion where the clocks disagreed', async () => {
    const { acquire, asked } = setup([OUT_OF_TIME]);
    await expect(acquire((await certificateCredential()).credential)).resolves.toBe('the-token');
    const [first, second] = asked.map((each) => each.get('client_assertion'));
    expect(second).not.toBe(first);
  });

  test('is made no third time, and a client secret’s not twice', async () => {
    const twice = setup([OUT_OF_TIME, OUT_OF_TIME]);
    await expect(twice.acquire((await certificateCredential()).credential)).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_REFUSED',
      details: { isFleeting: true },
    });
    expect(twice.asked).toHaveLength(2);
    const once = setup([OUT_OF_TIME]);
    await expect(once.acquire(secret)).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_REFUSED' });
    expect(once.asked).toHaveLength(1);
  });

  test.each([
    ['fails', async () => Promise.reject(new Error('no endpoint'))],
    ['has none', async () => null],
  ])('is not made where the managed identity %s, and no tenant is blamed', async (_what, getToken) => {
    const { acquire, asked } = setup();
    const failure = { code: 'ERR_ASSERTION_UNAVAILABLE', scope: 'service' };
    await expect(acquire(await federated(getToken))).rejects.toMatchObject(failure);
    expect(asked).toEqual([]);
  });

  test('cannot be made with a federated credential by a command', async () => {
    const { acquire } = setup();
    const credential = await createFederatedCredentials(undefined).read(connectionOf('federated'));
    await expect(acquire(credential)).rejects.toMatchObject({
      code: 'ERR_ASSERTION_UNAVAILABLE',
      details: { provider: 'no managed identity on this machine' },
    });
  });

  test('is noted as a use of the credential, and a refused one is not', async () => {
    const { acquire, note } = setup([ISSUED, OUT_OF_TIME]);
    await acquire(secret);
    await acquire(secret);
    expect(note.mock.calls).toEqual([['contoso', secret]]);
    await expect(acquire({ ...secret, fingerprint: 'other' })).rejects.toThrow('ERR_CREDENTIAL_REFUSED');
    expect(note).toHaveBeenCalledTimes(1);
  });
});
