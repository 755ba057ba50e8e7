/**
 * Alerts in the table, all in one partition. The teller asks each minute for what is pending, which is mostly nothing; what was told stays
 * for a month. An id that this process has seen there is not written again for a day: the holds in force are raised each minute. After a
 * day it is: another process may have removed it meanwhile, and what still lasts is told anew.
 */
import type { TableEntityResult } from '@azure/data-tables';
import { LRUCache } from 'lru-cache';
import type { Alerts, AlertUpdate, StoredAlert } from '../../alert/alerts.ts';
import { DAY } from '../../duration.ts';
import { ALERT_PREFIX, ALERTS_PARTITION, alertKey, fromAlertRow, toAlertRow } from './alert-row.ts';
import { withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';

const EXISTS = 409;
const CHANGED = 412;
const NOT_FOUND = 404;
/** Table storage takes no more in a transaction. */
const MOST_IN_A_TRANSACTION = 100;
const AT_A_TIME = 16;
const MOST_REMEMBERED = 10_000;

type Row = TableEntityResult<Record<string, unknown>>;

export function createTableAlerts(table: Table, now: () => Date): Alerts {
  const seen = new LRUCache<string, true>({
    max: MOST_REMEMBERED,
    ttl: DAY,
    ttlResolution: 0,
    // By the clock that alerts are removed by.
    perf: { now: () => now().getTime() },
  });

  async function select(operation: string, condition = ''): Promise<readonly Row[]> {
    const rows: Row[] = [];
    const filter = `${withPrefix(ALERTS_PARTITION, ALERT_PREFIX)}${condition}`;
    for await (const page of listPages(table, operation, { filter })) rows.push(...page);
    return rows;
  }

  async function write(updates: readonly AlertUpdate[]): Promise<readonly StoredAlert[] | undefined> {
    const next = updates.map(({ stored, routes }) => ({ ...stored, record: { ...stored.record, routes } }));
    const answer = await table.runUnless([CHANGED, NOT_FOUND], 'Noting what became of alerts', (client) =>
      client.submitTransaction(
        next.map(({ record, version }) => ['update', toAlertRow(record), 'Replace', { etag: version }]),
      ),
    );
    return answer && next.map(({ record }, index) => ({ record, version: answer.subResponses[index]?.etag ?? '' }));
  }

  async function remove({ partitionKey = '', rowKey = '', etag, id }: Row): Promise<boolean> {
    const removed = await table.runUnless([CHANGED, NOT_FOUND], 'Removing an old alert', (client, options) =>
      client.deleteEntity(partitionKey, rowKey, { ...options, etag }),
    );
    seen.delete(String(id));
    return removed !== undefined;
  }

  return {
    async raise(alert) {
      if (seen.has(alert.id)) return false;
      const created = await table.runUnless([EXISTS], 'Raising an alert', (client, options) =>
        client.createEntity(toAlertRow({ alert, routes: {} }), options),
      );
      seen.set(alert.id, true);
      return created !== undefined;
    },
    async read(id) {
      const row = await table.runUnless([NOT_FOUND], 'Reading an alert', (client, options) =>
        client.getEntity<Record<string, unknown>>(ALERTS_PARTITION, alertKey(id), options),
      );
      return row && fromAlertRow(row);
    },
    pending: async () =>
      (await select('Listing the alerts to tell', ' and isPending eq true'))
        .flatMap((row) => toStored(row) ?? [])
        .toSorted((a, b) => timeOf(a.record) - timeOf(b.record)),
    list: async () =>
      (await select('Listing the alerts'))
        .flatMap((row) => fromAlertRow(row) ?? [])
        .toSorted((a, b) => timeOf(b) - timeOf(a)),
    async update(updates) {
      const written: StoredAlert[] = [];
      for (let start = 0; start < updates.length; start += MOST_IN_A_TRANSACTION) {
        const hundred = await write(updates.slice(start, start + MOST_IN_A_TRANSACTION));
        if (!hundred) return undefined;
        written.push(...hundred);
      }
      return written;
    },
    async removeOld({ told, raised }) {
      const isOld = `(isPending eq false and doneAt lt ${instant(told)}) or (isPending eq true and raisedAt lt ${instant(raised)})`;
      const rows = await select('Listing old alerts', ` and (${isOld})`);
      let removed = 0;
      for (let start = 0; start < rows.length; start += AT_A_TIME)
        removed += (await Promise.all(rows.slice(start, start + AT_A_TIME).map(remove))).filter(Boolean).length;
      return removed;
    },
  };
}

const toStored = (row: Row): StoredAlert | undefined => {
  const record = fromAlertRow(row);
  return record && { record, version: row.etag };
};

const timeOf = ({ alert }: StoredAlert['record']): number => alert.raisedAt.getTime();

const instant = (date: Date): string => `datetime'${date.toISOString()}'`;
