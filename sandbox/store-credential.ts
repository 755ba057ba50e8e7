/** Puts credentials of tenants into the vault, under the names the product looks for. */
import { X509Certificate } from 'node:crypto';
import {
  type CertificateFormat,
  type MadeCertificate,
  thumbprintOf,
  toVaultValue,
} from './app-certificate/make-certificate.ts';
import type { Tenant } from './directory/tenant.ts';
import type { SecretChange, Vault } from './key-vault/vault.ts';
import { certificateNameOf, secretNameOf } from './seed.ts';

/** The newest client secret, with its expiry; nothing where the app has none. */
export function storeSecret(vault: Vault, tenant: Tenant): void {
  const secret = tenant.apps[0]?.secrets.at(-1);
  if (secret === undefined) return;
  storeValue(vault, secretNameOf(tenant.key), {
    value: secret.value,
    contentType: 'Postbus client secret',
    exp: Math.floor(secret.expiresAt / 1_000),
    tags: { tenant: tenant.key, keyId: secret.keyId },
  });
}

/** The secret side of a certificate, with the dates of the certificate itself: Key Vault sets them so. */
export function storeCertificate(
  vault: Vault,
  tenant: Tenant,
  { made, format }: { made: MadeCertificate; format: CertificateFormat },
): void {
  const { validFromDate, validToDate } = new X509Certificate(made.certificate);
  storeValue(vault, certificateNameOf(tenant.key), {
    ...toVaultValue(made, format),
    nbf: Math.floor(validFromDate.getTime() / 1_000),
    exp: Math.floor(validToDate.getTime() / 1_000),
    tags: { tenant: tenant.key, thumbprint: thumbprintOf(made.certificate) },
  });
}

/** As a new version. */
export function storeValue(vault: Vault, name: string, change: SecretChange & { readonly value: string }): void {
  // A name that a deleted secret still blocks is freed: the sandbox made that secret itself.
  if (vault.find(name)?.deletedAt !== undefined) vault.purge(name);
  vault.set(name, change);
}
