/** What `/control/credentials` answers: what proves the identity of each connection. Believed, like the rest of the control endpoint. */

export interface CredentialFinding {
  readonly code: string;
  readonly severity: 'critical' | 'error' | 'warning' | 'info';
  /** In a word or two. */
  readonly words: string;
  /** Empty for a code that the sandbox does not know. */
  readonly sentence: string;
  readonly provider?: string;
}

export interface CredentialEntry {
  readonly tenant: string;
  readonly kind: string;
  /** Name in the vault; absent where nothing is kept there. */
  readonly secretName?: string;
  readonly expiresAt?: string;
  /** Days of the calendar, UTC, by the sandbox's clock; negative when it has expired. */
  readonly daysLeft?: number;
  readonly lastUsedAt?: string;
  /** What was last used is not the vault's newest version. */
  readonly isEarlierUsed: boolean;
  readonly rotatedAt?: string;
  /** Worst first. */
  readonly findings: readonly CredentialFinding[];
  readonly actor: string;
}

export interface Inventory {
  /** Worst first. */
  readonly credentials: readonly CredentialEntry[];
}
