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
import type { Inventory } from './vault-inventory.ts';

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
  const { tenant, secretName } = connection;
  const listed = secretName === undefined ? undefined : inventory.find(secretName);
  const look = await lookAtCredential(connection, { listed, record }, ports.credentials);
  const answered = await askEntra(connection, look, { listed, record }, ports);
  const now = ports.now();
  const known = { tenant, source: look.source, checkedAt: now, ...answered };
  return tell(known, { record, findings: findFindings(answered.facts, now) }, ports);
}

/** The vault could not be asked: what is remembered is true until shown otherwise, and its days go by. */
export async function checkFromMemory(record: CredentialRecord, ports: CheckConnectionPorts): Promise<Checked> {
  const { findings: _findings, told: _told, ...known } = record;
  const findings = record.facts ? findFindings(record.facts, ports.now()) : [];
  return tell(known, { record, findings }, ports);
}

/** The connection's row cannot be read: that is all that can be said. */
export async function checkUnreadable(
  tenant: string,
  record: CredentialRecord | undefined,
  ports: CheckConnectionPorts,
): Promise<Checked> {
  const { findings: _findings, told: _told, ...known } = record ?? { tenant };
  const findings = [toFinding({ code: 'ERR_CONNECTION_UNREADABLE' })];
  return tell({ ...known, checkedAt: ports.now() }, { record, findings }, ports);
}

async function tell(
  known: Known,
  { record, findings }: { readonly record: CredentialRecord | undefined; readonly findings: readonly Finding[] },
  ports: CheckConnectionPorts,
): Promise<Checked> {
  const { tenant, facts } = known;
  const version = facts?.version ?? '';
  const expiresAt = facts && expiryOf(facts);
  const { due, told } = decideTelling(record?.told ?? NOTHING_TOLD, {
    version,
    findings,
    ...(expiresAt ? { expiresAt } : {}),
  });
  let raised = 0;
  for (const each of due)
    if (await ports.alerts.raise(toAlert(each, { tenant, version, now: ports.now() }))) raised += 1;
  const next: CredentialRecord = { ...known, findings, told };
  if (isWorthSaving(next, record)) await ports.records.save(next);
  return { findings: findings.length, raised };
}

/** Once a day in any case, so that it shows when it was checked; a second run on a day writes only what is new. */
function isWorthSaving(next: CredentialRecord, before: CredentialRecord | undefined): boolean {
  if (before === undefined || dayOf(next) !== dayOf(before)) return true;
  return !isDeepStrictEqual({ ...next, checkedAt: 0 }, { ...before, checkedAt: 0 });
}

const dayOf = ({ checkedAt }: CredentialRecord): string => checkedAt.toISOString().slice(0, 10);
