/**
 * The app registration of a connection's client, as the client itself may see and change it through Graph. Most customers' apps may
 * not: then Postbus knows of a secret's end only what the vault says.
 */
import type { Connection } from './connection.ts';

/** One password or certificate of the registration. Its value is never told again. */
export interface RegisteredCredential {
  readonly keyId: string;
  readonly kind: 'client-secret' | 'certificate';
  readonly displayName?: string;
  /** First three characters of a client secret's value: what tells which of several one holds. */
  readonly hint?: string;
  /** Of a certificate, as Entra ID shows it: SHA-1 unless whoever registered it chose another identifier. Hexadecimal, capitals. */
  readonly thumbprint?: string;
  readonly startsAt?: Date;
  readonly endsAt: Date;
}

export interface AppRegistration {
  readonly credentials: readonly RegisteredCredential[];
}

export interface NewPassword {
  readonly displayName: string;
  readonly endsAt: Date;
}

export interface AddedPassword {
  readonly keyId: string;
  /** Told this once and never again. Entra ID does not know it everywhere at once. */
  readonly secret: string;
  readonly endsAt: Date;
}

/**
 * What is read lags what was written by seconds. Throws DeliveryError: ERR_ROTATION_NOT_PERMITTED and ERR_ROTATION_AGAINST_POLICY of the
 * two that change something, ERR_REGISTRATION_UNKNOWN, ERR_GRAPH_UNAVAILABLE (it may have been done), ERR_TOKEN_REFUSED.
 */
export interface AppRegistrations {
  /** @returns undefined where the client may not read its own registration */
  read(connection: Connection, token: string): Promise<AppRegistration | undefined>;
  addPassword(connection: Connection, token: string, password: NewPassword): Promise<AddedPassword>;
  /** @returns false where there is no such password: it may also be too new to be found */
  removePassword(connection: Connection, token: string, keyId: string): Promise<boolean>;
}
