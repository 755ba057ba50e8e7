/** The ledger's twin in memory: the same contract suite holds for both (test/contract/exercise-ledger.ts). */
import type { Ledger, StoredEntry } from '../../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';

export type LedgerOperation = 'create' | 'read' | 'update' | 'park' | 'recordConflict' | 'find' | 'list' | 'readBody';

export interface MemoryLedger extends Ledger {
  /** How often each operation was called. */
  readonly calls: Record<string, number>;
  /** Throws this before (nothing written) or after (written, answer lost) the next calls of an operation. */
  breakNext(operation: LedgerOperation, how: 'before' | 'after', error: Error): void;
}

export function createMemoryLedger(): MemoryLedger {
  const rows = new Map<string, StoredEntry>();
  const conflicts = new Map<string, LedgerEntry>();
  const bodies = new Map<string, Uint8Array>();
  const breaks: { operation: LedgerOperation; how: 'before' | 'after'; error: Error }[] = [];
  const calls: Record<string, number> = {};
  let version = 0;

  const key = (tenant: string, id: string): string => JSON.stringify([tenant, id]);

  async function guarded<T>(operation: LedgerOperation, work: () => T): Promise<T> {
    calls[operation] = (calls[operation] ?? 0) + 1;
    const index = breaks.findIndex((each) => each.operation === operation);
    const broken = index < 0 ? undefined : breaks.splice(index, 1)[0];
    if (broken?.how === 'before') throw broken.error;
    const result = work();
    if (broken) throw broken.error;
    return result;
  }

  function put(entry: LedgerEntry): StoredEntry {
    version += 1;
    const stored = { entry, version: String(version) };
    const before = rows.get(key(entry.tenant, entry.id))?.entry;
    rows.set(key(entry.tenant, entry.id), stored);
    if (before && bodyKey(before) !== bodyKey(entry)) bodies.delete(bodyKey(before));
    return stored;
  }

  /** A body belongs to one parking. */
  const bodyKey = ({ tenant, id, parkedAt }: LedgerEntry): string => JSON.stringify([tenant, id, parkedAt]);
  const keyOf = ({ entry }: StoredEntry): string => key(entry.tenant, entry.id);
  const isCurrent = (stored: StoredEntry): boolean =>
    rows.get(key(stored.entry.tenant, stored.entry.id))?.version === stored.version;
  const isFree = (entry: LedgerEntry): boolean => !rows.has(key(entry.tenant, entry.id));

  return {
    calls,
    breakNext: (operation, how, error) => {
      breaks.push({ operation, how, error });
    },
    create: (entry) => guarded('create', () => (isFree(entry) ? put(entry) : undefined)),
    read: (tenant, id) => guarded('read', () => rows.get(key(tenant, id))),
    update: (stored, next) => guarded('update', () => (isCurrent(stored) ? put(next) : undefined)),
    park: (entry, body, stored) =>
      guarded('park', () => {
        if (stored ? !isCurrent(stored) : !isFree(entry)) return undefined;
        const parked = put(entry);
        bodies.set(bodyKey(entry), body);
        return parked;
      }),
    recordConflict: (entry) =>
      guarded('recordConflict', () => {
        conflicts.set(JSON.stringify([entry.tenant, entry.id, entry.fingerprint]), entry);
      }),
    find: (tenant, id) =>
      guarded('find', () => {
        const own = rows.get(key(tenant, id));
        const refused = [...conflicts.values()].filter((entry) => entry.tenant === tenant && entry.id === id);
        return [...(own ? [own.entry] : []), ...refused];
      }),
    list: (tenant, most) =>
      guarded('list', () =>
        [...rows.values()]
          .map(({ entry }) => entry)
          .filter((entry) => entry.tenant === tenant)
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, most),
      ),
    async *select({ tenant, states, expiredBefore }) {
      const inOrder = [...rows.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      for (const stored of inOrder) {
        const { entry } = stored;
        if (tenant !== undefined && entry.tenant !== tenant) continue;
        if (expiredBefore !== undefined && entry.expiresAt >= expiredBefore) continue;
        if (states.includes(entry.state)) yield stored;
      }
    },
    async removeEnded(before, mayGoOn) {
      if (!mayGoOn()) return 0;
      const isOver = ({ state, updatedAt }: LedgerEntry): boolean =>
        ['sent', 'failed', 'cancelled'].includes(state) && updatedAt < before;
      const ended = [...rows].filter(([, { entry }]) => isOver(entry));
      for (const [name] of ended) rows.delete(name);
      const refused = [...conflicts].filter(([, entry]) => isOver(entry));
      for (const [name] of refused) conflicts.delete(name);
      return ended.length + refused.length;
    },
    readBody: (entry) => guarded('readBody', () => (entry.parkedAt ? bodies.get(bodyKey(entry)) : undefined)),
  };
}
