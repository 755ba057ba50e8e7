/**
 * What is wrong with an assertion that was signed with a certificate's key; undefined when it is taken.
 * Promises: its certificate must be on the app registration; the certificate's validity goes by the sandbox's clock, the assertion's
 * own times by the machine's.
 */
import { constants, verify, X509Certificate } from 'node:crypto';
import type { App } from '../directory/tenant.ts';
import { findTimeProblem } from './check-assertion-time.ts';
import type { Assertion } from './read-assertion.ts';
import type { TokenProblem } from './token-problem.ts';

export interface CertificateCircumstances {
  readonly app: App;
  /** What `aud` may name: the token endpoint of the tenant, or its issuer. */
  readonly audiences: readonly string[];
  /** By the sandbox's clock. */
  readonly now: number;
  readonly machineNow: number;
}

const documentation =
  'Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .';

export function findCertificateProblem(
  assertion: Assertion,
  circumstances: CertificateCircumstances,
): TokenProblem | undefined {
  const malformed = findMalformation(assertion) ?? findClaimProblem(assertion, circumstances);
  if (malformed !== undefined) return malformed;
  const certificate = findCertificate(assertion, circumstances.app);
  if (certificate === undefined) return notRegistered(assertion, circumstances.app);
  if (!isSignedBy(assertion, certificate)) return wrongSignature(assertion, certificate);
  if (!isValid(certificate, circumstances.now))
    return ['certificateValidity', 'The provided certificate is not within its specified validity window.'];
  return findTimeProblem(assertion, circumstances.machineNow);
}

function findMalformation({ header, claims }: Assertion): TokenProblem | undefined {
  if (header.alg !== 'PS256' && header.alg !== 'RS256')
    return [
      'assertionAlgorithm',
      `Invalid JWT token. '${header.alg}' is not a supported signature algorithm. Supported signing algorithms are: 'RS256, PS256'`,
    ];
  if (header.x5t === undefined && header['x5t#S256'] === undefined)
    return ['assertionMalformed', 'Invalid JWT token. No certificate thumbprint specified in token header.'];
  if (claims.jti === undefined) return ['assertionMalformed', 'JWT token is invalid or malformed.'];
  return undefined;
}

function findClaimProblem(
  { claims }: Assertion,
  { app, audiences }: CertificateCircumstances,
): TokenProblem | undefined {
  if (!isSameId(claims.iss, app.clientId) || !isSameId(claims.sub, app.clientId))
    return [
      'assertionClient',
      `Client assertion application identifier doesn't match 'client_id' parameter. ${documentation}`,
    ];
  if (audiences.includes(withoutSlash(claims.aud ?? ''))) return undefined;
  return ['assertionAudience', `Client assertion audience claim does not match Realm issuer. ${documentation}`];
}

function findCertificate({ header }: Assertion, app: App): X509Certificate | undefined {
  const registered = app.certificates
    .filter(({ isRegistered }) => isRegistered)
    .map(({ certificate }) => new X509Certificate(certificate));
  return registered.find((one) =>
    header['x5t#S256'] === undefined
      ? toThumbprint(one.fingerprint) === fromBase64Url(header.x5t ?? '')
      : toThumbprint(one.fingerprint256) === fromBase64Url(header['x5t#S256']),
  );
}

function isSignedBy({ header, signed, signature }: Assertion, { publicKey }: X509Certificate): boolean {
  if (publicKey.asymmetricKeyType !== 'rsa') return false;
  const padding =
    header.alg === 'PS256'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : { padding: constants.RSA_PKCS1_PADDING };
  return verify('sha256', Buffer.from(signed), { key: publicKey, ...padding }, signature);
}

function isValid({ validFromDate, validToDate }: X509Certificate, now: number): boolean {
  return validFromDate.getTime() <= now && now <= validToDate.getTime();
}

function notRegistered(assertion: Assertion, app: App): TokenProblem {
  return [
    'certificateNotRegistered',
    `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${thumbprintOf(assertion)}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${app.clientId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${app.clientId}'].`,
  ];
}

function wrongSignature(assertion: Assertion, { validFrom, validTo }: X509Certificate): TokenProblem {
  return [
    'certificateNotRegistered',
    `Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '${thumbprintOf(assertion)}', Found key 'Start=${validFrom}, End=${validTo}'].`,
  ];
}

function thumbprintOf({ header }: Assertion): string {
  return fromBase64Url(header['x5t#S256'] ?? header.x5t ?? '');
}

function fromBase64Url(text: string): string {
  return Buffer.from(text, 'base64url').toString('hex').toUpperCase();
}

function toThumbprint(fingerprint: string): string {
  return fingerprint.replaceAll(':', '');
}

function isSameId(claim: string | undefined, clientId: string): boolean {
  return claim?.toLowerCase() === clientId.toLowerCase();
}

function withoutSlash(url: string): string {
  return url.endsWith('/') ? url.slice(0, -1) : url;
}
