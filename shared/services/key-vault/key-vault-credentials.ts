/**
 * Client secrets from Key Vault, read when first wanted and again every half hour: a vault allows 4,000 reads in 10 s, and
 * Microsoft asks to cache. While the vault is out of reach, the last known secret is used, and said so in the log.
 * A deleted or disabled secret counts at once when it is read; it may be used from memory until then.
 */
import type { TokenCredential } from '@azure/identity';
import type { SecretClient } from '@azure/keyvault-secrets';
import { LRUCache } from 'lru-cache';
import { withDeadline } from '../../deadline.ts';
import { VAULT_DEADLINE } from '../../delivery/deadlines.ts';
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE } from '../../duration.ts';
import { logStaleCredential } from '../../log/log-events.ts';
import type { LogSink } from '../../log/log-sink.ts';
import { shortHash } from '../../message/fingerprint.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credential, Credentials } from '../../tenant/credential.ts';
import { openOnce } from '../open-once.ts';
import { guarded } from './key-vault-failures.ts';
import { openSecretClient } from './open-secret-client.ts';

const FRESH_FOR = 30 * MINUTE;
const MOST_CREDENTIALS = 10_000;

interface KeyVaultOptions {
  readonly vaultUrl: string;
  readonly identity: TokenCredential;
  readonly log: LogSink;
}

export function createKeyVaultCredentials({ vaultUrl, identity, log }: KeyVaultOptions): Credentials {
  const open = openOnce(() => openSecretClient(vaultUrl, identity));
  const cache = new LRUCache<string, Credential, Connection>({
    max: MOST_CREDENTIALS,
    ttl: FRESH_FOR,
    fetchMethod: async (_key, stale, { context }) => {
      try {
        return await readCredential(await open(), context);
      } catch (error) {
        if (!stale || !isDeliveryError(error) || error.code !== 'ERR_VAULT_UNAVAILABLE') throw error;
        logStaleCredential(log, context.tenant, error);
        return stale;
      }
    },
  });

  async function fetch(connection: Connection, forceRefresh: boolean): Promise<Credential> {
    const credential = await cache.fetch(connection.secretName, { context: connection, forceRefresh });
    if (!credential) throw deliveryError('ERR_VAULT_UNAVAILABLE');
    return credential;
  }

  return {
    read: (connection) => fetch(connection, false),
    readAgain: (connection) => fetch(connection, true),
  };
}

async function readCredential(client: SecretClient, { secretName }: Connection): Promise<Credential> {
  const { value, properties } = await guarded(
    withDeadline('Reading the client secret', VAULT_DEADLINE, (abortSignal) =>
      client.getSecret(secretName, { abortSignal }),
    ),
  );
  if (!value) throw deliveryError('ERR_CREDENTIAL_MISSING', { provider: 'an empty secret' });
  const { version = '', expiresOn } = properties;
  return { secret: value, fingerprint: shortHash(value), version, ...(expiresOn ? { expiresAt: expiresOn } : {}) };
}
