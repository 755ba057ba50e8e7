/**
 * The versions of client secrets as rotations use them. Storing one takes the role Key Vault Secrets Officer: the app has it only where
 * it is to rotate by itself.
 */
import type { TokenCredential } from '@azure/identity';
import type { SecretProperties } from '@azure/keyvault-secrets';
import { withDeadline } from '../../deadline.ts';
import { VAULT_DEADLINE } from '../../delivery/deadlines.ts';
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { SecretVersion, SecretVersions } from '../../tenant/secret-versions.ts';
import { openOnce } from '../open-once.ts';
import { guarded } from './key-vault-failures.ts';
import { CLIENT_SECRET, setSecret } from './key-vault-secrets.ts';
import { toExpiresOn } from './latest-expiry.ts';
import { openSecretClient } from './open-secret-client.ts';
import { listVersions, readSecret } from './read-secret.ts';

/** Entra ID shows as many of each password's value. */
const HINT_LENGTH = 3;
/** A secret without a version, and one that cannot be read, have no hint. */
const WITHOUT_HINT: readonly string[] = ['ERR_CREDENTIAL_MISSING', 'ERR_CREDENTIAL_DISABLED'];

export function createKeyVaultVersions(vaultUrl: string, identity: TokenCredential): SecretVersions {
  const open = openOnce(() => openSecretClient(vaultUrl, identity));
  return {
    async store({ name, value, tenant, rotation, keyId, expiresAt }) {
      const tags = { tenant, rotation, ...(keyId ? { keyId } : {}) };
      const options = { contentType: CLIENT_SECRET, tags, ...toExpiresOn(expiresAt) };
      const work = withDeadline('Storing the client secret', VAULT_DEADLINE, async (abortSignal) =>
        setSecret(await open(), { name, value }, { ...options, abortSignal }),
      );
      const { properties } = await guarded(work).catch(toWriteDenied);
      return properties.version ?? '';
    },
    async list(name) {
      const versions = await listVersions(await open(), name).catch((error: unknown) => {
        if (isDeliveryError(error) && error.code === 'ERR_CREDENTIAL_MISSING') return [];
        throw error;
      });
      return versions.map(toVersion);
    },
    async readHint(name, version) {
      try {
        const { value } = await readSecret(await open(), name, version);
        return value?.slice(0, HINT_LENGTH);
      } catch (error) {
        if (isDeliveryError(error) && WITHOUT_HINT.includes(error.code)) return undefined;
        throw error;
      }
    },
  };
}

/** Reading and writing are two rights, and it is the second that lacks. */
function toWriteDenied(error: unknown): never {
  if (!isDeliveryError(error) || error.code !== 'ERR_VAULT_ACCESS_DENIED') throw error;
  throw deliveryError('ERR_VAULT_WRITE_DENIED', { ...error.details, cause: error });
}

const toVersion = ({ version, enabled, createdOn, expiresOn, tags }: SecretProperties): SecretVersion => ({
  version: version ?? '',
  isEnabled: enabled ?? true,
  ...(createdOn ? { createdAt: createdOn } : {}),
  ...(expiresOn ? { expiresAt: expiresOn } : {}),
  ...(tags?.rotation ? { rotation: tags.rotation } : {}),
  ...(tags?.keyId ? { keyId: tags.keyId } : {}),
});
