/** A store for brokers that may forget everything: nothing is kept, so every write is at once as safe as it will ever be. */
import type { MessageStore } from './message-store.ts';

export function createMemoryStore(): MessageStore {
  return {
    load: () => ({ lastSequenceNumber: 0, messages: [], seenMessageIds: [] }),
    put: () => {},
    remove: () => {},
    remember: () => {},
    forgetMessageIds: () => {},
    afterCommit: (listener) => listener(),
    close: () => {},
  };
}
