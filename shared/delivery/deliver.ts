/**
 * One attempt to hand a message to Graph, by the plan that was chosen. Never throws: how it ended is its result.
 * Plan `draft`: create a draft, then send it: a lost answer while drafting costs an orphan draft, never a second mail.
 * Plan `direct`: one call.
 */
import { logUnknownFailure } from '../log/log-events.ts';
import { type DeliveryError, toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Delivery } from './handling.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { Acceptance } from './mailbox-access.ts';

export type DeliveryResult =
  | { readonly kind: 'sent'; readonly acceptance: Acceptance }
  /** Not sent, or unconfirmed: the error says which. `draftId`: a draft that is left in the mailbox. */
  | { readonly kind: 'not-sent'; readonly error: DeliveryError; readonly draftId?: string }
  /** Looked up in the mailbox, and no trace of it there, for so many looks. */
  | { readonly kind: 'no-trace'; readonly looks: number }
  /** The look itself failed: nothing is known yet. */
  | { readonly kind: 'could-not-look'; readonly error: DeliveryError };

export async function deliver(delivery: Delivery, entry: LedgerEntry, ports: DeliveryPorts): Promise<DeliveryResult> {
  let draftId = entry.draftId;
  try {
    if (delivery.plan === 'direct')
      return { kind: 'sent', acceptance: await ports.mailboxes.sendDirect(delivery.mailbox, delivery) };
    draftId ??= await ports.mailboxes.createDraft(delivery.mailbox, delivery);
    return { kind: 'sent', acceptance: await ports.mailboxes.sendDraft(delivery.mailbox, draftId) };
  } catch (caught) {
    const error = toDeliveryError(caught);
    if (error.code === 'ERR_INTERNAL' || error.code === 'ERR_GRAPH_UNKNOWN')
      logUnknownFailure(ports.log, entry.tenant, entry.id, caught);
    return { kind: 'not-sent', error, ...(draftId === undefined ? {} : { draftId }) };
  }
}
