/**
 * Finds out what became of an unconfirmed attempt before anything is sent again: looks for our Message-ID in the whole
 * mailbox. Sent: done. Still a draft: that very draft is sent, and any other copy of it deleted. No trace: look again later.
 * Never throws.
 */
import { logDraftLeft } from '../log/log-events.ts';
import type { DeliveryResult } from './deliver.ts';
import { toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Delivery } from './handling.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { FoundCopy } from './mailbox-access.ts';

export async function reconcile(delivery: Delivery, entry: LedgerEntry, ports: DeliveryPorts): Promise<DeliveryResult> {
  const found = await look(delivery, ports);
  if (!Array.isArray(found)) return found;
  if (found.some(({ isDraft }) => !isDraft)) return { kind: 'sent', acceptance: {} };
  const [draft, ...others] = found;
  if (draft === undefined) return { kind: 'no-trace', looks: (entry.looks ?? 0) + 1 };
  const result = await sendFoundDraft(delivery, draft, ports);
  if (result.kind === 'sent')
    await Promise.all(others.map((other) => deleteDraft(delivery, { draftId: other.id, entry }, ports)));
  return result;
}

/** Deletes a draft that nobody will send. It may stay: that costs room, not a mail. */
export async function deleteDraft(
  delivery: Delivery,
  { draftId, entry }: { readonly draftId: string; readonly entry: LedgerEntry },
  ports: DeliveryPorts,
): Promise<void> {
  try {
    await ports.mailboxes.deleteDraft(delivery.mailbox, draftId);
  } catch (error) {
    logDraftLeft(ports.log, entry, error);
  }
}

/** May anybody find out? Not without the right to read, and not where no copy is left to be found. */
export const mayLook = ({ mailbox, message }: Delivery): boolean =>
  mailbox.connection.mayLook && message.saveToSentItems;

async function look(
  { mailbox, internetMessageId }: Delivery,
  { mailboxes }: DeliveryPorts,
): Promise<FoundCopy[] | DeliveryResult> {
  try {
    return [...(await mailboxes.findCopies(mailbox, internetMessageId))];
  } catch (error) {
    return { kind: 'could-not-look', error: toDeliveryError(error) };
  }
}

async function sendFoundDraft(
  { mailbox }: Delivery,
  draft: FoundCopy,
  { mailboxes }: DeliveryPorts,
): Promise<DeliveryResult> {
  try {
    return { kind: 'sent', acceptance: await mailboxes.sendDraft(mailbox, draft.id) };
  } catch (error) {
    return { kind: 'not-sent', error: toDeliveryError(error), draftId: draft.id };
  }
}
