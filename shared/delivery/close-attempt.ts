/** Makes an outcome of how an attempt ended, and records it. */
import { openHold } from '../tenant/open-hold.ts';
import { changeEntry, isOutcome } from './change-entry.ts';
import { closeUnconfirmed, keepLooking, settledAt } from './close-in-doubt.ts';
import { defer, endOf } from './defer-attempt.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { CouldNotLook, DeliveryResult, NotSent } from './delivery-result.ts';
import { doubtBecauseOf } from './doubt.ts';
import type { Delivery } from './handling.ts';
import { opensHold, scopeOf, unlessLifted } from './hold-back.ts';
import type { StoredEntry } from './ledger.ts';
import { failed } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';
import { parkForHold, parkInDoubt } from './park-attempt.ts';
import { deleteDraft } from './reconcile.ts';
import { recordSent } from './record-sent.ts';
import { toFailure } from './to-failure.ts';

export async function closeAttempt(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: DeliveryResult },
  ports: DeliveryPorts,
): Promise<Outcome> {
  switch (result.kind) {
    case 'sent':
      return recordSent(delivery, { acceptance: result.acceptance, stored }, ports);
    case 'no-trace':
      return result.looks < delivery.mailbox.connection.looks
        ? keepLooking(delivery, { stored, looks: result.looks }, ports)
        : closeNotSent(delivery, { stored, result: neverMade() }, ports);
    case 'could-not-look':
      return opensHold(result.error, stored.entry, delivery.mailbox.connection, ports.now())
        ? closeHeld(delivery, { stored, result }, ports)
        : keepLooking(delivery, { stored, looks: stored.entry.looks ?? 0, error: result.error }, ports);
    case 'not-sent':
      if (result.error.disposition === 'unconfirmed') return closeUnconfirmed(delivery, { stored, result }, ports);
      return opensHold(result.error, stored.entry, delivery.mailbox.connection, ports.now())
        ? closeHeld(delivery, { stored, result }, ports)
        : closeNotSent(delivery, { stored, result }, ports);
  }
}

/** Nobody's fault of this message: it and all others of its mailbox or tenant are kept until the cause is repaired. */
async function closeHeld(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: NotSent | CouldNotLook },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { error } = result;
  const { tenant, mailbox = delivery.mailbox.address } = stored.entry;
  const scope = scopeOf(error, tenant, mailbox);
  const outcome =
    result.kind === 'could-not-look'
      ? await parkInDoubt(delivery, { stored, failure: doubtBecauseOf(error), lookAt: ports.now() }, ports)
      : await parkForHold(delivery, { stored, result }, ports);
  await openHold(scope, toFailure(error), ports);
  return unlessLifted(outcome, { scope, received: delivery.received }, ports);
}

/** No trace of it in the mailbox after several looks: it was never sent, no draft of it is left, and the attempt failed. */
const neverMade = (): NotSent => ({
  kind: 'not-sent',
  error: deliveryError('ERR_GRAPH_UNAVAILABLE', { provider: 'no trace in the mailbox' }),
});

async function closeNotSent(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: NotSent },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { error, draftId } = result;
  const end = endOf(stored.entry, error, ports.now());
  if (!end) return defer(delivery, { stored, result }, ports);
  if (stored.entry.doubts) {
    const failure = { ...end, code: 'ERR_DELIVERY_UNCONFIRMED', because: end.code } as const;
    return parkInDoubt(delivery, { stored, failure, lookAt: settledAt(delivery, ports) }, ports);
  }
  const written = await changeEntry(delivery, { stored, change: (entry) => failed(entry, end, ports.now()) }, ports);
  if (isOutcome(written)) return written;
  if (draftId !== undefined) await deleteDraft(delivery, { draftId, entry: written.entry }, ports);
  return { kind: 'failed', entry: written.entry };
}
