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
import { openEntraPatience } from './entra-patience.ts';
import { type PaceOptions, paceCredentials } from './pace-credentials.ts';
import { sideBySide } from './side-by-side.ts';
import { toVaultAlert } from './to-alert.ts';
import { type Inventory, toBarredInventory, type VaultInventory } from './vault-inventory.ts';
import { openVaultTrouble, type VaultTrouble } from './vault-trouble.ts';

export interface CheckPorts extends Omit<CheckConnectionPorts, 'patience'> {
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
  const trouble = openVaultTrouble(new Set([...records.values()].flatMap(({ unread }) => unread ?? [])));
  const patience = openEntraPatience();
  const run: Run = {
    ports: { ...ports, patience, credentials: paceCredentials(ports.credentials, ports.pace) },
    ...(await listVault(ports, trouble)),
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
  const counts: CheckCounts = { ...run.counts, removed, unasked: patience.unasked() };
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
  readonly ports: CheckPorts & CheckConnectionPorts;
  readonly inventory: Inventory;
  /** False where the vault gave none: then whoever asks for a secret in it hears why. */
  readonly isListed: boolean;
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

async function listVault(
  { inventory }: CheckPorts,
  trouble: VaultTrouble,
): Promise<Pick<Run, 'inventory' | 'isListed'>> {
  try {
    return { inventory: await inventory.list(), isListed: true };
  } catch (error) {
    if (!trouble.noteList(error)) throw error;
    return { inventory: toBarredInventory(error), isListed: false };
  }
}

const longestUncheckedFirst = (a: Subject, b: Subject): number =>
  (a.record?.checkedAt.getTime() ?? 0) - (b.record?.checkedAt.getTime() ?? 0) || (a.tenant < b.tenant ? -1 : 1);

async function checkOne(subject: Subject, run: Run): Promise<void> {
  try {
    add(await check(subject, run), run);
    run.counts.checked += 1;
  } catch (error) {
    await leave(subject, error, run);
  }
}

async function check({ tenant, connection, record }: Subject, { ports, inventory }: Run): Promise<Checked> {
  if (!connection) return checkUnreadable(tenant, record, ports);
  return checkConnection(connection, { inventory, record }, ports);
}

/** The next run goes on with it, where that promises anything. What is known of it holds, and its days go by all the same. */
async function leave({ tenant, record }: Subject, error: unknown, run: Run): Promise<void> {
  const { counts, ports, trouble, isListed } = run;
  const unread = trouble.note(error, tenant);
  const isTableAway = isDeliveryError(error) && error.code === 'ERR_LEDGER_UNAVAILABLE';
  if (unread || isTableAway) counts.left += 1;
  else counts.failed += 1;
  if (!unread) logSecretCheckFailed(ports.log, tenant, error);
  if (isTableAway) return;
  try {
    // Without a list all are unread, which need not be written to each.
    add(await checkFromMemory({ tenant, record, ...(unread && isListed ? { unread } : {}) }, ports), run);
  } catch (failure) {
    logSecretCheckFailed(ports.log, tenant, failure);
  }
}

function add({ findings, raised }: Checked, { counts }: Run): void {
  counts.findings += findings;
  counts.raised += raised;
}

/** Once a day, not once a tenant. */
async function tellTrouble({ ports, trouble, counts }: Run): Promise<void> {
  for (const seen of trouble.lasting()) {
    counts.findings += 1;
    if (await ports.alerts.raise(toVaultAlert(seen, ports.now()))) counts.raised += 1;
  }
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
