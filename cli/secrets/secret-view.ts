/** A connection's credential as the list shows it: what is known, what is wrong, who acts. Never a value. Pure. */
import { SEVERITIES } from '../../shared/alert/alert.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { CredentialUse } from '../../shared/tenant/credential-uses.ts';
import { type CredentialFacts, expiryOf } from '../../shared/tenant/expiry/credential-facts.ts';
import { daysUntil } from '../../shared/tenant/expiry/days-until.ts';
import type { Finding } from '../../shared/tenant/expiry/find-findings.ts';
import { findingCodes } from '../../shared/tenant/expiry/finding-codes.ts';
import { wordsOf } from '../../shared/tenant/expiry/to-alert.ts';
import type { ListedSecret } from '../../shared/tenant/expiry/vault-inventory.ts';

export interface SecretView {
  readonly tenant: string;
  readonly kind?: Connection['credential'];
  readonly secretName?: string;
  readonly version?: string;
  readonly expiresAt?: Date;
  /** Days of the calendar: 0 for what has expired today, too. */
  readonly daysLeft?: number;
  /** When a token was last got with it. */
  readonly lastUsedAt?: Date;
  readonly rotatedAt?: Date;
  /** Worst first. */
  readonly findings: readonly Finding[];
}

export interface ViewParts {
  readonly connection: Connection;
  readonly facts: CredentialFacts | undefined;
  readonly findings: readonly Finding[];
  readonly listed: ListedSecret | undefined;
  readonly uses: readonly CredentialUse[];
  readonly now: Date;
}

export function toSecretView({ connection, facts, findings, listed, uses, now }: ViewParts): SecretView {
  const { tenant, credential, secretName } = connection;
  const expiresAt = facts && expiryOf(facts, now);
  const lastUsedAt = lastUse(uses, facts);
  const rotatedAt = connection.rotatedAt ?? listed?.createdAt;
  return {
    tenant,
    kind: credential,
    ...(secretName === undefined ? {} : { secretName }),
    ...(facts?.version ? { version: facts.version } : {}),
    ...(expiresAt ? { expiresAt, daysLeft: daysUntil(expiresAt, now) } : {}),
    ...(lastUsedAt ? { lastUsedAt } : {}),
    ...(rotatedAt ? { rotatedAt } : {}),
    findings,
  };
}

/** Of this very credential where that is known; a federated one has no fingerprint, and an earlier version may be the one in use. */
function lastUse(uses: readonly CredentialUse[], facts: CredentialFacts | undefined): Date | undefined {
  const isExact = facts?.fingerprint !== undefined && !facts.isEarlierUsed;
  const meant = isExact ? uses.filter(({ fingerprint }) => fingerprint === facts.fingerprint) : uses;
  return meant.map(({ usedAt }) => usedAt).toSorted((a, b) => b.getTime() - a.getTime())[0];
}

/** Worst first; of what is equally bad what ends sooner. */
export function compareViews(a: SecretView, b: SecretView): number {
  const endOf = ({ expiresAt }: SecretView): number => expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  return badness(a) - badness(b) || endOf(a) - endOf(b) || (a.tenant < b.tenant ? -1 : 1);
}

const badness = ({ findings: [worst] }: SecretView): number =>
  worst ? SEVERITIES.indexOf(worst.severity) : SEVERITIES.length;

/** What ends within so many days, and what has something else wrong. */
export const isWithin = ({ daysLeft, findings }: SecretView, days: number): boolean =>
  (daysLeft !== undefined && daysLeft <= days) || findings.some(({ level }) => level === undefined);

export const ownerOf = ({ findings: [worst] }: SecretView): string | undefined =>
  worst && findingCodes[worst.code].owner;

export function toDocument(view: SecretView): object {
  const { findings, ...plain } = view;
  const owner = ownerOf(view);
  return {
    ...plain,
    ...(owner === undefined ? {} : { owner }),
    findings: findings.map(({ code, severity, provider }) => ({
      code,
      severity,
      ...wordsOf(code, view),
      ...(provider === undefined ? {} : { provider }),
    })),
  };
}
