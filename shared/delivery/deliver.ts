/**
 * One attempt to hand a message to Graph, by the plan that was chosen. Never throws: how it ended is its result.
 * Plan `draft`: create a draft, then send it: a lost answer while drafting costs an orphan draft, never a second mail.
 * Plan `direct`: one call.
 */
import { logUnknownFailure } from '../log/log-events.ts';
import { deliveryError, toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { Delivery } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { drafted, type LedgerEntry } from './ledger-entry.ts';
import { adoptDraft, mayLook } from './reconcile.ts';

export async function deliver(delivery: Delivery, stored: StoredEntry, ports: DeliveryPorts): Promise<DeliveryResult> {
  const { entry } = stored;
  let draftId = entry.draftId;
  try {
    if (delivery.plan === 'direct')
      return { kind: 'sent', acceptance: await ports.mailboxes.sendDirect(delivery.mailbox, delivery) };
    const mayHaveLeft = mayHaveLeftDraft(delivery, entry);
    const adopted = mayHaveLeft ? await adoptDraft(delivery, entry, ports) : undefined;
    if (adopted === 'sent') return { kind: 'sent', acceptance: {} };
    draftId ??= adopted?.id ?? (await ports.mailboxes.createDraft(delivery.mailbox, delivery));
    if (mayHaveLeft) await noteDraft(stored, draftId, ports);
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

/**
 * Which of several drafts is about to be sent. One that an earlier attempt made may still come to light, and nobody could tell it from
 * this one, should this worker be gone before its next write.
 */
async function noteDraft(stored: StoredEntry, draftId: string, { ledger }: DeliveryPorts): Promise<void> {
  if (!(await ledger.update(stored, drafted(stored.entry, draftId)))) throw deliveryError('ERR_LEDGER_CONFLICT');
}
