/**
 * What Postbus keeps back: its holds, and its parked messages, counted and the newest of them listed. Reads the table that
 * Postbus writes and changes nothing. Where Postbus has not made its table yet, that is said and nothing is there.
 */
import { type Hold, holdColumns, type ParkedMessage, parkedColumns, toHolds, toParkedMessages } from './ledger-rows.ts';
import type { QueryTable } from './query-table.ts';

export interface ParkedCount {
  readonly tenant: string;
  readonly code: string;
  readonly messages: number;
}

export interface Ledger {
  /** False: no Postbus has written to this sandbox's tables. */
  readonly isThere: boolean;
  /** In force or being released, the oldest first. */
  readonly holds: readonly Hold[];
  readonly parked: {
    readonly total: number;
    /** All of them, also those that are not listed. */
    readonly counts: readonly ParkedCount[];
    /** The newest 500, newest first. */
    readonly messages: readonly ParkedMessage[];
  };
}

const table = 'postbus';
const mostMessages = 500;
// `;` follows `:`, so this is every row key that begins with `message:`. The next one spares the reading of what ended.
const parkedFilter = "RowKey ge 'message:' and RowKey lt 'message;' and state eq 'parked'";
const holdFilter = "PartitionKey eq '_holds'";

export async function readLedger(query: QueryTable): Promise<Ledger> {
  const [holds, parked] = await Promise.all([
    query({ table, filter: holdFilter, columns: holdColumns }),
    query({ table, filter: parkedFilter, columns: parkedColumns }),
  ]);
  const messages = toParkedMessages(parked ?? []).toSorted(newestFirst);
  return {
    isThere: holds !== undefined,
    holds: toHolds(holds ?? []).toSorted((a, b) => Date.parse(a.since) - Date.parse(b.since)),
    parked: { total: messages.length, counts: countByCode(messages), messages: messages.slice(0, mostMessages) },
  };
}

/** Of one instant, by id: a list that is read again must not jump. */
function newestFirst(a: ParkedMessage, b: ParkedMessage): number {
  return Date.parse(b.parkedAt) - Date.parse(a.parkedAt) || (a.id < b.id ? -1 : 1);
}

function countByCode(messages: readonly ParkedMessage[]): readonly ParkedCount[] {
  const groups = Map.groupBy(messages, ({ tenant, code = '' }) => JSON.stringify([tenant, code]));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      return first ? [{ tenant: first.tenant, code: first.code ?? '', messages: group.length }] : [];
    })
    .toSorted((a, b) => b.messages - a.messages || (`${a.tenant} ${a.code}` < `${b.tenant} ${b.code}` ? -1 : 1));
}
