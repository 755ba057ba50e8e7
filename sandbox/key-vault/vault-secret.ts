/** A secret of the vault: a name, its versions, and attributes that inform but do not hide. */
export interface SecretAttributes {
  readonly enabled: boolean;
  /** Seconds since 1970, as on the wire. */
  readonly exp?: number | undefined;
  readonly nbf?: number | undefined;
}

export interface SecretVersion extends SecretAttributes {
  readonly version: string;
  readonly value: string;
  readonly contentType?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: number;
  readonly updated: number;
}

export interface VaultSecret {
  readonly name: string;
  readonly versions: readonly SecretVersion[];
  /** Seconds since 1970; a deleted secret blocks its name until it is purged or recovered. */
  readonly deletedAt?: number | undefined;
}
