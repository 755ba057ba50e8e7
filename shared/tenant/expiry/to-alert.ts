/** From what is wrong with a tenant's credential to the alert of it. The same cause has the same id. */
import type { Alert } from '../../alert/alert.ts';
import type { CredentialKind } from '../connection.ts';
import { type FindingCode, findingCodes } from './finding-codes.ts';
import { remedyOf } from './remedies.ts';
import type { DueFinding } from './told.ts';
import type { SeenTrouble } from './vault-trouble.ts';

export interface AlertOf {
  readonly tenant: string;
  /** Where it is known. */
  readonly kind: CredentialKind | undefined;
  readonly version: string;
  /** When the tenant's credential was first looked at. */
  readonly since: Date;
  readonly now: Date;
}

export function toAlert({ finding, key }: DueFinding, { tenant, kind, version, since, now }: AlertOf): Alert {
  const { code, severity, expiresAt, daysLeft, provider } = finding;
  return {
    // Without a version, what tells this tenant from one of the same name that was removed: the alerts of that one are still kept.
    id: `credential:${tenant}:${version === '' ? `none-${since.getTime()}` : version}:${key}`,
    kind: 'credential',
    severity,
    code,
    tenant,
    ...wordsOf(code, { tenant, kind }),
    ...(expiresAt ? { expiresAt } : {}),
    ...(daysLeft === undefined ? {} : { daysLeft }),
    ...(provider === undefined ? {} : { provider }),
    raisedAt: now,
  };
}

/** One for all tenants: a vault that does not answer is one cause, however many wait for it. */
export function toVaultAlert({ code, provider, tenants }: SeenTrouble, now: Date): Alert {
  const { sentence, ...words } = wordsOf(code);
  return {
    id: `vault:${code}:${now.toISOString().slice(0, 10)}`,
    kind: 'credential',
    severity: findingCodes[code].severity,
    code,
    sentence: `${sentence} Not looked at for that: ${nameSome(tenants)}.`,
    ...words,
    ...(provider === undefined ? {} : { provider }),
    raisedAt: now,
  };
}

const MOST_NAMED = 3;

function nameSome(tenants: readonly string[]): string {
  const named = tenants.toSorted().slice(0, MOST_NAMED).join(', ');
  const others = tenants.length - MOST_NAMED;
  return others > 0 ? `${named} and ${others} more` : named;
}

/** With the tenant's name in it, a command can be copied as it stands. */
export function wordsOf(code: FindingCode, { tenant = '<tenant>', kind }: WhoseWords = {}) {
  const { sentence, owner } = findingCodes[code];
  return { sentence, remedy: remedyOf(code, kind).replaceAll('<tenant>', tenant), owner };
}

interface WhoseWords {
  readonly tenant?: string;
  readonly kind?: CredentialKind | undefined;
}
