/**
 * Client secrets and certificates from Key Vault, read when first wanted and again every half hour: a vault allows 4,000 reads in 10 s,
 * and Microsoft asks to cache. One from before the connection's last rotation is read anew at once. While the vault is out of
 * reach, `read` answers the last known one, and says so in the log. A deleted or disabled one counts when it is read; it may be used from memory until then.
 */
import type { TokenCredential } from '@azure/identity';
import type { SecretClient } from '@azure/keyvault-secrets';
import { LRUCache } from 'lru-cache';
import { type DeliveryError, deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE } from '../../duration.ts';
import { logStaleCredential } from '../../log/log-events.ts';
import type { LogSink } from '../../log/log-sink.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credential, Credentials } from '../../tenant/credential.ts';
import { openOnce } from '../open-once.ts';
import { createEarlierCredentials } from './earlier-credentials.ts';
import { openSecretClient } from './open-secret-client.ts';
import { readSecret } from './read-secret.ts';
import { toCredential } from './to-credential.ts';

const FRESH_FOR = 30 * MINUTE;
/** After a look that the vault did not answer. */
const STALE_FOR = 5 * MINUTE;
const MOST_CREDENTIALS = 10_000;

interface KeyVaultOptions {
  readonly vaultUrl: string;
  readonly identity: TokenCredential;
  readonly log: LogSink;
  /** Tells whether a certificate, or an earlier version, is valid yet and still. */
  readonly now?: () => Date;
}

interface Kept {
  readonly credential: Credential;
  /** Of the connection it was read for. */
  readonly rotatedAt: number;
  /** Why it is from before: the vault did not answer. */
  readonly stale?: DeliveryError;
}

export function createKeyVaultCredentials(options: KeyVaultOptions): Credentials {
  const { vaultUrl, identity, log, now = () => new Date() } = options;
  const open = openOnce(() => openSecretClient(vaultUrl, identity));
  const earlier = createEarlierCredentials({ open, log, now });
  const cache = new LRUCache<string, Kept, Connection>({
    max: MOST_CREDENTIALS,
    ttl: FRESH_FOR,
    fetchMethod: async (_key, stale, { context, options: keeping }) => {
      try {
        return { credential: await readNewest(await open(), context, now()), rotatedAt: rotationOf(context) };
      } catch (error) {
        if (!stale || !isAway(error)) throw error;
        logStaleCredential(log, context.tenant, error);
        keeping.ttl = STALE_FOR;
        return { ...stale, rotatedAt: rotationOf(context), stale: error };
      }
    },
  });

  async function fetch(connection: Connection, isForced: boolean): Promise<Kept> {
    const key = cacheKey(connection);
    const forceRefresh = isForced || isRotatedSince(cache.peek(key), connection);
    const kept = await cache.fetch(key, { context: connection, forceRefresh });
    if (!kept) throw deliveryError('ERR_VAULT_UNAVAILABLE');
    return kept;
  }

  return {
    read: async (connection) => earlier.inUse(connection) ?? (await fetch(connection, false)).credential,
    async readAgain(connection) {
      try {
        const { credential, stale } = await fetch(connection, true);
        if (stale) throw stale;
        earlier.end(connection);
        return credential;
      } catch (error) {
        // What is in use stays so while nobody knows what the vault holds.
        if (!isAway(error)) earlier.end(connection);
        throw error;
      }
    },
    readEarlier: (connection, refused) => earlier.find(connection, refused),
  };
}

const isAway = (error: unknown): error is DeliveryError =>
  isDeliveryError(error) && error.code === 'ERR_VAULT_UNAVAILABLE';

/** A connection may be a minute old itself: one that is older than what is kept says nothing. */
const isRotatedSince = (kept: Kept | undefined, connection: Connection): boolean =>
  kept !== undefined && kept.rotatedAt < rotationOf(connection);

const rotationOf = ({ rotatedAt }: Connection): number => rotatedAt?.getTime() ?? 0;

/** What another kind or name would be read from is another credential. */
const cacheKey = ({ tenant, credential, secretName }: Connection): string => [tenant, credential, secretName].join('|');

async function readNewest(client: SecretClient, connection: Connection, now: Date): Promise<Credential> {
  const { secretName } = connection;
  if (secretName === undefined) throw deliveryError('ERR_CREDENTIAL_MISSING', { provider: 'no name in Key Vault' });
  return toCredential(connection, await readSecret(client, secretName), now);
}
