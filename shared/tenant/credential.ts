/** Credentials and the tokens that are got with them: what the flow needs of Key Vault and Entra ID. */
import type { Connection } from './connection.ts';

/** A client secret as the vault gave it. The value never leaves memory. */
export interface Credential {
  readonly secret: string;
  /** Short hash of the value: tells two secrets apart without showing either. Token caches are keyed by it. */
  readonly fingerprint: string;
  /** Version in the vault. */
  readonly version: string;
  /** Key Vault hands out expired secrets without a word, so the date is ours to read. */
  readonly expiresAt?: Date;
}

/**
 * Reads credentials. `read` may answer from a cache, and from a stale one while the vault is out of reach; `readAgain` asks the vault.
 * Throws DeliveryError: ERR_CREDENTIAL_MISSING, ERR_CREDENTIAL_DISABLED, ERR_VAULT_ACCESS_DENIED, ERR_VAULT_UNAVAILABLE.
 */
export interface Credentials {
  read(connection: Connection): Promise<Credential>;
  readAgain(connection: Connection): Promise<Credential>;
}

/**
 * Gets access tokens for Graph, cached until shortly before they end; concurrent cold calls make one request.
 * Throws DeliveryError: ERR_TOKEN_REFUSED, ERR_CREDENTIAL_EXPIRED, ERR_IDENTITY_UNAVAILABLE …
 */
export interface Tokens {
  acquire(connection: Connection, credential: Credential): Promise<string>;
  /** Forgets this token, which Graph refused; a newer one that somebody else got meanwhile stays. */
  drop(connection: Connection, credential: Credential, token: string): void;
}
