/**
 * One attempt to hand a message to Graph, by the plan that was chosen. Never throws: how it ended is its result.
 * Plan `draft`: create a draft, then send it: a lost answer while drafting costs an orphan draft, never a second mail.
 * Plan `direct`: one call.
 */
import { logUnknownFailure } from '../log/log-events.ts';
import { toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { Delivery } from './handling.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import { adoptDraft, mayLook } from './reconcile.ts';

export async function deliver(delivery: Delivery, entry: LedgerEntry, ports: DeliveryPorts): Promise<DeliveryResult> {
  let draftId = entry.draftId;
  try {
    if (delivery.plan === 'direct')
      return { kind: 'sent', acceptance: await ports.mailboxes.sendDirect(delivery.mailbox, delivery) };
    const adopted = mayHaveLeftDraft(delivery, entry) ? await adoptDraft(delivery, entry, ports) : undefined;
    if (adopted === 'sent') return { kind: 'sent', acceptance: {} };
    draftId ??= adopted?.id ?? (await ports.mailboxes.createDraft(delivery.mailbox, delivery));
    return { kind: 'sent', acceptance: await ports.mailboxes.sendDraft(delivery.mailbox, draftId) };
  } catch (caught) {
    const error = toDeliveryError(caught);
    if (error.code === 'ERR_INTERNAL' || error.code === 'ERR_GRAPH_UNKNOWN')
      logUnknownFailure(ports.log, entry.tenant, entry.id, caught);
    return { kind: 'not-sent', error, ...(draftId === undefined ? {} : { draftId }) };
  }
}

const mayHaveLeftDraft = (delivery: Delivery, { deferrals, draftId }: LedgerEntry): boolean =>
  deferrals > 0 && draftId === undefined && mayLook(delivery);
