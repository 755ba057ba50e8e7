/**
 * App-only tokens for Graph. Cached by tenant, client and the credential's fingerprint, so that a rotated one gets its own token without
 * a restart. Concurrent cold calls make one request (msal makes one each); that is why the cache is ours.
 */
import { LRUCache } from 'lru-cache';
import { deliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credential, Tokens } from '../../tenant/credential.ts';
import type { CredentialUses } from '../../tenant/credential-uses.ts';
import type { FindEndpoints } from '../cloud-endpoints.ts';
import { requestToken, type Wanted } from './request-token.ts';

/** A token is renewed this long before it ends: longer than any attempt. */
const RENEW_BEFORE = 5 * MINUTE;
const SHORTEST_LIFE = 10 * SECOND;
/** One a tenant, of 2 KB each. */
const MOST_TOKENS = 10_000;

interface EntraOptions {
  readonly now?: () => Date;
  /** Hears of each token that was got with a credential. */
  readonly uses?: Pick<CredentialUses, 'note'>;
}

export function createEntraTokens(findEndpoints: FindEndpoints, options: EntraOptions = {}): Tokens {
  const { now = () => new Date(), uses } = options;
  const cache = new LRUCache<string, string, Wanted>({
    max: MOST_TOKENS,
    fetchMethod: async (_key, _stale, { context, options: keeping }) => {
      const { token, expiresOn } = await requestToken(context, findEndpoints, now());
      // No mail waits for the note, and none fails with it.
      void uses?.note(context.connection.tenant, context.credential);
      // msal counts from this machine's clock.
      keeping.ttl = Math.max(expiresOn.getTime() - Date.now() - RENEW_BEFORE, SHORTEST_LIFE);
      return token;
    },
  });

  return {
    async acquire(connection, credential) {
      const token = await cache.fetch(keyOf(connection, credential), { context: { connection, credential } });
      if (token === undefined) throw deliveryError('ERR_IDENTITY_UNAVAILABLE');
      return token;
    },
    drop: (connection, credential, token) => {
      // Deleting a key while it is fetched would fail everybody who waits for it.
      const key = keyOf(connection, credential);
      if (cache.peek(key) === token) cache.delete(key);
    },
  };
}

const keyOf = ({ cloud, tenantId, clientId }: Connection, { fingerprint }: Credential): string =>
  [cloud, tenantId, clientId, fingerprint].join('|');
