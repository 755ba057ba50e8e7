/**
 * The versions of a client secret in the vault, as a rotation uses them: nobody reads a value through this.
 * Throws DeliveryError: ERR_VAULT_WRITE_DENIED of `store`, and the vault's codes.
 */
export interface SecretVersions {
  /** Stores a secret as the newest version. @returns its version */
  store(secret: RotatedSecret): Promise<string>;
  /** Newest first; empty where there is no such secret. */
  list(name: string): Promise<readonly SecretVersion[]>;
  /** The first three characters of a version's value, which Entra ID shows of each password. Undefined where it cannot be read. */
  readHint(name: string, version: string): Promise<string | undefined>;
}

export interface RotatedSecret {
  readonly name: string;
  readonly value: string;
  readonly tenant: string;
  /** Id of the rotation that stores it. */
  readonly rotation: string;
  /** What Entra ID knows the password by; absent where somebody typed it. */
  readonly keyId?: string;
  readonly expiresAt?: Date;
}

export interface SecretVersion {
  readonly version: string;
  readonly isEnabled: boolean;
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
  readonly rotation?: string;
  readonly keyId?: string;
}
