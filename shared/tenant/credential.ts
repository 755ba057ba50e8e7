/** Credentials and the tokens that are got with them: what the flow needs of Key Vault and Entra ID. */
import type { Connection } from './connection.ts';

interface CredentialFacts {
  /** Short hash of what proves the identity: tells two credentials apart without showing either. Token caches are keyed by it. */
  readonly fingerprint: string;
  /** Version in the vault; empty for a federated one. */
  readonly version: string;
  /** Key Vault hands out expired secrets without a word, so the date is ours to read. Of a certificate: its own, not the vault's. */
  readonly expiresAt?: Date;
}

/** A client secret as the vault gave it. The value never leaves memory. */
export interface ClientSecret extends CredentialFacts {
  readonly kind: 'client-secret';
  readonly secret: string;
}

/** A certificate with its key. The key never leaves memory: what leaves is an assertion signed with it. */
export interface Certificate extends CredentialFacts {
  readonly kind: 'certificate';
  /** PKCS #8 in PEM. */
  readonly privateKey: string;
  /** SHA-256 of the certificate, in hexadecimal: the `x5t#S256` of assertions is made of it. */
  readonly thumbprint: string;
  /** SHA-1, in hexadecimal: by this one Entra ID's portal and Graph tell certificates apart. */
  readonly portalThumbprint?: string;
}

/** No secret at all: the app's managed identity vouches for the client (workload identity federation). */
export interface FederatedCredential extends CredentialFacts {
  readonly kind: 'federated';
  /** A fresh token of the managed identity, for Entra ID's eyes only. */
  readonly assertion: () => Promise<string>;
}

export type Credential = ClientSecret | Certificate | FederatedCredential;

/**
 * Reads credentials. `read` may answer from a cache, and from a stale one while the vault is out of reach; `readAgain` answers
 * what the vault says now, or throws.
 * Throws DeliveryError: ERR_CREDENTIAL_MISSING, ERR_CREDENTIAL_DISABLED, ERR_CREDENTIAL_UNUSABLE, ERR_CREDENTIAL_EXPIRED (a
 * certificate says itself when it ends), ERR_VAULT_ACCESS_DENIED, ERR_VAULT_UNAVAILABLE.
 */
export interface Credentials {
  read(connection: Connection): Promise<Credential>;
  readAgain(connection: Connection): Promise<Credential>;
  /**
   * The version before the one that Entra ID refused, where it is enabled and has not expired: a new secret is not known everywhere at
   * once, and a renewed certificate not before somebody registers it. `read` answers it for some minutes, then tries the newest again.
   * @param refused undefined: the newest one could not even be read as a credential
   */
  readEarlier(connection: Connection, refused: Credential | undefined): Promise<Credential | undefined>;
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
