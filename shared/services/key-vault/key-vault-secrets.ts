/** Secrets of the vault as the operator's commands use them. */
import type { TokenCredential } from '@azure/identity';
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { VaultSecrets } from '../../tenant/vault-secrets.ts';
import { openOnce } from '../open-once.ts';
import { guarded } from './key-vault-failures.ts';
import { openSecretClient } from './open-secret-client.ts';

export function createVaultSecrets(vaultUrl: string, identity: TokenCredential): VaultSecrets {
  const open = openOnce(() => openSecretClient(vaultUrl, identity));
  return {
    async write({ name, value, expiresAt, tenant }) {
      const options = {
        contentType: 'Client secret of an Entra ID app',
        tags: { tenant },
        ...(expiresAt ? { expiresOn: expiresAt } : {}),
      };
      const client = await open();
      const set = () => client.setSecret(name, value, options);
      await guarded(
        set().catch(async (error: unknown) => {
          if (!isBlockedByDeleted(error)) throw error;
          await (await client.beginRecoverDeletedSecret(name)).pollUntilDone();
          return set();
        }),
      );
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

/** 409 ObjectIsDeletedButRecoverable: a deleted secret keeps its name for as long as it can be recovered, 90 days by default. */
const isBlockedByDeleted = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === 409;
