/**
 * The ledger in Azure Table Storage. PartitionKey is the tenant, so that a tenant's rows change together, are listed with one
 * query, and leave with the tenant. Each write carries a change id: when the service says "exists" or "changed" and the row
 * holds our own change id, it was our write whose answer was lost (the SDK tries again on 500 and on a broken connection).
 */
import type { CreateTableEntityResponse, TransactionAction } from '@azure/data-tables';
import type { Ledger, StoredEntry } from '../../delivery/ledger.ts';
import type { LedgerEntry } from '../../delivery/ledger-entry.ts';
import { conflictKey, conflictPrefix, MESSAGE_PREFIX, messageKey, parkedPrefix, withPrefix } from './keys.ts';
import { fromRow, toRow } from './ledger-row.ts';
import { joinBody, splitBody } from './parked-body.ts';
import { removeEnded } from './remove-ended.ts';
import { etagOf, includesChange, toVersion, withChange } from './row-version.ts';
import { selectEntries } from './select-entries.ts';
import type { Table } from './table.ts';

const EXISTS = 409;
const CHANGED = 412;
const NOT_FOUND = 404;

export function createTableLedger(table: Table): Ledger {
  async function read(tenant: string, id: string): Promise<(StoredEntry & { readonly changes: unknown }) | undefined> {
    const row = await table.runUnless([NOT_FOUND], 'Reading the ledger', (client, options) =>
      client.getEntity<Record<string, unknown>>(tenant, messageKey(id), options),
    );
    return (
      row && {
        entry: fromRow(tenant, row),
        version: toVersion(row.etag, String(row.change ?? '')),
        changes: row.change,
      }
    );
  }

  /**
   * Decides whether a refused write was our own, made before. A duplicate that was counted since changes nothing of that; anything
   * else means that somebody has taken the row further.
   */
  async function unlessOurs(
    written: StoredEntry | undefined,
    entry: LedgerEntry,
    change: string,
  ): Promise<StoredEntry | undefined> {
    if (written) return written;
    const found = await read(entry.tenant, entry.id);
    return found && includesChange(found.changes, change) && isSameAttempt(found.entry, entry) ? found : undefined;
  }

  async function create(entry: LedgerEntry): Promise<StoredEntry | undefined> {
    const change = crypto.randomUUID();
    const changes = withChange(change);
    const row = { partitionKey: entry.tenant, rowKey: messageKey(entry.id), ...toRow(entry), change: changes };
    const answer = await table.runUnless([EXISTS], 'Writing the ledger', (client, options) =>
      client.createEntity(row, options),
    );
    return unlessOurs(answer && stored(entry, answer, changes), entry, change);
  }

  async function update(previous: StoredEntry, entry: LedgerEntry): Promise<StoredEntry | undefined> {
    const change = crypto.randomUUID();
    const changes = withChange(change, previous.version);
    const row = { partitionKey: entry.tenant, rowKey: messageKey(entry.id), ...toRow(entry), change: changes };
    const answer = await table.runUnless([CHANGED, NOT_FOUND], 'Writing the ledger', (client, options) =>
      client.updateEntity(row, 'Replace', { ...options, etag: etagOf(previous.version) }),
    );
    const written = await unlessOurs(answer && stored(entry, answer, changes), entry, change);
    if (written && previous.entry.parkedAt && !entry.parkedAt)
      await dropBody(previous.entry).catch(leaveForHousekeeping);
    return written;
  }

  /** Body rows go first where they are too many for one transaction; without the message's row nobody looks at them. */
  async function park(entry: LedgerEntry, body: Uint8Array, previous?: StoredEntry): Promise<StoredEntry | undefined> {
    const change = crypto.randomUUID();
    const changes = withChange(change, previous?.version);
    const row = { partitionKey: entry.tenant, rowKey: messageKey(entry.id), ...toRow(entry), change: changes };
    const { early, last } = splitBody(entry, body);
    for (const actions of early) await table.run('Parking a message', (client) => client.submitTransaction(actions));
    const action: TransactionAction = previous
      ? ['update', row, 'Replace', { etag: etagOf(previous.version) }]
      : ['create', row];
    const answer = await table.runUnless([EXISTS, CHANGED, NOT_FOUND], 'Parking a message', (client) =>
      client.submitTransaction([action, ...last]),
    );
    const written = await unlessOurs(
      answer && { entry, version: toVersion(answer.subResponses[0]?.etag, changes) },
      entry,
      change,
    );
    // Parked anew: the body lies under the new instant as well.
    if (written && previous?.entry.parkedAt) await dropBody(previous.entry).catch(leaveForHousekeeping);
    return written;
  }

  async function dropBody(entry: LedgerEntry): Promise<void> {
    const rows = await rowsOf(entry.tenant, parkedPrefix(entry.parkedAt ?? entry.updatedAt, entry.id));
    for (const { rowKey } of rows) {
      await table.runUnless([NOT_FOUND], 'Dropping a parked body', (client, options) =>
        client.deleteEntity(entry.tenant, rowKey, options),
      );
    }
  }

  async function rowsOf(
    tenant: string,
    prefix: string,
    most = Number.POSITIVE_INFINITY,
  ): Promise<readonly (Record<string, unknown> & { readonly rowKey: string })[]> {
    return table.run('Listing the ledger', async (client, options) => {
      const rows: (Record<string, unknown> & { readonly rowKey: string })[] = [];
      for await (const { rowKey = '', ...row } of client.listEntities({
        ...options,
        queryOptions: { filter: withPrefix(tenant, prefix) },
      })) {
        rows.push({ ...row, rowKey });
        if (rows.length >= most) break;
      }
      return rows;
    });
  }

  return {
    create,
    read: async (tenant, id) => {
      const found = await read(tenant, id);
      return found && { entry: found.entry, version: found.version };
    },
    update,
    park,
    async recordConflict(entry) {
      const row = { partitionKey: entry.tenant, rowKey: conflictKey(entry.id, entry.fingerprint), ...toRow(entry) };
      await table.run('Writing the ledger', (client, options) => client.upsertEntity(row, 'Replace', options));
    },
    async find(tenant, id) {
      const own = await read(tenant, id);
      const conflicts = await rowsOf(tenant, conflictPrefix(id));
      return [...(own ? [own.entry] : []), ...conflicts.map((row) => fromRow(tenant, row))];
    },
    list: async (tenant, most) => (await rowsOf(tenant, MESSAGE_PREFIX, most)).map((row) => fromRow(tenant, row)),
    select: (selection) => selectEntries(table, selection),
    removeEnded: (before, mayGoOn) => removeEnded(table, before, mayGoOn),
    async readBody(entry) {
      if (!entry.parkedAt) return undefined;
      const rows = await rowsOf(entry.tenant, parkedPrefix(entry.parkedAt, entry.id));
      return rows.length === 0 ? undefined : joinBody(rows);
    },
  };
}

/** A body that stays costs room, not a mail. */
const leaveForHousekeeping = (): void => undefined;

const stored = (
  entry: LedgerEntry,
  { etag }: Pick<CreateTableEntityResponse, 'etag'>,
  changes: string,
): StoredEntry => ({ entry, version: toVersion(etag, changes) });

const isSameAttempt = (a: LedgerEntry, b: LedgerEntry): boolean =>
  a.state === b.state && a.attempt === b.attempt && a.updatedAt.getTime() === b.updatedAt.getTime();
