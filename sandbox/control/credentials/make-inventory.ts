/**
 * The inventory of credentials: for each connection what proves its identity, until when, when it was last used and renewed, what is wrong, and
 * who acts. Joins what Postbus has written with the vault as it is now. Values of secrets are not in it. Worst first. Pure.
 */
import type { SecretVersion, VaultSecret } from '../../key-vault/vault-secret.ts';
import type { CheckRecord, CredentialRows, CredentialUse, RecordedFinding } from './credential-rows.ts';
import { severities } from './finding-codes.ts';
import { type Expiry, type Finding, findInVault, newestVersion, toFinding, vaultCodes } from './vault-findings.ts';

export interface InventoryEntry {
  readonly tenant: string;
  readonly kind: string;
  /** Name in the vault; absent where nothing is kept there. */
  readonly secretName?: string | undefined;
  readonly expiresAt?: string | undefined;
  /** Days of the calendar, UTC, by the sandbox's clock: 0 today, whether it has expired or not. */
  readonly daysLeft?: number | undefined;
  readonly lastUsedAt?: string | undefined;
  /** What was last used is not the vault's newest version. */
  readonly isEarlierUsed: boolean;
  readonly rotatedAt?: string | undefined;
  /** When the daily check last wrote something about it. */
  readonly checkedAt?: string | undefined;
  /** Worst first. */
  readonly findings: readonly Finding[];
  /** `nobody`, `Postbus`, or whom the worst finding names. */
  readonly actor: string;
}

export interface InventorySources {
  readonly rows: readonly CredentialRows[];
  findSecret(name: string): VaultSecret | undefined;
  /** By the sandbox's clock. */
  readonly now: number;
}

const dayMilliseconds = 86_400_000;
/** Postbus renews by itself from 30 days before the end on; below this it has failed for weeks, and somebody must look. */
const renewingDays = 14;

export function makeInventory({ rows, findSecret, now }: InventorySources): readonly InventoryEntry[] {
  return rows
    .map((row) => {
      const { secretName = '' } = row.connection;
      return toEntry(row, findSecret(secretName), now);
    })
    .toSorted(worstFirst);
}

function toEntry(row: CredentialRows, secret: VaultSecret | undefined, now: number): InventoryEntry {
  const { tenant, connection, uses } = row;
  const { kind, secretName, isAutoRotated, rotatedAt } = connection;
  const newest = newestVersion(secret);
  const record = currentRecord(row.record, newest);
  const expiry = kind === 'federated' ? undefined : findExpiry(record, newest, now);
  const findings = [
    ...(kind === 'federated' ? [] : findInVault(secret, expiry, now)),
    ...(record?.findings ?? []).filter(({ code }) => !vaultCodes.includes(code)).map(fromRecord),
  ].toSorted((a, b) => rankOf(a) - rankOf(b));
  return {
    tenant,
    kind,
    secretName,
    expiresAt: expiry && new Date(expiry.at).toISOString(),
    daysLeft: expiry?.daysLeft,
    ...lastUse(uses, newest),
    rotatedAt,
    checkedAt: row.record?.checkedAt,
    findings,
    actor: actorOf(findings, isAutoRotated ? expiry : undefined),
  };
}

/** What the check said before the newest version came is history. */
function currentRecord(record: CheckRecord | undefined, newest: SecretVersion | undefined): CheckRecord | undefined {
  const checkedAt = instant(record?.checkedAt) ?? Number.POSITIVE_INFINITY;
  return checkedAt < (newest?.created ?? 0) * 1_000 ? undefined : record;
}

/** Of the vault's date and of what the check found out, in Entra ID too, the earlier one; unless the check knew that the vault's was over. */
function findExpiry(
  record: CheckRecord | undefined,
  newest: SecretVersion | undefined,
  now: number,
): Expiry | undefined {
  const stated = newest?.exp === undefined ? undefined : newest.exp * 1_000;
  const found = instant(record?.expiresAt);
  const isDisproved = found !== undefined && stated !== undefined && stated <= (instant(record?.checkedAt) ?? 0);
  const known = [isDisproved ? undefined : stated, found].filter((one) => one !== undefined);
  if (newest === undefined || known.length === 0) return undefined;
  const at = Math.min(...known);
  return { at, daysLeft: dayNumber(at) - dayNumber(now) };
}

function fromRecord({ code, severity, provider }: RecordedFinding): Finding {
  return toFinding(code, { ...(severity && { severity }), provider });
}

function lastUse(uses: readonly CredentialUse[], newest: SecretVersion | undefined) {
  const [last] = uses.toSorted((a, b) => Date.parse(b.usedAt) - Date.parse(a.usedAt));
  const isEarlierUsed = newest !== undefined && last?.version !== undefined && last.version !== newest.version;
  return { lastUsedAt: last?.usedAt, isEarlierUsed };
}

/** @param renewed until when it is, where Postbus renews it by itself */
function actorOf([worst]: readonly Finding[], renewed: Expiry | undefined): string {
  if (worst === undefined) return renewed === undefined ? 'nobody' : 'Postbus';
  const isInTime = worst.code === 'CREDENTIAL_EXPIRING' && renewed !== undefined && renewed.daysLeft >= renewingDays;
  return isInTime ? 'Postbus' : worst.owner;
}

function worstFirst(a: InventoryEntry, b: InventoryEntry): number {
  return (
    rankOf(a.findings[0]) - rankOf(b.findings[0]) ||
    (a.daysLeft ?? Number.MAX_SAFE_INTEGER) - (b.daysLeft ?? Number.MAX_SAFE_INTEGER) ||
    (a.tenant < b.tenant ? -1 : 1)
  );
}

function rankOf(finding: Finding | undefined): number {
  return finding === undefined ? severities.length : severities.indexOf(finding.severity);
}

function instant(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}

/** Whole days of the calendar: a secret made for nine days has nine of them a second later, too. */
function dayNumber(time: number): number {
  return Math.floor(time / dayMilliseconds);
}
