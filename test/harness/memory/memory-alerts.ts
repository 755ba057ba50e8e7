/** The twins of the alerts and of the teller's lease in memory: the same contract suite holds for both. */
import type { AlertRecord, Alerts, HeldLease, StoredAlert, TellerLease } from '../../../shared/alert/alerts.ts';
import { isDone, ROUTE_NAMES } from '../../../shared/alert/route-state.ts';

const HUNDRED = 100;

export function createMemoryAlerts(): Alerts {
  const rows = new Map<string, StoredAlert>();
  let version = 0;

  function put(record: AlertRecord): StoredAlert {
    version += 1;
    const stored = { record, version: String(version) };
    rows.set(record.alert.id, stored);
    return stored;
  }

  const isCurrent = ({ record, version: read }: StoredAlert): boolean => rows.get(record.alert.id)?.version === read;
  const timeOf = ({ alert }: AlertRecord): number => alert.raisedAt.getTime();
  const all = (): readonly StoredAlert[] => [...rows.values()];
  const doneAt = ({ routes }: AlertRecord): number =>
    Math.max(...ROUTE_NAMES.map((name) => routes[name]?.at.getTime() ?? 0));

  return {
    raise: async (alert) => !rows.has(alert.id) && Boolean(put({ alert, routes: {} })),
    read: async (id) => rows.get(id)?.record,
    pending: async () =>
      all()
        .filter(({ record }) => !isDone(record.routes))
        .toSorted((a, b) => timeOf(a.record) - timeOf(b.record)),
    list: async () =>
      all()
        .map(({ record }) => record)
        .toSorted((a, b) => timeOf(b) - timeOf(a)),
    async update(updates) {
      const written: StoredAlert[] = [];
      for (let start = 0; start < updates.length; start += HUNDRED) {
        const hundred = updates.slice(start, start + HUNDRED);
        if (!hundred.every(({ stored }) => isCurrent(stored))) return undefined;
        written.push(...hundred.map(({ stored, routes }) => put({ ...stored.record, routes })));
      }
      return written;
    },
    async removeOld({ told, raised }) {
      const old = all().filter(({ record }) =>
        isDone(record.routes) ? doneAt(record) < told.getTime() : timeOf(record) < raised.getTime(),
      );
      for (const { record } of old) rows.delete(record.alert.id);
      return old.length;
    },
  };
}

/** So much may clocks differ. */
const CLOCK_DIFFERENCE = 60_000;

export function createMemoryTellerLease(now: () => Date, forMs = 300_000): TellerLease {
  let current: { readonly until: number } | undefined;
  const extended = () => ({ until: now().getTime() + forMs });

  return {
    async take(): Promise<HeldLease | undefined> {
      const leftMs = (current?.until ?? 0) - now().getTime();
      if (leftMs > 0 && leftMs <= forMs + CLOCK_DIFFERENCE) return undefined;
      let mine = extended();
      current = mine;
      return {
        async renew() {
          if (current !== mine) return false;
          mine = extended();
          current = mine;
          return true;
        },
        async release() {
          if (current === mine) current = undefined;
        },
      };
    },
  };
}
