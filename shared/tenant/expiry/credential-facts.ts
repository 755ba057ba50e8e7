/** What is known of a connection's credential without its value: remembered from day to day, and shown in the inventory. */
import type { CredentialKind } from '../connection.ts';
import type { FindingCode } from './finding-codes.ts';

/** What stands in the way, as the vault or Entra ID said it. */
export interface Obstacle {
  readonly code: FindingCode;
  /** What the service answered, short. */
  readonly provider?: string;
}

export interface CredentialFacts {
  readonly kind: CredentialKind;
  /** Version in the vault, the last one that could be read; empty where there is none. */
  readonly version: string;
  readonly fingerprint?: string;
  /** As the vault says, or the certificate itself. */
  readonly statedUntil?: Date;
  /** As the app registration in Entra ID says, where the app may read it. */
  readonly registeredUntil?: Date;
  readonly notBefore?: Date;
  /** Why it could not be read, or not be used. */
  readonly problem?: Obstacle;
  /** Why Entra ID gave no token when it was last asked. */
  readonly refusal?: Obstacle;
  /** Postbus renews it by itself, a month before its end. */
  readonly isRenewed?: boolean;
  /** The newest version is refused, or is no credential at all, and Entra ID accepted the one before. */
  readonly isEarlierUsed?: boolean;
  /** Of that earlier version, as the vault or the certificate says. */
  readonly usedUntil?: Date;
}

/**
 * The expiry that counts: mail stops then. Of an earlier version in use its own, for the newest one ends nothing. Else of the vault's date and
 * Entra ID's the earlier one, until that is over: whether it has expired Entra ID decides, and the vault's date is a note. A federated credential has none.
 */
export function expiryOf(facts: CredentialFacts, now: Date): Date | undefined {
  const { statedUntil, registeredUntil, isEarlierUsed, usedUntil } = facts;
  if (isEarlierUsed) return usedUntil;
  if (statedUntil === undefined || registeredUntil === undefined) return statedUntil ?? registeredUntil;
  return statedUntil < registeredUntil && statedUntil > now ? statedUntil : registeredUntil;
}
