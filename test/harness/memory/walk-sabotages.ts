/** What the walk must find: one promise of the product or its store broken at a time. */
import type { Sabotage } from './walk-scene.ts';

/** Nobody looks before a doubtful send is made again. */
export const neverLooks: Sabotage = {
  mailboxes: (mailboxes) => ({ ...mailboxes, findCopies: async () => [] }),
};

/** The last one to write wins. */
export const withoutVersions: Sabotage = {
  ledger: (ledger) => {
    const latest: typeof ledger.read = (tenant, id) => ledger.read(tenant, id);
    return {
      ...ledger,
      update: async (stored, next) =>
        ledger.update((await latest(stored.entry.tenant, stored.entry.id)) ?? stored, next),
      park: async (entry, body, stored) => ledger.park(entry, body, stored && (await latest(entry.tenant, entry.id))),
    };
  },
};

/** Whoever comes second does not know that the first may still be at work. */
export const withoutBusyUntil: Sabotage = {
  ledger: (ledger) => ({
    ...ledger,
    read: async (tenant, id) => {
      const stored = await ledger.read(tenant, id);
      if (!stored) return undefined;
      const { busyUntil: _busyUntil, ...entry } = stored.entry;
      return { ...stored, entry };
    },
  }),
};
