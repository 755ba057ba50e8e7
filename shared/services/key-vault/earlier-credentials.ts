/**
 * The version before one that was refused, in use for some minutes; then the newest is tried again. Promises: one look for many callers
 * at once, and one line in the log for each refused version.
 */
import type { SecretClient } from '@azure/keyvault-secrets';
import { LRUCache } from 'lru-cache';
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE } from '../../duration.ts';
import { logEarlierCredential } from '../../log/log-events.ts';
import type { LogSink } from '../../log/log-sink.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credential } from '../../tenant/credential.ts';
import { findEarlierVersion } from './earlier-version.ts';
import { listVersions, readSecret } from './read-secret.ts';
import { toCredential } from './to-credential.ts';

const USED_FOR = 5 * MINUTE;
const MOST_CREDENTIALS = 10_000;

interface Options {
  readonly open: () => Promise<SecretClient>;
  readonly log: LogSink;
  readonly now: () => Date;
}

interface Found {
  readonly credential: Credential;
  /** Version of the one it stands in for. */
  readonly refused: string;
}

export function createEarlierCredentials({ open, log, now }: Options) {
  const used = new LRUCache<string, Found>({ max: MOST_CREDENTIALS, ttl: USED_FOR });
  const told = new LRUCache<string, string>({ max: MOST_CREDENTIALS });
  const looking = new Map<string, Promise<Found | undefined>>();

  async function look(connection: Connection, refused: Credential | undefined): Promise<Found | undefined> {
    const key = cacheKey(connection);
    const found = await readEarlier(await open(), connection, refused, now());
    if (!found) return undefined;
    used.set(key, found);
    if (told.get(key) !== found.refused)
      logEarlierCredential(log, connection.tenant, { used: found.credential.version, refused: found.refused });
    told.set(key, found.refused);
    return found;
  }

  return {
    /** Undefined while the newest is. */
    inUse: (connection: Connection): Credential | undefined => used.get(cacheKey(connection))?.credential,
    /** The newest is tried again, from now on. */
    end: (connection: Connection): void => {
      used.delete(cacheKey(connection));
    },
    async find(connection: Connection, refused: Credential | undefined): Promise<Credential | undefined> {
      const kept = used.get(cacheKey(connection));
      if (kept && (refused === undefined || kept.refused === refused.version)) return kept.credential;
      const key = [cacheKey(connection), refused?.version].join('|');
      const started = looking.get(key) ?? look(connection, refused).finally(() => looking.delete(key));
      looking.set(key, started);
      return (await started)?.credential;
    },
  };
}

/** A rotation ends what was used before it. */
const cacheKey = ({ tenant, credential, secretName, rotatedAt }: Connection): string =>
  [tenant, credential, secretName, rotatedAt?.getTime()].join('|');

/** @returns undefined too where the vault may not be asked for versions, or the earlier one is of no use either */
async function readEarlier(
  client: SecretClient,
  connection: Connection,
  refused: Credential | undefined,
  now: Date,
): Promise<Found | undefined> {
  const { secretName: name } = connection;
  if (name === undefined) return undefined;
  try {
    const newest = refused?.version ?? (await readSecret(client, name)).properties.version ?? '';
    const version = findEarlierVersion(await listVersions(client, name), newest, now);
    if (version === undefined) return undefined;
    return {
      credential: await toCredential(connection, await readSecret(client, name, version), now),
      refused: newest,
    };
  } catch (error) {
    // Without an answer nobody knows whether an earlier one would do: what waits for the vault is no reason for a hold.
    if (!isDeliveryError(error) || error.code === 'ERR_VAULT_UNAVAILABLE') throw error;
    return undefined;
  }
}
