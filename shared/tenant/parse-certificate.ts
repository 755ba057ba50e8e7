/**
 * A certificate and its key from PEM text, checked for what Entra ID would refuse later and less clearly. The text may hold a chain: the
 * certificate that counts is the one the key belongs to. Never throws, and never repeats a part of the key.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { SecretProblem } from './secret-problems.ts';

export interface ParsedCertificate {
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** SHA-256 of the certificate, in hexadecimal. */
  readonly thumbprint: string;
  /** SHA-1, in hexadecimal: by this one the portal tells certificates apart. */
  readonly portalThumbprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export type CertificateReading =
  | { readonly ok: true; readonly certificate: ParsedCertificate }
  | { readonly ok: false; readonly problem: SecretProblem };

export function parseCertificate(pem: string): CertificateReading {
  const blocks = [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----/gs)];
  const keys = blocks.filter(([, label]) => label?.endsWith('PRIVATE KEY')).map(([block]) => block);
  const certificates = blocks.filter(([, label]) => label === 'CERTIFICATE').map(([block]) => block);
  if (certificates.length === 0) return refused('holds no certificate', IMPORT_AGAIN);
  if (keys.length === 0) return refused('comes without its private key', EXPORTABLE);
  const key = orUndefined(() => createPrivateKey(keys[0] ?? ''));
  if (!key) return refused('has a private key that cannot be read: it is damaged, or has a password', IMPORT_AGAIN);
  // msal signs assertions with PS256, and Entra ID takes no others for an app.
  if (key.asymmetricKeyType !== 'rsa') return refused(`has a key of the kind ${key.asymmetricKeyType}`, TAKE_RSA);
  const parsed = certificates.map((each) => orUndefined(() => new X509Certificate(each)));
  const own = parsed.find((each) => each?.checkPrivateKey(key));
  if (own) return { ok: true, certificate: toParsed(own, key) };
  if (parsed.some((each) => each === undefined)) return refused('cannot be read', IMPORT_AGAIN);
  return refused('does not belong to its private key', IMPORT_AGAIN);
}

const IMPORT_AGAIN = 'Import it into Key Vault again: certificate and key together, as PEM, or as PKCS #12.';
const EXPORTABLE = 'Create it in Key Vault with an exportable key, and name the certificate, not only its public part.';
const TAKE_RSA = 'Create a certificate with an RSA key of 2048 bits or more: Entra ID takes no other from an app.';

const toParsed = (certificate: X509Certificate, key: KeyObject): ParsedCertificate => ({
  privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
  thumbprint: certificate.fingerprint256.replaceAll(':', ''),
  portalThumbprint: certificate.fingerprint.replaceAll(':', ''),
  notBefore: certificate.validFromDate,
  notAfter: certificate.validToDate,
});

const refused = (what: string, remedy: string): CertificateReading => ({
  ok: false,
  problem: { sentence: `The certificate ${what}.`, remedy },
});

function orUndefined<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
