/** Ends an attempt by parking its message: for a hold's sake, or in doubt. */
import { type Change, changeEntry, isOutcome } from './change-entry.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { NotSent } from './delivery-result.ts';
import type { Delivery } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { type Failure, heldBack, parkedInDoubt } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';
import { toFailure } from './to-failure.ts';

export const parkForHold = (
  delivery: Delivery,
  { stored, result: { error, draftId } }: { readonly stored: StoredEntry; readonly result: NotSent },
  ports: DeliveryPorts,
): Promise<Outcome> =>
  writeParked(
    delivery,
    { stored, change: (entry) => heldBack(entry, toFailure(error), { draftId, now: ports.now() }) },
    ports,
  );

export const parkInDoubt = (
  delivery: Delivery,
  { stored, failure, lookAt }: { readonly stored: StoredEntry; readonly failure: Failure; readonly lookAt: Date },
  ports: DeliveryPorts,
): Promise<Outcome> =>
  writeParked(
    delivery,
    { stored, change: (entry) => parkedInDoubt(entry, failure, { lookAt, now: ports.now() }) },
    ports,
  );

async function writeParked(
  delivery: Delivery,
  change: { readonly stored: StoredEntry; readonly change: Change },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const written = await changeEntry(delivery, change, ports);
  return isOutcome(written) ? written : { kind: 'parked', entry: written.entry };
}
