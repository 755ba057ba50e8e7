/**
 * The token for one attempt: credential, then token. A credential that is refused is no reason to stop: the tenant may just have rotated
 * it, so the vault is asked again; and what is new there may not be known to Entra ID yet, or be a slip, so the version before it
 * is tried as well. Only when all are refused does it count.
 */
import { DeadlineError, withDeadline } from '../deadline.ts';
import { TOKEN_SOURCE_DEADLINE } from '../delivery/deadlines.ts';
import { deliveryError, isDeliveryError } from '../delivery/delivery-error.ts';
import type { Connection } from './connection.ts';
import type { Credential, Credentials, Tokens } from './credential.ts';

export interface TokenSource {
  /** The token to use now. */
  current(): Promise<string>;
  /** Says that Graph refused this token. @returns whether to try another one: once an attempt, a second refusal is no stale token */
  drop(token: string): boolean;
}

interface TokenPorts {
  readonly credentials: Credentials;
  readonly tokens: Tokens;
}

interface Refusal {
  readonly error: unknown;
  /** Absent: what the vault holds is no credential at all. */
  readonly credential: Credential | undefined;
}

export function openTokenSource(connection: Connection, { credentials, tokens }: TokenPorts): TokenSource {
  let credential: Credential | undefined;
  let mayTryAgain = true;
  let leftMs = TOKEN_SOURCE_DEADLINE;

  async function current(): Promise<string> {
    const startedAt = performance.now();
    try {
      return await withDeadline('Getting a token', Math.max(leftMs, 0), search);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      throw deliveryError('ERR_IDENTITY_UNAVAILABLE', { cause: error, provider: 'no token in time' });
    } finally {
      leftMs -= performance.now() - startedAt;
    }
  }

  async function search(): Promise<string> {
    const tried = new Set<string>();
    const known = await tryOut(async () => credential ?? credentials.read(connection), tried);
    if ('token' in known) return known.token;
    // What is no credential at all was read a moment ago: to read it again tells nothing new.
    const newest = known.credential ? await tryOut(readNewest, tried, known) : known;
    if ('token' in newest) return newest.token;
    const earlier = await tryOut(() => credentials.readEarlier(connection, newest.credential), tried, newest);
    if ('token' in earlier) return earlier.token;
    // Whatever is wrong with an earlier one: it is the newest that somebody must repair.
    throw newest.error;
  }

  /** Nothing new where the vault does not answer: an earlier version may be in memory all the same. */
  async function readNewest(): Promise<Credential | undefined> {
    try {
      return await credentials.readAgain(connection);
    } catch (error) {
      if (isDeliveryError(error) && error.code === 'ERR_VAULT_UNAVAILABLE') return undefined;
      throw error;
    }
  }

  /** @param before what is answered where there is nothing that was not tried already */
  async function tryOut(
    read: () => Promise<Credential | undefined>,
    tried: Set<string>,
    before: Refusal = NOTHING_THERE,
  ): Promise<{ readonly token: string } | Refusal> {
    let candidate: Credential | undefined;
    try {
      candidate = await read();
      if (!candidate || tried.has(candidate.fingerprint)) return before;
      tried.add(candidate.fingerprint);
      const token = await tokens.acquire(connection, candidate);
      credential = candidate;
      return { token };
    } catch (error) {
      if (!blamesCredential(error)) throw error;
      return { error, credential: candidate };
    }
  }

  return {
    current,
    drop: (token) => {
      if (credential) tokens.drop(connection, credential, token);
      const isFirst = mayTryAgain;
      mayTryAgain = false;
      return isFirst;
    },
  };
}

const NOTHING_THERE: Refusal = { error: deliveryError('ERR_CREDENTIAL_MISSING'), credential: undefined };

const BLAMES_CREDENTIAL: readonly string[] = [
  'ERR_CREDENTIAL_REFUSED',
  'ERR_CREDENTIAL_EXPIRED',
  'ERR_CREDENTIAL_UNUSABLE',
];

const blamesCredential = (error: unknown): boolean => isDeliveryError(error) && BLAMES_CREDENTIAL.includes(error.code);
