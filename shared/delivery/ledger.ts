/**
 * The durable record of messages and attempts: one partition a tenant.
 * Every change is guarded by the version that was read: `undefined` means that somebody else was faster, and nothing was
 * changed. A write whose answer was lost and that turns out to be our own counts as done.
 * Throws DeliveryError ERR_LEDGER_UNAVAILABLE; then nobody knows whether the change was made.
 */
import type { LedgerEntry, LedgerState } from './ledger-entry.ts';

export interface StoredEntry {
  readonly entry: LedgerEntry;
  /** Opaque version of what was read or written. */
  readonly version: string;
}

export interface Ledger {
  create(entry: LedgerEntry): Promise<StoredEntry | undefined>;
  read(tenant: string, id: string): Promise<StoredEntry | undefined>;
  update(stored: StoredEntry, next: LedgerEntry): Promise<StoredEntry | undefined>;
  /** The same, and keeps the body of the queue message with it until it leaves. `stored` absent: creates. */
  park(entry: LedgerEntry, body: Uint8Array, stored?: StoredEntry): Promise<StoredEntry | undefined>;
  /** Records a message that was refused because its id stands for another one; that one is not touched. */
  recordConflict(entry: LedgerEntry): Promise<void>;
  /** All records under an id: the message's own first, then refused ones with another content. */
  find(tenant: string, id: string): Promise<readonly LedgerEntry[]>;
  /** Records of a partition, in the order of their ids; for people. */
  list(tenant: string, most: number): Promise<readonly LedgerEntry[]>;
  /** What a parked message was on the queue, byte for byte. */
  readBody(entry: LedgerEntry): Promise<Uint8Array | undefined>;
  /** Records that fit, page by page as they are asked for. Without a tenant the whole table is read. */
  select(selection: Selection): AsyncIterable<StoredEntry>;
  /** Removes what ended (sent, failed, cancelled, refused) before an instant, as long as it may. @returns how many records */
  removeEnded(before: Date, mayGoOn: () => boolean): Promise<number>;
}

export interface Selection {
  readonly tenant?: string;
  readonly states: readonly LedgerState[];
  readonly expiredBefore?: Date;
  /** Asked before each page. */
  readonly mayGoOn?: () => boolean;
}

/** Partition of messages that name no tenant. Underscore: no tenant key can be that. */
export const UNREADABLE = '_unreadable';
