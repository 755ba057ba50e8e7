/**
 * The token for one attempt: credential, then token. A refused credential is read from the vault once more before it counts,
 * because the tenant may just have rotated it (a client object cached by tenant alone failed until its restart).
 */
import { isDeliveryError } from '../delivery/delivery-error.ts';
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

export function openTokenSource(connection: Connection, { credentials, tokens }: TokenPorts): TokenSource {
  let credential: Credential | undefined;
  let mayTryAgain = true;

  async function current(): Promise<string> {
    const known = credential ?? (await credentials.read(connection));
    credential = known;
    try {
      return await tokens.acquire(connection, known);
    } catch (error) {
      if (!blamesCredential(error)) throw error;
      return acquireWithNewer(known, error);
    }
  }

  async function acquireWithNewer(refused: Credential, refusal: unknown): Promise<string> {
    const newer = await credentials.readAgain(connection);
    if (newer.fingerprint === refused.fingerprint) throw refusal;
    credential = newer;
    return tokens.acquire(connection, newer);
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

const blamesCredential = (error: unknown): boolean =>
  isDeliveryError(error) && (error.code === 'ERR_CREDENTIAL_REFUSED' || error.code === 'ERR_CREDENTIAL_EXPIRED');
