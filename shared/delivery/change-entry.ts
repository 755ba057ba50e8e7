/**
 * Writes the end of an attempt into the ledger. Between opening and closing, a producer's duplicate may have been counted in the
 * same row: then the change is made again on top. Where another worker took the attempt over, that one's record stands.
 */
import { copyNumber } from '../message/received-message.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Handling } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';

/** How an attempt's row changes; parking keeps the body with it. */
export type Change = (entry: LedgerEntry) => LedgerEntry;

/** @returns what was written, or the outcome of having been superseded */
export async function changeEntry(
  handling: Handling,
  { stored, change }: { readonly stored: StoredEntry; readonly change: Change },
  ports: DeliveryPorts,
): Promise<StoredEntry | Outcome> {
  let latest = stored;
  for (;;) {
    const next = change(latest.entry);
    const written =
      next.state === 'parked'
        ? await ports.ledger.park(next, handling.received.body, latest)
        : await ports.ledger.update(latest, next);
    if (written) return written;
    const found = await ports.ledger.read(stored.entry.tenant, stored.entry.id);
    if (!found || !isSameAttempt(found.entry, stored.entry)) return superseded(handling, found?.entry ?? stored.entry);
    latest = found;
  }
}

export const isOutcome = (value: StoredEntry | Outcome): value is Outcome => 'kind' in value;

/** A counted duplicate changes neither of these; a worker that takes over changes both or one. */
const isSameAttempt = (a: LedgerEntry, b: LedgerEntry): boolean =>
  a.state === b.state && a.attempt === b.attempt && a.updatedAt.getTime() === b.updatedAt.getTime();

/**
 * The other worker may be gone by now, and its copy may have been dropped as a duplicate of one of ours: so this received
 * message comes back too, under a number above both, until the message has its last word.
 */
function superseded({ received }: Handling, entry: LedgerEntry): Outcome {
  const at = entry.state === 'attempting' ? entry.busyUntil : entry.state === 'deferred' ? entry.notBefore : undefined;
  if (at === undefined) return { kind: 'superseded', entry };
  return { kind: 'superseded', entry, comeBack: { at, copy: Math.max(entry.copy, copyNumber(received)) + 1 } };
}
