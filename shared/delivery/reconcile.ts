/**
 * Finds out what became of an unconfirmed attempt before anything is sent again: looks for our Message-ID in the whole
 * mailbox the attempt was made in. Sent: done. Still a draft: the one that was being sent is sent, and any other deleted
 * first. No trace: look again later. Never throws.
 */
import { logDraftLeft } from '../log/log-events.ts';
import { deliveryError, toDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { Delivery } from './handling.ts';
import type { LedgerEntry } from './ledger-entry.ts';
import type { FoundCopy } from './mailbox-access.ts';

export async function reconcile(delivery: Delivery, entry: LedgerEntry, ports: DeliveryPorts): Promise<DeliveryResult> {
  const asAttempted = asOf(entry, delivery);
  const found = await look(asAttempted, ports);
  if (!Array.isArray(found)) return found;
  if (found.some(({ isDraft }) => !isDraft)) return { kind: 'sent', acceptance: {} };
  // Without a known id the newest: an older one is what a lost answer while drafting left behind.
  const draft = found.find(({ id }) => id === entry.draftId) ?? found.at(-1);
  if (draft === undefined) return { kind: 'no-trace', looks: (entry.looks ?? 0) + 1 };
  if (entry.plan === 'direct') return { kind: 'could-not-look', error: waitsInDrafts() };
  await deleteOthers(asAttempted, { found, draft, entry }, ports);
  return sendFoundDraft(asAttempted, draft, ports);
}

/**
 * Before a later attempt makes a draft: an answer that was lost while drafting left one behind. Throws DeliveryError.
 * @returns the draft to send, or `sent` where it turns out that the message left after all
 */
export async function adoptDraft(
  delivery: Delivery,
  entry: LedgerEntry,
  ports: DeliveryPorts,
): Promise<FoundCopy | 'sent' | undefined> {
  const found = await ports.mailboxes.findCopies(delivery.mailbox, delivery.internetMessageId);
  if (found.some(({ isDraft }) => !isDraft)) return 'sent';
  const draft = found.at(-1);
  if (draft) await deleteOthers(delivery, { found, draft, entry }, ports);
  return draft;
}

async function deleteOthers(
  delivery: Delivery,
  { found, draft, entry }: { readonly found: readonly FoundCopy[]; readonly draft: FoundCopy; entry: LedgerEntry },
  ports: DeliveryPorts,
): Promise<void> {
  const others = found.filter((copy) => copy !== draft);
  await Promise.all(others.map((other) => deleteDraft(delivery, { draftId: other.id, entry }, ports)));
}

/** `sendMail` makes no draft of ours: Exchange has accepted the message and holds it back (over 30 a minute), so it must not be sent again. */
const waitsInDrafts = () => deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: 'waits in Drafts' });

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

/** The connection may have changed since the attempt; where it was made is where its traces are. */
function asOf({ mailbox, internetMessageId }: LedgerEntry, delivery: Delivery): Delivery {
  return {
    ...delivery,
    mailbox: { ...delivery.mailbox, address: mailbox ?? delivery.mailbox.address },
    internetMessageId: internetMessageId ?? delivery.internetMessageId,
  };
}

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
    const failure = toDeliveryError(error);
    // A busy service says nothing of the send that is in doubt.
    if (failure.disposition === 'transient') return { kind: 'could-not-look', error: failure };
    return { kind: 'not-sent', error: failure, draftId: draft.id };
  }
}
