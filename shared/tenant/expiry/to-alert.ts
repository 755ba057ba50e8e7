/** From what is wrong with a tenant's credential to the alert of it. The same cause has the same id. */
import type { Alert } from '../../alert/alert.ts';
import { type FindingCode, findingCodes } from './finding-codes.ts';
import type { DueFinding } from './told.ts';

export interface AlertOf {
  readonly tenant: string;
  readonly version: string;
  readonly now: Date;
}

export function toAlert({ finding, key }: DueFinding, { tenant, version, now }: AlertOf): Alert {
  const { code, severity, expiresAt, daysLeft, provider } = finding;
  return {
    id: `credential:${tenant}:${version === '' ? 'none' : version}:${key}`,
    kind: 'credential',
    severity,
    code,
    tenant,
    ...wordsOf(code, tenant),
    ...(expiresAt ? { expiresAt } : {}),
    ...(daysLeft === undefined ? {} : { daysLeft }),
    ...(provider === undefined ? {} : { provider }),
    raisedAt: now,
  };
}

/** One for all tenants: a vault that does not answer is one cause, however many wait for it. */
export function toVaultAlert(
  { code, provider }: { readonly code: VaultCode; readonly provider?: string },
  now: Date,
): Alert {
  return {
    id: `vault:${code}:${now.toISOString().slice(0, 10)}`,
    kind: 'credential',
    severity: findingCodes[code].severity,
    code,
    ...wordsOf(code),
    ...(provider === undefined ? {} : { provider }),
    raisedAt: now,
  };
}

export type VaultCode = Extract<FindingCode, 'ERR_VAULT_ACCESS_DENIED' | 'ERR_VAULT_UNAVAILABLE'>;

/** With the tenant's name in it, a command can be copied as it stands. */
export function wordsOf(code: FindingCode, tenant = '<tenant>') {
  const { sentence, remedy, owner } = findingCodes[code];
  return { sentence, remedy: remedy.replaceAll('<tenant>', tenant), owner };
}
