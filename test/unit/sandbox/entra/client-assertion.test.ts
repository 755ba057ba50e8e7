import { constants, createHash, randomUUID, sign, X509Certificate } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { makeCertificate } from '../../../../sandbox/app-certificate/make-certificate.ts';
import { createDirectory } from '../../../../sandbox/directory/directory.ts';
import type { App } from '../../../../sandbox/directory/tenant.ts';
import { requestToken, type TokenForm } from '../../../../sandbox/entra/request-token.ts';
import { createTokenIssuer } from '../../../../sandbox/entra/token-issuer.ts';
import { makeSeed } from '../../../../sandbox/seed.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 12);
// Whoever signs goes by the machine's clock, which is another one: the sandbox's has been moved by a hundred days.
const machineNow = now - 100 * day;
const tenantId = 'c0c0c0c0-0000-4000-8000-000100000000';
const clientId = 'c0c0c0c0-0000-4000-8000-000200000000';
const origin = 'https://localhost:8444';
const endpointUrl = `${origin}/${tenantId}/oauth2/v2.0/token`;
const exchange = {
  name: 'postbus',
  issuer: 'https://login.microsoftonline.com/home/v2.0',
  subject: 'aBc-identity',
  audience: 'api://AzureADTokenExchange',
};

const made = await makeCertificate('postbus-contoso', { startsAt: now - day, expiresAt: now + day });
const { fingerprint, fingerprint256 } = new X509Certificate(made.certificate);
const registered = { keyId: 'key', displayName: 'CN=postbus', certificate: made.certificate, isRegistered: true };

function setup(changes: Partial<App> = {}, { sandboxNow = now } = {}) {
  const tenants = makeSeed(now).map((tenant) => ({
    ...tenant,
    apps: tenant.apps.map((app) => ({ ...app, certificates: [registered], ...changes })),
  }));
  const directory = createDirectory({ read: () => undefined, write: () => {} }, tenants);
  const clock = { now: () => sandboxNow, onMove: () => () => {} };
  const issuer = createTokenIssuer(clock);
  const identityIssuer = createTokenIssuer({ now: () => machineNow, onMove: () => () => {} });
  const endpoint = {
    directory,
    issuer,
    identityIssuer,
    clock,
    machineNow: () => machineNow,
    chance: () => 0,
    lifetimeSeconds: () => 3_599,
  };
  const form: TokenForm = {
    tenant: tenantId,
    origin,
    grantType: 'client_credentials',
    clientId,
    assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    scope: 'https://graph.microsoft.com/.default',
  };
  const ask = (assertion: string, changedForm: Partial<TokenForm> = {}) => {
    const { status, body } = requestToken(endpoint, { ...form, assertion, ...changedForm });
    return { status, body: JSON.parse(String(body)) };
  };
  const vouch = (lifetimeSeconds = 86_400, secretOf = identityIssuer) =>
    secretOf.issue({
      audience: exchange.audience,
      tenantId: 'home',
      appId: 'identity',
      objectId: exchange.subject,
      displayName: 'postbus',
      roles: [],
      lifetimeSeconds,
      issuer: exchange.issuer,
    });
  return { ask, issuer, vouch };
}

interface Change {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
}

/** As msal-node signs one, or with changes; undefined takes a claim away. */
function assertion({ header = {}, claims = {} }: Change = {}, privateKey = made.privateKey): string {
  const seconds = Math.floor(machineNow / 1_000);
  const x5t = createHash('sha256').update(new X509Certificate(made.certificate).raw).digest('base64url');
  const fullHeader = { alg: 'PS256', 'x5t#S256': x5t, ...header };
  const fullClaims = {
    aud: endpointUrl,
    iss: clientId,
    sub: clientId,
    nbf: seconds,
    exp: seconds + 600,
    jti: randomUUID(),
    ...claims,
  };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part(fullHeader)}.${part(fullClaims)}`;
  const padding =
    fullHeader.alg === 'RS256'
      ? { padding: constants.RSA_PKCS1_PADDING }
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, ...padding }).toString('base64url')}`;
}

const seconds = Math.floor(machineNow / 1_000);
const otherThumbprint = createHash('sha256').update('another').digest('base64url');

