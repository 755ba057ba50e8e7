/** Ends an attempt, or a look at one, that leaves it open whether the message was sent. */
import { backOff } from './back-off.ts';
import { type Change, changeEntry, isOutcome } from './change-entry.ts';
import { defer, earlierOf, endOf, laterOf, nextCopy } from './defer-attempt.ts';
import type { DeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { NotSent } from './delivery-result.ts';
import { doubt, doubtBecauseOf } from './doubt.ts';
import { type Delivery, settleTimeOf } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { unconfirmed } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';
import { parkInDoubt } from './park-attempt.ts';
import { mayLook } from './reconcile.ts';
import { toFailure } from './to-failure.ts';

/** The send itself got no clear answer. */
export async function closeUnconfirmed(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: NotSent },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { error, draftId } = result;
  if (mayLook(delivery))
    return keepLooking(delivery, { stored, looks: 0, error, ...(draftId === undefined ? {} : { draftId }) }, ports);
  const mayResend = delivery.mailbox.connection.unconfirmed === 'resend' && !endOf(stored.entry, error, ports.now());
  return mayResend
    ? defer(delivery, { stored, result: { kind: 'not-sent', error } }, ports)
    : parkInDoubt(delivery, { stored, failure: toFailure(error), lookAt: settledAt(delivery, ports) }, ports);
}

/** When a message that left just now is sure to be seen in the mailbox. */
export const settledAt = (delivery: Delivery, { now }: DeliveryPorts): Date =>
  new Date(now().getTime() + settleTimeOf(delivery));

interface Look {
  readonly stored: StoredEntry;
  readonly looks: number;
  readonly error?: DeliveryError;
  readonly draftId?: string;
}

/**
 * Comes back to look once Exchange has had time to show the message. One that expired is looked for to the end, because that is soon;
 * but where looking fails, it is parked in doubt, never failed.
 */
export async function keepLooking(
  delivery: Delivery,
  { stored, looks, error, draftId }: Look,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { entry } = stored;
  const now = ports.now();
  const failure = error ? doubtBecauseOf(error) : doubt(entry.failure);
  if (error && entry.expiresAt <= now)
    return parkInDoubt(delivery, { stored, failure, lookAt: settledAt(delivery, ports) }, ports);
  const settled = new Date(
    now.getTime() + Math.max(settleTimeOf(delivery), error ? backOff(entry.deferrals + 1, ports.random()) : 0),
  );
  const at = earlierOf(laterOf(settled, error?.details.retryAt), laterOf(entry.expiresAt, settled));
  const copy = nextCopy(delivery, entry);
  const change: Change = (latest) =>
    unconfirmed(latest, { failure, lookAt: at, copy, looks, ...(draftId === undefined ? {} : { draftId }) }, now);
  const written = await changeEntry(delivery, { stored, change }, ports);
  return isOutcome(written) ? written : { kind: 'unconfirmed', entry: written.entry, comeBack: { at, copy } };
}
