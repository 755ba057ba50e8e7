/** The vault as the operator's commands use it: nobody reads a value through this. Throws DeliveryError of the vault's codes. */
export interface VaultSecrets {
  write(secret: NewSecret): Promise<void>;
  /** Undefined where there is no such secret. */
  describe(name: string): Promise<SecretDescription | undefined>;
  remove(name: string): Promise<void>;
}

export interface NewSecret {
  readonly name: string;
  readonly value: string;
  readonly tenant: string;
  readonly expiresAt?: Date;
}

export interface SecretDescription {
  readonly version: string;
  readonly expiresAt?: Date;
}
