/**
 * Holds in the table, all in one partition. An instance reads that partition every few seconds while it works, in the background: a
 * message that nothing holds back costs no call. The first one after an idle time waits for it. While the table is out of reach the
 * last view counts.
 */
import type { TableEntityResult } from '@azure/data-tables';
import { SECOND } from '../../duration.ts';
import type { Hold, HoldScope } from '../../tenant/hold.ts';
import type { Holds, StoredHold } from '../../tenant/holds.ts';
import { fromHoldRow, HOLDS_PARTITION, holdKey, toHoldRow } from './hold-row.ts';
import { listPages } from './list-pages.ts';
import type { Table } from './table.ts';

/** Older than this, it is read again while it is used. */
const FRESH_FOR = 5 * SECOND;
/** Older than this, it is not used any more. */
const USABLE_FOR = 10 * SECOND;
const EXISTS = 409;
const CHANGED = 412;
const NOT_FOUND = 404;

type Row = TableEntityResult<Record<string, unknown>>;

interface View {
  readonly at: number;
  readonly held: ReadonlyMap<string, Hold>;
}

export function createTableHolds(table: Table): Holds {
  let view: View | undefined;
  let changes = 0;
  let loading: Promise<View> | undefined;

  async function list(): Promise<readonly StoredHold[]> {
    const holds: StoredHold[] = [];
    const pages = listPages(table, 'Listing the holds', { filter: `PartitionKey eq '${HOLDS_PARTITION}'` });
    for await (const page of pages) holds.push(...page.flatMap((row) => toStored(row) ?? []));
    return holds;
  }

  async function load(): Promise<View> {
    const [at, before] = [performance.now(), changes];
    const held = (await list()).filter(({ hold }) => hold.state === 'held');
    const loaded = { at, held: new Map(held.map(({ hold }) => [holdKey(hold), hold])) };
    // A change of our own since then is not in it.
    if (changes === before) view = loaded;
    return loaded;
  }

  function refresh(): Promise<View> {
    loading ??= load().finally(() => {
      loading = undefined;
    });
    return loading;
  }

  async function currentView(): Promise<View> {
    const old = view;
    if (!old) return refresh();
    const age = performance.now() - old.at;
    if (age <= FRESH_FOR) return old;
    const refreshed = refresh().catch(() => old);
    return age <= USABLE_FOR ? old : refreshed;
  }

  /** The next message reads them again. */
  function forget(): void {
    if (view) view = { ...view, at: Number.NEGATIVE_INFINITY };
    changes += 1;
  }

  async function written(hold: Hold, answer: { readonly etag?: string } | undefined): Promise<StoredHold | undefined> {
    forget();
    return answer && { hold, version: answer.etag ?? '' };
  }

  /** A row that somebody changed by hand into something else stands in nobody's way. */
  async function replaceUnreadable(hold: Hold): Promise<{ etag?: string } | undefined> {
    const row = await readRow(hold);
    if (!row || fromHoldRow(row)) return undefined;
    return table.runUnless([CHANGED, NOT_FOUND], 'Writing a hold', (client, options) =>
      client.updateEntity(toHoldRow(hold), 'Replace', { ...options, etag: row.etag }),
    );
  }

  const readRow = (scope: HoldScope): Promise<Row | undefined> =>
    table.runUnless([NOT_FOUND], 'Reading a hold', (client, options) =>
      client.getEntity<Record<string, unknown>>(HOLDS_PARTITION, holdKey(scope), options),
    );

  return {
    list,
    async find(tenant, mailbox) {
      const { held } = await currentView();
      if (held.size === 0) return undefined;
      return (
        held.get(holdKey({ tenant })) ?? (mailbox === undefined ? undefined : held.get(holdKey({ tenant, mailbox })))
      );
    },
    async read(scope: HoldScope) {
      const row = await readRow(scope);
      return row && toStored(row);
    },
    async create(hold) {
      const created = await table.runUnless([EXISTS], 'Writing a hold', (client, options) =>
        client.createEntity(toHoldRow(hold), options),
      );
      return written(hold, created ?? (await replaceUnreadable(hold)));
    },
    update: async ({ version }, hold) =>
      written(
        hold,
        await table.runUnless([CHANGED, NOT_FOUND], 'Writing a hold', (client, options) =>
          client.updateEntity(toHoldRow(hold), 'Replace', { ...options, etag: version }),
        ),
      ),
    async remove({ hold, version }) {
      const removed = await table.runUnless([CHANGED, NOT_FOUND], 'Removing a hold', (client, options) =>
        client.deleteEntity(HOLDS_PARTITION, holdKey(hold), { ...options, etag: version }),
      );
      forget();
      return removed !== undefined;
    },
  };
}

function toStored(row: Row): StoredHold | undefined {
  const hold = fromHoldRow(row);
  return hold && { hold, version: row.etag };
}
