/**
 * What is wrong with a credential by its attributes in the vault, at this moment: what nobody has to ask Entra ID for. In Postbus's codes, so
 * that it can replace what the daily check said of them hours ago. Pure.
 */
import type { VaultSecret } from '../../key-vault/vault-secret.ts';
import { findingCodes, type Severity } from './finding-codes.ts';

export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  /** In a word or two, and as a sentence; empty for a code that the sandbox does not know. */
  readonly words: string;
  readonly sentence: string;
  readonly owner: string;
  /** What a service answered. */
  readonly provider?: string | undefined;
}

export interface Expiry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Days of the calendar, UTC: 0 today, whether it has expired or not. */
  readonly daysLeft: number;
}

/** Postbus begins to tell so many days before the end, and is urgent in the last ones. */
const tellingDays = 60;
const urgentDays = 7;

/** What the record says of these may be hours old, and is looked at anew here. */
export const vaultCodes: readonly string[] = [
  'ERR_CREDENTIAL_MISSING',
  'ERR_CREDENTIAL_DISABLED',
  'ERR_CREDENTIAL_EXPIRED',
  'CREDENTIAL_EXPIRING',
  'CREDENTIAL_WITHOUT_EXPIRY',
  'CREDENTIAL_NOT_YET_VALID',
];

export function toFinding(code: string, own: Partial<Finding> = {}): Finding {
  const { severity = 'error', words = code, sentence = '', owner = 'operator' } = findingCodes[code] ?? {};
  return { code, severity, words, sentence, owner, ...own };
}

export function findInVault(
  secret: VaultSecret | undefined,
  expiry: Expiry | undefined,
  now: number,
): readonly Finding[] {
  const newest = newestVersion(secret);
  if (newest === undefined) return [toFinding('ERR_CREDENTIAL_MISSING')];
  if (!newest.enabled) return [toFinding('ERR_CREDENTIAL_DISABLED')];
  const isEarly = newest.nbf !== undefined && newest.nbf * 1_000 > now;
  return [...findExpiry(expiry, now), ...(isEarly ? [toFinding('CREDENTIAL_NOT_YET_VALID')] : [])];
}

/** A deleted secret still blocks its name, and is read by nobody. */
export function newestVersion(secret: VaultSecret | undefined) {
  return secret?.deletedAt === undefined ? secret?.versions.at(-1) : undefined;
}

function findExpiry(expiry: Expiry | undefined, now: number): readonly Finding[] {
  if (expiry === undefined) return [toFinding('CREDENTIAL_WITHOUT_EXPIRY')];
  if (expiry.at <= now) return [toFinding('ERR_CREDENTIAL_EXPIRED')];
  if (expiry.daysLeft > tellingDays) return [];
  return [toFinding('CREDENTIAL_EXPIRING', { severity: severityOf(expiry.daysLeft) })];
}

function severityOf(daysLeft: number): Severity {
  if (daysLeft <= 0) return 'critical';
  return daysLeft <= urgentDays ? 'error' : 'warning';
}
