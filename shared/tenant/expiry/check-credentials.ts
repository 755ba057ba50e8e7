/**
 * The daily check of every connection's credential. What was longest not checked comes first, each is remembered as soon as it is done,
 * and a tenant that fails stops nobody else: a run that ends early, by its own clock or by a kill, is gone on with by the next one.
 * Throws DeliveryError ERR_LEDGER_UNAVAILABLE where not even the connections can be listed.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { LogSink } from '../../log/log-sink.ts';
import { type CheckCounts, logSecretCheckFailed, logSecretsChecked } from '../../log/secret-events.ts';
import type { Connection, Connections } from '../connection.ts';
import {
  type CheckConnectionPorts,
  type Checked,
  checkConnection,
  checkFromMemory,
  checkUnreadable,
} from './check-connection.ts';
import type { CredentialRecord, CredentialRecords } from './credential-record.ts';
import { type PaceOptions, paceCredentials } from './pace-credentials.ts';
import { sideBySide } from './side-by-side.ts';
import { toVaultAlert } from './to-alert.ts';
import type { Inventory, VaultInventory } from './vault-inventory.ts';
import { openVaultTrouble, type VaultTrouble } from './vault-trouble.ts';

export interface CheckPorts extends CheckConnectionPorts {
  readonly connections: Pick<Connections, 'list'>;
  readonly records: Pick<CredentialRecords, 'list' | 'save' | 'remove'>;
  readonly inventory: VaultInventory;
  readonly pace: PaceOptions;
  readonly log: LogSink;
}

export interface CheckOptions {
  /**
   * Time after which no connection is begun; what is left is for the next run. Elapsed time, not an instant: after a pause of the
   * process its idea of now may be old.
   */
  readonly budgetMs: number;
}

/** A tenant that is asked about in Entra ID and Graph takes a third of a second, nearly all of it waiting: ten thousand take some minutes so. */
const AT_ONCE = 24;

export async function checkCredentials(ports: CheckPorts, { budgetMs }: CheckOptions): Promise<CheckCounts> {
  const begun = ports.pace.elapsed();
  // Records first: whose connection is not listed after that is gone.
  const records = new Map((await ports.records.list()).map((record) => [record.tenant, record]));
  const subjects = await listSubjects(ports, records);
  const trouble = openVaultTrouble();
  const inventory = await trouble.watch(() => ports.inventory.list());
  const run: Run = {
    ports: { ...ports, credentials: paceCredentials(ports.credentials, ports.pace) },
    inventory,
    trouble,
    counts: { checked: 0, findings: 0, raised: 0, left: 0, failed: 0 },
  };
  const started = await sideBySide(
    subjects.toSorted(longestUncheckedFirst),
    { atOnce: AT_ONCE, mayGoOn: () => ports.pace.elapsed() - begun < budgetMs },
    (subject) => checkOne(subject, run),
  );
  run.counts.left += subjects.length - started;
  await tellTrouble(run);
  const removed = await removeOrphans(ports, records, subjects);
  const counts: CheckCounts = { ...run.counts, removed };
  logSecretsChecked(ports.log, counts);
  return counts;
}

/** A connection, or the tenant of one that cannot be read. */
interface Subject {
  readonly tenant: string;
  readonly connection?: Connection;
  readonly record: CredentialRecord | undefined;
}

interface Run {
  readonly ports: CheckPorts;
  /** Absent where the vault gave no list. */
  readonly inventory: Inventory | undefined;
  readonly trouble: VaultTrouble;
  readonly counts: { checked: number; findings: number; raised: number; left: number; failed: number };
}

async function listSubjects(
  { connections }: CheckPorts,
  records: ReadonlyMap<string, CredentialRecord>,
): Promise<readonly Subject[]> {
  const unreadable: string[] = [];
  const found = await connections.list((tenant) => unreadable.push(tenant));
  return [
    ...found.map((connection) => ({ tenant: connection.tenant, connection, record: records.get(connection.tenant) })),
    ...unreadable.map((tenant) => ({ tenant, record: records.get(tenant) })),
  ];
}

const longestUncheckedFirst = (a: Subject, b: Subject): number =>
  (a.record?.checkedAt.getTime() ?? 0) - (b.record?.checkedAt.getTime() ?? 0) || (a.tenant < b.tenant ? -1 : 1);

async function checkOne(subject: Subject, run: Run): Promise<void> {
  const { counts, ports, trouble } = run;
  try {
    const checked = await trouble.watch(() => check(subject, run));
    if (checked) count(checked, run);
    else await leave(subject, run);
  } catch (error) {
    logSecretCheckFailed(ports.log, subject.tenant, error);
    if (isDeliveryError(error) && error.code === 'ERR_LEDGER_UNAVAILABLE') counts.left += 1;
    else counts.failed += 1;
  }
}

async function check({ tenant, connection, record }: Subject, { ports, inventory }: Run): Promise<Checked | undefined> {
  if (!connection) return checkUnreadable(tenant, record, ports);
  return inventory && checkConnection(connection, { inventory, record }, ports);
}

/** The vault says nothing today; the days go by all the same. */
async function leave({ record }: Subject, run: Run): Promise<void> {
  run.counts.left += 1;
  if (record) add(await checkFromMemory(record, run.ports), run);
}

function count(checked: Checked, run: Run): void {
  run.counts.checked += 1;
  add(checked, run);
}

function add({ findings, raised }: Checked, { counts }: Run): void {
  counts.findings += findings;
  counts.raised += raised;
}

/** Once a day, not once a tenant. */
async function tellTrouble({ ports, trouble, counts }: Run): Promise<void> {
  const seen = trouble.seen();
  if (seen === undefined) return;
  counts.findings += 1;
  if (await ports.alerts.raise(toVaultAlert(seen, ports.now()))) counts.raised += 1;
}

/** Left behind by a removal that was stopped half-way, or by a check that was at it meanwhile. */
async function removeOrphans(
  { records: store, log }: CheckPorts,
  records: ReadonlyMap<string, CredentialRecord>,
  subjects: readonly Subject[],
): Promise<number> {
  const known = new Set(subjects.map(({ tenant }) => tenant));
  const orphans = [...records.keys()].filter((tenant) => !known.has(tenant));
  let removed = 0;
  for (const tenant of orphans) {
    try {
      await store.remove(tenant);
      removed += 1;
    } catch (error) {
      logSecretCheckFailed(log, tenant, error);
    }
  }
  return removed;
}
