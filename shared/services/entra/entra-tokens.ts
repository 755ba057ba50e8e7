/**
 * App-only tokens for Graph, by msal-node's client-credentials flow. Cached by tenant, client and the secret's fingerprint, so
 * that a rotated secret gets its own token without a restart. Concurrent cold calls make one request (msal makes one each);
 * that is why the cache is ours and a msal client lives for one request only.
 */
import { LRUCache } from 'lru-cache';
import { DeadlineError, withDeadline } from '../../deadline.ts';
import { TOKEN_DEADLINE } from '../../delivery/deadlines.ts';
import { deliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import type { Connection } from '../../tenant/connection.ts';
import type { Credential, Tokens } from '../../tenant/credential.ts';
import type { FindEndpoints } from '../cloud-endpoints.ts';
import { classifyEntraAnswer } from './entra-failures.ts';
import { IdentityNetwork } from './identity-network.ts';

/** A token is renewed this long before it ends: longer than any attempt. */
const RENEW_BEFORE = 5 * MINUTE;
const SHORTEST_LIFE = 10 * SECOND;
/** One a tenant, of 2 KB each. */
const MOST_TOKENS = 10_000;

interface Wanted {
  readonly connection: Connection;
  readonly credential: Credential;
}

export function createEntraTokens(findEndpoints: FindEndpoints, now: () => Date = () => new Date()): Tokens {
  const cache = new LRUCache<string, string, Wanted>({
    max: MOST_TOKENS,
    fetchMethod: async (_key, _stale, { context, options }) => {
      const { token, expiresOn } = await requestToken(context, findEndpoints, now());
      // msal counts from this machine's clock.
      options.ttl = Math.max(expiresOn.getTime() - Date.now() - RENEW_BEFORE, SHORTEST_LIFE);
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

async function requestToken(
  { connection, credential }: Wanted,
  findEndpoints: FindEndpoints,
  now: Date,
): Promise<{ token: string; expiresOn: Date }> {
  const { ConfidentialClientApplication } = await import('./sdk.ts');
  const { login, audience } = findEndpoints(connection.cloud);
  const network = new IdentityNetwork();
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: connection.clientId,
      clientSecret: credential.secret,
      authority: `${login}/${connection.tenantId}`,
      knownAuthorities: [new URL(login).host],
    },
    system: { networkClient: network, disableInternalRetries: true },
  });
  const acquire = () => client.acquireTokenByClientCredential({ scopes: [`${audience}/.default`] });
  const result = await withDeadline('Getting a token', TOKEN_DEADLINE, acquire).catch((error: unknown) => {
    throw toTokenError(error, network, now);
  });
  if (!result?.accessToken || !result.expiresOn)
    throw deliveryError('ERR_IDENTITY_UNAVAILABLE', { provider: 'an answer without a token' });
  return { token: result.accessToken, expiresOn: result.expiresOn };
}

function toTokenError(error: unknown, { lastAnswer, lastFailure }: IdentityNetwork, now: Date) {
  if (error instanceof DeadlineError)
    return deliveryError('ERR_IDENTITY_UNAVAILABLE', { cause: error, provider: 'no answer in time' });
  if (lastFailure !== undefined)
    return deliveryError('ERR_IDENTITY_UNAVAILABLE', { cause: lastFailure, provider: 'no answer' });
  if (lastAnswer && lastAnswer.status >= 400) return classifyEntraAnswer(lastAnswer, now);
  return deliveryError('ERR_TOKEN_REFUSED', { cause: error });
}
