/** What the daily check remembers of a connection's credential. */
import type { CredentialFacts } from './credential-facts.ts';
import type { Finding } from './find-findings.ts';
import type { VaultCode } from './finding-codes.ts';
import type { Told } from './told.ts';

export interface CredentialRecord {
  readonly tenant: string;
  /** Absent where the connection's row could never be read. */
  readonly facts?: CredentialFacts;
  /** What the facts were read from, in short: while it is the same, nothing is read again. */
  readonly source?: string;
  /** When Entra ID was last asked for a token with it. */
  readonly askedAt?: Date;
  readonly checkedAt: Date;
  /** When it was first written. A tenant that was removed and added again has a later one. */
  readonly since?: Date;
  /** What the vault answered the last run in place of the credential. */
  readonly unread?: VaultCode;
  /** What was wrong then, worst first. */
  readonly findings: readonly Finding[];
  readonly told: Told;
}

/** Where they are kept: beside the connections, and removed with them. Throws DeliveryError ERR_LEDGER_UNAVAILABLE. */
export interface CredentialRecords {
  find(tenant: string): Promise<CredentialRecord | undefined>;
  /** What somebody changed by hand into something else is left out, and so is written anew. */
  list(): Promise<readonly CredentialRecord[]>;
  /** Adds or replaces. */
  save(record: CredentialRecord): Promise<void>;
  /** Everything that is kept of the tenant's credential: this, its uses, and what became of its rotations. The connection stays. */
  remove(tenant: string): Promise<void>;
}
