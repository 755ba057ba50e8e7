/**
 * Where holds are kept. All of them lie together, so that one query tells an instance every hold there is.
 * `find` answers from a view that is at most ten seconds old and never fails where an older one is at hand; the others go to the
 * store. Every change is guarded by the version that was read: `undefined` or false means that somebody else was faster.
 * Throws DeliveryError ERR_LEDGER_UNAVAILABLE.
 */
import type { Hold, HoldScope } from './hold.ts';

export interface StoredHold {
  readonly hold: Hold;
  /** Opaque version of what was read or written. */
  readonly version: string;
}

export interface Holds {
  /** What holds this mailbox back now: its tenant's hold, or its own. Never one that is lifted. */
  find(tenant: string, mailbox?: string): Promise<Hold | undefined>;
  read(scope: HoldScope): Promise<StoredHold | undefined>;
  list(): Promise<readonly StoredHold[]>;
  create(hold: Hold): Promise<StoredHold | undefined>;
  update(stored: StoredHold, next: Hold): Promise<StoredHold | undefined>;
  remove(stored: StoredHold): Promise<boolean>;
}
