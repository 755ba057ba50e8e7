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
  /** Entra ID refused the newest version and accepted the one before. */
  readonly isEarlierUsed?: boolean;
}

/** The expiry that counts: of two the earlier. A federated credential has none. */
export function expiryOf({ statedUntil, registeredUntil }: CredentialFacts): Date | undefined {
  if (statedUntil === undefined || registeredUntil === undefined) return statedUntil ?? registeredUntil;
  return registeredUntil < statedUntil ? registeredUntil : statedUntil;
}
