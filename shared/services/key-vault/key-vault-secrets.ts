/** Secrets of the vault as the operator's commands use them. */
import type { TokenCredential } from '@azure/identity';
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { VaultSecrets } from '../../tenant/vault-secrets.ts';
import { guarded } from './key-vault-failures.ts';
import { openSecretClient } from './open-secret-client.ts';

export function createVaultSecrets(vaultUrl: string, identity: TokenCredential): VaultSecrets {
  const client = openSecretClient(vaultUrl, identity);
  return {
    async write({ name, value, expiresAt, tenant }) {
      const options = {
        contentType: 'Client secret of an Entra ID app',
        tags: { tenant },
        ...(expiresAt ? { expiresOn: expiresAt } : {}),
      };
      await guarded(client.setSecret(name, value, options));
    },
    async describe(name) {
      const found = await guarded(client.getSecret(name)).catch((error: unknown) => {
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
      await guarded(client.beginDeleteSecret(name));
    },
  };
}
