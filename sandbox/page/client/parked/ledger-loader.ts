/** Reads what Postbus keeps back. A failed read keeps what was shown and says why. */
import { coalesce } from '../control/coalesce.ts';
import type { ControlClient } from '../control/control-client.ts';
import type { PageStore } from '../state/page-state.ts';

const refreshMilliseconds = 1_000;

export function ledgerLoader(store: PageStore, control: ControlClient): { refresh(): void } {
  return {
    refresh: coalesce(async () => {
      try {
        store.set({ parked: { ledger: await control.ledger() } });
      } catch (error) {
        store.set({ parked: { ...store.get().parked, problem: String(error) } });
      }
    }, refreshMilliseconds),
  };
}