describe('client assertion', () => {
  test('gives a token for a certificate on the registration, and says in it how it was got', () => {
    const { ask, issuer } = setup();
    const { status, body } = ask(assertion());
    expect(status).toBe(200);
    expect(issuer.verify(body.access_token, 'https://graph.microsoft.com').kind).toBe('valid');
    expect(JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString()).appidacr).toBe('2');
  });

  test.each([
    ['RS256 with a SHA-1 thumbprint', { header: { alg: 'RS256', 'x5t#S256': undefined, x5t: hex(fingerprint) } }],
    ['the issuer as audience', { claims: { aud: `${origin}/${tenantId}/v2.0` } }],
    ['no start', { claims: { nbf: undefined } }],
  ])('takes %s', (_case, change) => {
    expect(setup().ask(assertion(change)).status).toBe(200);
  });

  test('takes a domain of the tenant as it was written in the address', () => {
    const aud = `${origin}/contoso.example/oauth2/v2.0/token`;
    expect(setup().ask(assertion({ claims: { aud } }), { tenant: 'contoso.example' }).status).toBe(200);
  });

  test.each([
    ['a certificate that is not on the registration', 700027, { header: { 'x5t#S256': otherThumbprint } }],
    ['another client’s assertion', 700021, { claims: { iss: 'somebody', sub: 'somebody' } }],
    ['a subject that is not the issuer', 700021, { claims: { sub: 'somebody' } }],
    ['another audience', 700023, { claims: { aud: endpointUrl.replace(tenantId, 'elsewhere') } }],
    ['one that has ended', 700024, { claims: { exp: seconds - 301 } }],
    ['one that has not begun', 700024, { claims: { nbf: seconds + 301 } }],
    ['no id', 50027, { claims: { jti: undefined } }],
    ['a list of audiences', 50027, { claims: { aud: [endpointUrl] } }],
    ['no thumbprint', 50027, { header: { 'x5t#S256': undefined } }],
    ['another algorithm', 5002738, { header: { alg: 'PS384' } }],
  ])('refuses %s', (_case, code, change) => {
    const { status, body } = setup().ask(assertion(change));
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [code] });
  });

  test('names the thumbprint of a certificate that is not registered, which is hexadecimal', () => {
    const { body } = setup({ certificates: [{ ...registered, isRegistered: false }] }).ask(assertion());
    expect(body.error_description).toContain(
      `AADSTS700027: The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${fingerprint256.replaceAll(':', '')}'`,
    );
  });

  test('refuses what another key has signed under the thumbprint of a registered certificate', async () => {
    const other = await makeCertificate('other', { startsAt: now - day, expiresAt: now + day });
    const { body } = setup().ask(assertion({}, other.privateKey));
    expect(body.error_description).toContain('AADSTS700027: Client assertion contains an invalid signature.');
    const claims = assertion().split('.');
    expect(setup().ask(`${claims[0]}.${claims[1]}`).body.error_codes).toEqual([50027]);
  });

  test('goes by the sandbox’s clock for the certificate, and by the machine’s for the assertion', () => {
    for (const sandboxNow of [now + 2 * day, now - 2 * day]) {
      const { body } = setup({}, { sandboxNow }).ask(assertion());
      expect(body).toMatchObject({ error: 'invalid_client', error_codes: [1000502] });
    }
  });

  test('takes either of two registered certificates', async () => {
    const other = await makeCertificate('other', { startsAt: now - day, expiresAt: now + day });
    const second = { ...registered, keyId: 'second', certificate: other.certificate };
    expect(setup({ certificates: [second, registered] }).ask(assertion()).status).toBe(200);
  });

  test('asks for the type of an assertion', () => {
    expect(setup().ask(assertion(), { assertionType: undefined }).body.error_codes).toEqual([900144]);
  });

  test('gives a token to whom the managed identity vouches for', () => {
    const { ask, vouch } = setup({ federatedCredentials: [exchange] });
    expect(ask(vouch()).status).toBe(200);
  });

  test.each([
    ['no federated credential', 70025, []],
    ['another issuer', 700211, [{ ...exchange, issuer: 'https://login.microsoftonline.com/home/v2.0/' }]],
    ['another subject', 700213, [{ ...exchange, subject: 'somebody' }]],
    ['a subject in other letters', 7002138, [{ ...exchange, subject: exchange.subject.toLowerCase() }]],
    ['another audience', 700212, [{ ...exchange, audience: 'api://azureadtokenexchange' }]],
    [
      'halves of two credentials',
      700212,
      [
        { ...exchange, audience: 'x' },
        { ...exchange, subject: 'y' },
      ],
    ],
  ])('refuses it where there is %s', (_case, code, federatedCredentials) => {
    const { ask, vouch } = setup({ federatedCredentials });
    const { status, body } = ask(vouch());
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'invalid_client', error_codes: [code] });
  });

  test('refuses a voucher that has ended, and one that somebody else signed', () => {
    const { ask, issuer, vouch } = setup({ federatedCredentials: [exchange] });
    expect(ask(vouch(-301)).body.error_codes).toEqual([700024]);
    expect(ask(vouch(86_400, issuer)).body.error_codes).toEqual([50013]);
  });
});

function hex(colons: string): string {
  return Buffer.from(colons.replaceAll(':', ''), 'hex').toString('base64url');
}
