/** Secrets of the vault as the operator's commands use them. */
import type { TokenCredential } from '@azure/identity';
import type { KeyVaultSecret, SecretClient, SetSecretOptions } from '@azure/keyvault-secrets';
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { VaultSecrets } from '../../tenant/vault-secrets.ts';
import { openOnce } from '../open-once.ts';
import { guarded } from './key-vault-failures.ts';
import { toExpiresOn } from './latest-expiry.ts';
import { openSecretClient } from './open-secret-client.ts';

/** What people read beside the name in the portal. */
export const CLIENT_SECRET = 'Client secret of an Entra ID app';

export function createVaultSecrets(vaultUrl: string, identity: TokenCredential): VaultSecrets {
  const open = openOnce(() => openSecretClient(vaultUrl, identity));
  return {
    async write({ name, value, expiresAt, tenant }) {
      const options = {
        contentType: CLIENT_SECRET,
        tags: { tenant },
        ...toExpiresOn(expiresAt),
      };
      await guarded(setSecret(await open(), { name, value }, options));
    },
    async describe(name) {
      const found = await guarded((await open()).getSecret(name)).catch((error: unknown) => {
        if (isDeliveryError(error) && error.code === 'ERR_CREDENTIAL_MISSING') return undefined;
        throw error;
      });
      return (
        found && {
          ...(found.properties.expiresOn ? { expiresAt: found.properties.expiresOn } : {}),
          version: found.properties.version ?? '',
        }
      );
    },
    async remove(name) {
      await guarded((await open()).beginDeleteSecret(name));
    },
  };
}

/** @returns the new version */
export async function setSecret(
  client: SecretClient,
  { name, value }: { readonly name: string; readonly value: string },
  options: SetSecretOptions,
): Promise<KeyVaultSecret> {
  try {
    return await client.setSecret(name, value, options);
  } catch (error) {
    if (!isBlockedByDeleted(error)) throw error;
    await (await client.beginRecoverDeletedSecret(name)).pollUntilDone();
    return client.setSecret(name, value, options);
  }
}

/** 409 ObjectIsDeletedButRecoverable: a deleted secret keeps its name for as long as it can be recovered, 90 days by default. */
const isBlockedByDeleted = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 409;
