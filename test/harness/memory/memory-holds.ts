/** The twin of the holds in memory: the same contract suite holds for both. `find` sees every change at once, or the last view while it is frozen. */
import type { Hold, HoldScope } from '../../../shared/tenant/hold.ts';
import type { Holds, StoredHold } from '../../../shared/tenant/holds.ts';

export interface MemoryHolds extends Holds {
  /** From now on `find` answers as of now, as an instance does that has not read the holds again. */
  freezeView(): void;
  thawView(): void;
}

export function createMemoryHolds(): MemoryHolds {
  const rows = new Map<string, StoredHold>();
  let frozen: ReadonlyMap<string, StoredHold> | undefined;
  let version = 0;

  const key = ({ tenant, mailbox }: HoldScope): string => JSON.stringify([tenant, mailbox?.toLowerCase()]);
  const isCurrent = (stored: StoredHold): boolean => rows.get(key(stored.hold))?.version === stored.version;

  function put(hold: Hold): StoredHold {
    version += 1;
    const stored = { hold, version: String(version) };
    rows.set(key(hold), stored);
    return stored;
  }

  const heldIn = (view: ReadonlyMap<string, StoredHold>, scope: HoldScope): Hold | undefined => {
    const hold = view.get(key(scope))?.hold;
    return hold?.state === 'held' ? hold : undefined;
  };

  return {
    freezeView: () => {
      frozen = new Map(rows);
    },
    thawView: () => {
      frozen = undefined;
    },
    async find(tenant, mailbox) {
      const view = frozen ?? rows;
      return heldIn(view, { tenant }) ?? (mailbox === undefined ? undefined : heldIn(view, { tenant, mailbox }));
    },
    read: async (scope) => rows.get(key(scope)),
    list: async () => [...rows.values()],
    create: async (hold) => (rows.has(key(hold)) ? undefined : put(hold)),
    update: async (stored, next) => (isCurrent(stored) ? put(next) : undefined),
    remove: async (stored) => isCurrent(stored) && rows.delete(key(stored.hold)),
  };
}
