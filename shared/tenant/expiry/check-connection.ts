/**
 * Checks one connection's credential: look, ask, find, raise what is due, remember. Whoever is stopped between any two of these does all
 * of it again: alerts have the same ids until it is remembered that they were raised.
 */
import { isDeepStrictEqual } from 'node:util';
import type { RaiseAlerts } from '../../alert/alerts.ts';
import type { Connection } from '../connection.ts';
import type { Credentials } from '../credential.ts';
import { type AskPorts, askEntra } from './ask-entra.ts';
import { expiryOf } from './credential-facts.ts';
import type { CredentialRecord, CredentialRecords } from './credential-record.ts';
import { type Finding, findFindings, toFinding } from './find-findings.ts';
import { lookAtCredential } from './look-at-credential.ts';
import { toAlert } from './to-alert.ts';
import { decideTelling, NOTHING_TOLD } from './told.ts';
import { findListed, type Inventory } from './vault-inventory.ts';

export interface CheckConnectionPorts extends AskPorts {
  readonly credentials: Credentials;
  readonly records: Pick<CredentialRecords, 'save'>;
  readonly alerts: RaiseAlerts;
}

export interface Checked {
  readonly findings: number;
  /** Alerts that are new. */
  readonly raised: number;
}

type Known = Omit<CredentialRecord, 'findings' | 'told'>;

/** Throws DeliveryError where a service does not answer; nothing is remembered then. */
export async function checkConnection(
  connection: Connection,
  { inventory, record }: { readonly inventory: Inventory; readonly record: CredentialRecord | undefined },
  ports: CheckConnectionPorts,
): Promise<Checked> {
  const { tenant } = connection;
  const listed = findListed(connection, inventory);
  const look = await lookAtCredential(connection, { listed, record }, ports.credentials);
  const answered = await askEntra(connection, look, { listed, record }, ports);
  const now = ports.now();
  const known = { tenant, source: look.source, checkedAt: now, ...answered };
  return tell(known, { record, findings: findFindings(answered.facts, now), now }, ports);
}

/**
 * It could not be looked at: what is remembered is true until shown otherwise, and its days go by.
 * @param unread what the vault answered in its place
 */
export async function checkFromMemory(
  {
    tenant,
    record,
    unread,
  }: Pick<CredentialRecord, 'tenant' | 'unread'> & { readonly record: CredentialRecord | undefined },
  ports: CheckConnectionPorts,
): Promise<Checked> {
  if (!record && !unread) return { findings: 0, raised: 0 };
  const now = ports.now();
  const { findings: _findings, told: _told, ...known } = record ?? { tenant, checkedAt: now };
  const findings = record?.facts ? findFindings(record.facts, now) : [];
  return tell({ ...known, ...(unread ? { unread } : {}) }, { record, findings, now }, ports);
}

/** The connection's row cannot be read: that is all that can be said. */
export async function checkUnreadable(
  tenant: string,
  record: CredentialRecord | undefined,
  ports: CheckConnectionPorts,
): Promise<Checked> {
  const { findings: _findings, told: _told, ...known } = record ?? { tenant };
  const findings = [toFinding({ code: 'ERR_CONNECTION_UNREADABLE' })];
  const now = ports.now();
  return tell({ ...known, checkedAt: now }, { record, findings, now }, ports);
}

interface Found {
  readonly record: CredentialRecord | undefined;
  readonly findings: readonly Finding[];
  /** When they were found: what an alert says of its days is true at that instant. */
  readonly now: Date;
}

async function tell(known: Known, { record, findings, now }: Found, ports: CheckConnectionPorts): Promise<Checked> {
  const { tenant, facts } = known;
  const version = facts?.version ?? '';
  const expiresAt = facts && expiryOf(facts, now);
  const { due, told } = decideTelling(record?.told ?? NOTHING_TOLD, {
    version,
    findings,
    ...(expiresAt ? { expiresAt } : {}),
  });
  const since = record === undefined ? now : (record.since ?? record.checkedAt);
  // Ids without a version hold this instant: it must be the same one for whoever goes on after a kill.
  if (record === undefined && version === '' && due.length > 0)
    await ports.records.save({ ...known, since, findings: [], told: NOTHING_TOLD });
  let raised = 0;
  const whose = { tenant, kind: facts?.kind, version, since, now };
  for (const each of due) if (await ports.alerts.raise(toAlert(each, whose))) raised += 1;
  const next: CredentialRecord = { ...known, since, findings, told };
  if (isWorthSaving(next, record)) await ports.records.save(next);
  return { findings: findings.length, raised };
}

/** Once a day in any case, so that it shows when it was checked; a second run on a day writes only what is new. */
function isWorthSaving(next: CredentialRecord, before: CredentialRecord | undefined): boolean {
  if (before === undefined || dayOf(next) !== dayOf(before)) return true;
  return !isDeepStrictEqual({ ...next, checkedAt: 0 }, { ...before, checkedAt: 0 });
}

const dayOf = ({ checkedAt }: CredentialRecord): string => checkedAt.toISOString().slice(0, 10);
