/** Reads the inventory of credentials. A failed read keeps what was shown and says why. */
import { coalesce } from '../control/coalesce.ts';
import type { ControlClient } from '../control/control-client.ts';
import type { PageStore } from '../state/page-state.ts';

const refreshMilliseconds = 1_000;

export function credentialsLoader(store: PageStore, control: ControlClient): { refresh(): void } {
  return {
    refresh: coalesce(async () => {
      try {
        store.set({ credentials: { inventory: await control.credentials() } });
      } catch (error) {
        store.set({ credentials: { ...store.get().credentials, problem: String(error) } });
      }
    }, refreshMilliseconds),
  };
}
