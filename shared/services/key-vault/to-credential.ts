/** From what the vault holds to a credential, or to the problem that Entra ID would only answer with "invalid". */
import type { KeyVaultSecret } from '@azure/keyvault-secrets';
import { type DeliveryError, deliveryError } from '../../delivery/delivery-error.ts';
import { shortHash } from '../../message/fingerprint.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Certificate, ClientSecret, Credential } from '../../tenant/credential.ts';
import { parseCertificate } from '../../tenant/parse-certificate.ts';
import { findSecretProblem, type SecretProblem } from '../../tenant/secret-problems.ts';
import { openPkcs12 } from './open-pkcs12.ts';

/** @throws DeliveryError ERR_CREDENTIAL_UNUSABLE, ERR_CREDENTIAL_EXPIRED */
export async function toCredential(
  { credential }: Pick<Connection, 'credential'>,
  stored: KeyVaultSecret,
  now: Date,
): Promise<Credential> {
  return credential === 'certificate' ? toCertificate(stored, now) : toClientSecret(stored);
}

function toClientSecret({ value = '', properties }: KeyVaultSecret): ClientSecret {
  const problem = findSecretProblem(value);
  if (problem) throw unusable(problem);
  const { version = '', expiresOn } = properties;
  return {
    kind: 'client-secret',
    secret: value,
    fingerprint: shortHash(value),
    version,
    ...(expiresOn ? { expiresAt: expiresOn } : {}),
  };
}

async function toCertificate({ value = '', properties }: KeyVaultSecret, now: Date): Promise<Certificate> {
  // The content type says the same, where nobody has changed it by hand.
  const pem = value.includes('-----BEGIN ') ? value : await openPkcs12(value);
  if (pem === undefined) throw unusable(UNREADABLE);
  const reading = parseCertificate(pem);
  if (!reading.ok) throw unusable(reading.problem);
  const { privateKey, thumbprint, portalThumbprint, notBefore, notAfter } = reading.certificate;
  if (notAfter <= now) throw deliveryError('ERR_CREDENTIAL_EXPIRED', { provider: `since ${notAfter.toISOString()}` });
  if (notBefore > now) throw unusable({ sentence: `The certificate is not valid before ${notBefore.toISOString()}.` });
  return {
    kind: 'certificate',
    privateKey,
    thumbprint,
    portalThumbprint,
    fingerprint: shortHash(thumbprint),
    version: properties.version ?? '',
    expiresAt: notAfter,
  };
}

const UNREADABLE = { sentence: 'The certificate is neither PEM nor PKCS #12 without a password.' };

const unusable = ({ sentence }: Pick<SecretProblem, 'sentence'>): DeliveryError =>
  deliveryError('ERR_CREDENTIAL_UNUSABLE', { provider: sentence });
