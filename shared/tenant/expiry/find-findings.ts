/** From what is known of a credential to what is wrong with it now. Pure. */
import { SEVERITIES, type Severity } from '../../alert/alert.ts';
import { DAY } from '../../duration.ts';
import { type CredentialFacts, expiryOf, type Obstacle } from './credential-facts.ts';
import { daysUntil } from './days-until.ts';
import { levelOf, severityOf } from './expiry-level.ts';
import { type FindingCode, findingCodes } from './finding-codes.ts';

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Of an expiry: the threshold that has been reached. */
  readonly level?: number;
  readonly expiresAt?: Date;
  /** Days of the calendar: 0 for what has expired today, too. */
  readonly daysLeft?: number;
  readonly provider?: string;
}

/**
 * Worst first. What cannot be used needs another credential in any case: its expiry is told once that is there. Unless an earlier version
 * stands in: then mail goes on, until that one ends.
 */
export function findFindings(facts: CredentialFacts, now: Date): readonly Finding[] {
  if (facts.problem && !facts.isEarlierUsed) return [toFinding(facts.problem)];
  return [...findExpiry(facts, now), ...findRefusal(facts, now), ...findOddities(facts, now)].toSorted(compareFindings);
}

export const toFinding = ({ code, provider }: Obstacle): Finding => ({
  code,
  severity: findingCodes[code].severity,
  ...(provider === undefined ? {} : { provider }),
});

/** Worst first. */
export const compareFindings = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);

function findExpiry(facts: CredentialFacts, now: Date): readonly Finding[] {
  const expiresAt = expiryOf(facts, now);
  if (expiresAt === undefined)
    return facts.kind === 'federated' ? [] : [toFinding({ code: 'CREDENTIAL_WITHOUT_EXPIRY' })];
  const level = levelOf(expiresAt, now, facts);
  if (level === undefined) return [];
  const code = expiresAt <= now ? 'ERR_CREDENTIAL_EXPIRED' : 'CREDENTIAL_EXPIRING';
  return [{ code, severity: severityOf(level), level, expiresAt, daysLeft: daysUntil(expiresAt, now) }];
}

/** What has expired is refused, too: that is said once. */
function findRefusal(facts: CredentialFacts, now: Date): readonly Finding[] {
  const { isEarlierUsed, problem, refusal } = facts;
  if (isEarlierUsed) return [toFinding({ ...problem, code: 'CREDENTIAL_EARLIER_USED' })];
  const expiresAt = expiryOf(facts, now);
  const hasExpired = expiresAt !== undefined && expiresAt <= now;
  return refusal && !hasExpired ? [toFinding(refusal)] : [];
}

/** Dates that were entered without a time are rounded: up to a day is no difference. */
function findOddities({ notBefore, statedUntil, registeredUntil }: CredentialFacts, now: Date): readonly Finding[] {
  const differs = statedUntil && registeredUntil && Math.abs(statedUntil.getTime() - registeredUntil.getTime()) > DAY;
  return [
    ...(notBefore && notBefore > now ? [toFinding({ code: 'CREDENTIAL_NOT_YET_VALID' })] : []),
    ...(differs ? [toFinding({ code: 'CREDENTIAL_EXPIRY_DIFFERS' })] : []),
  ];
}
