/**
 * Certificates of apps, as Key Vault makes and keeps them: self-signed, RSA, certificate and key in one secret.
 * Promises: what `toVaultValue` gives is what GET of the secret answers in Azure; the times are the sandbox's.
 */
import { X509Certificate } from 'node:crypto';
import selfsigned from 'selfsigned';
import { toPkcs12 } from './to-pkcs12.ts';

export const certificateFormats = ['pem', 'pkcs12'] as const;
export type CertificateFormat = (typeof certificateFormats)[number];

export interface MadeCertificate {
  /** PEM. */
  readonly certificate: string;
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
}

export interface Validity {
  readonly startsAt: number;
  readonly expiresAt: number;
}

export async function makeCertificate(commonName: string, { startsAt, expiresAt }: Validity): Promise<MadeCertificate> {
  const made = await selfsigned.generate([{ name: 'commonName', value: commonName }], {
    keyType: 'rsa',
    keySize: 2_048,
    algorithm: 'sha256',
    notBeforeDate: new Date(startsAt),
    notAfterDate: new Date(expiresAt),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    ],
  });
  return { certificate: made.cert, privateKey: made.private };
}

/** With the content type that goes with it. */
export function toVaultValue(
  { certificate, privateKey }: MadeCertificate,
  format: CertificateFormat,
): { readonly value: string; readonly contentType: string } {
  return format === 'pem'
    ? { value: `${privateKey.trim()}\n${certificate.trim()}\n`, contentType: 'application/x-pem-file' }
    : { value: toPkcs12(privateKey, certificate).toString('base64'), contentType: 'application/x-pkcs12' };
}

/** SHA-256 in hexadecimal, as the assertions name it. */
export function thumbprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256.replaceAll(':', '');
}
