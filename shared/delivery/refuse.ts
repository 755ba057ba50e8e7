/**
 * What becomes of a received message that no attempt is made for: it is recorded where its reader will look, and completed.
 * An attempt that may have sent the message is never closed as failed here: then the message is parked as unconfirmed.
 */
import { shortHash } from '../message/fingerprint.ts';
import type { ParsedMessage } from '../message/parse-message.ts';
import { defaultMessageId, isFirstDelivery, type ReceivedMessage } from '../message/received-message.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Handling } from './handling.ts';
import { type StoredEntry, UNREADABLE } from './ledger.ts';
import { enqueuedAgain, type Failure, failed, type LedgerEntry, parked, parkedInDoubt } from './ledger-entry.ts';
import { newBlankEntry, newEntry } from './new-entry.ts';
import { decideOpening } from './opening.ts';
import type { Outcome } from './outcome.ts';

type Parsed<Kind extends ParsedMessage['kind']> = Extract<ParsedMessage, { kind: Kind }>;

/** Nobody can say whose message it is: kept whole in a partition of its own. */
export const parkUnreadable = (
  received: ReceivedMessage,
  { id, problems }: Parsed<'unreadable'>,
  ports: DeliveryPorts,
): Promise<Outcome> => parkUnread(received, { id, failure: { code: 'ERR_MESSAGE_UNREADABLE', problems } }, ports);

/** Without a look at the body. */
export async function parkUnread(
  received: ReceivedMessage,
  { id = defaultMessageId(received) ?? received.sequenceNumber, failure }: { readonly id?: string; failure: Failure },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const fingerprint = shortHash(received.body);
  // Producers without ids often use one MessageId for everything: the content tells such messages apart.
  for (const key of [id, `${id}~${fingerprint.slice(0, 8)}`]) {
    const entry = newBlankEntry(received, { tenant: UNREADABLE, id: key, fingerprint }, ports.now());
    const stored = await ports.ledger.park(parked(entry, failure, ports.now()), received.body);
    if (stored) return { kind: 'parked', entry: stored.entry };
    const existing = await ports.ledger.read(UNREADABLE, key);
    if (existing?.entry.fingerprint === fingerprint) return recordKnown(existing, isFirstDelivery(received), ports);
  }
  throw deliveryError('ERR_LEDGER_CONFLICT');
}

/** The producer is known and reads the problems under its own id. */
export async function recordInvalid(
  received: ReceivedMessage,
  { tenant, id, problems }: Parsed<'invalid'>,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const fingerprint = shortHash(received.body);
  const blank = newBlankEntry(received, { tenant, id, fingerprint }, ports.now());
  const entry = failed(blank, { code: 'ERR_MESSAGE_INVALID', problems }, ports.now());
  const stored = await ports.ledger.create(entry);
  if (stored) return { kind: 'failed', entry: stored.entry };
  const existing = await ports.ledger.read(tenant, id);
  if (existing?.entry.fingerprint === fingerprint) return recordKnown(existing, isFirstDelivery(received), ports);
  await ports.ledger.recordConflict(entry);
  return { kind: 'failed', entry };
}

export const recordSenderNotPermitted = (handling: Handling, ports: DeliveryPorts): Promise<Outcome> =>
  refuse(handling, { state: 'failed', failure: { code: 'ERR_SENDER_NOT_PERMITTED' } }, ports);

/** The id stands for another message already; that one is left alone. */
export async function recordConflict(handling: Handling, ports: DeliveryPorts): Promise<Outcome> {
  const entry = failed(newEntry(handling, ports.now()), { code: 'ERR_MESSAGE_CONFLICT' }, ports.now());
  await ports.ledger.recordConflict(entry);
  return { kind: 'failed', entry };
}

/** Counts what a producer enqueued again; what the broker handed over again is nobody's doing. */
export async function recordKnown(
  stored: StoredEntry,
  isEnqueuedAgain: boolean,
  { ledger }: DeliveryPorts,
): Promise<Outcome> {
  const counted = isEnqueuedAgain ? await ledger.update(stored, enqueuedAgain(stored.entry)) : undefined;
  return { kind: 'duplicate', entry: (counted ?? stored).entry, isEnqueuedAgain };
}

export interface Refusal {
  readonly state: 'parked' | 'failed';
  readonly failure: Failure;
  /** Where it would have been sent from, if that is known. */
  readonly mailbox?: string;
}

/** Parks or fails a message without an attempt; parks it in doubt where an earlier one may have sent it. */
export async function refuse(handling: Handling, refusal: Refusal, ports: DeliveryPorts): Promise<Outcome> {
  const created = await record(handling, { entry: newEntryFor(handling, refusal, ports), refusal }, ports);
  if (created) return created;
  const existing = await ports.ledger.read(handling.message.tenant, handling.message.id);
  const refused = existing && (await refuseKnown(handling, { existing, refusal }, ports));
  if (!refused) throw deliveryError('ERR_LEDGER_CONFLICT');
  return refused;
}

async function refuseKnown(
  handling: Handling,
  { existing, refusal }: { readonly existing: StoredEntry; readonly refusal: Refusal },
  ports: DeliveryPorts,
): Promise<Outcome | undefined> {
  const { received, fingerprint } = handling;
  const { entry } = existing;
  if (isRefusedAlready(existing.entry, refusal, handling))
    return recordKnown(existing, isFirstDelivery(received), ports);
  const opening = decideOpening(entry, received, { fingerprint, now: ports.now() });
  switch (opening.kind) {
    case 'conflict':
      return recordConflict(handling, ports);
    case 'known':
      return recordKnown(existing, opening.isEnqueuedAgain, ports);
    case 'wait':
      return {
        kind: 'waiting',
        tenant: entry.tenant,
        id: entry.id,
        comeBack: { at: opening.until, copy: opening.copy },
      };
    case 'attempt':
      return record(
        handling,
        {
          entry: opening.isFresh ? newEntryFor(handling, refusal, ports) : to(refusal.mailbox, entry),
          refusal,
          stored: existing,
        },
        ports,
      );
    case 'reconcile':
      return record(
        handling,
        { entry, refusal: { state: 'parked', failure: inDoubt(refusal.failure) }, stored: existing },
        ports,
      );
  }
}

const newEntryFor = (handling: Handling, { mailbox }: Refusal, { now }: DeliveryPorts): LedgerEntry =>
  to(mailbox, newEntry(handling, now()));

/** Where it would be sent from now, so that it leaves with that mailbox's hold. A draft is of use only where it lies. */
function to(mailbox: string | undefined, entry: LedgerEntry): LedgerEntry {
  if (mailbox === undefined || mailbox === entry.mailbox) return entry;
  const { draftId: _draftId, ...rest } = entry;
  return { ...rest, mailbox };
}

/** Parked is parked, whatever for; a replayed one is parked anew, so that it leaves with the rest. */
function isRefusedAlready(
  entry: LedgerEntry,
  { state, failure }: Refusal,
  { received, fingerprint }: Handling,
): boolean {
  if (entry.fingerprint !== fingerprint || entry.state !== state) return false;
  return state === 'parked' ? received.copy?.replay === undefined : entry.failure?.code === failure.code;
}

/** What keeps anybody from resolving it stands beside. */
const inDoubt = ({ code, ...details }: Failure): Failure => ({
  ...details,
  code: 'ERR_DELIVERY_UNCONFIRMED',
  because: code,
});

/** @returns undefined where another one was faster */
async function record(
  { received }: Handling,
  { entry, refusal, stored }: { readonly entry: LedgerEntry; readonly refusal: Refusal; readonly stored?: StoredEntry },
  { ledger, now }: DeliveryPorts,
): Promise<Outcome | undefined> {
  const { state, failure } = refusal;
  if (state === 'parked') {
    const next =
      failure.code === 'ERR_DELIVERY_UNCONFIRMED'
        ? parkedInDoubt(entry, failure, { lookAt: now(), now: now() })
        : parked(entry, failure, now());
    const kept = await ledger.park(next, received.body, stored);
    return kept && { kind: 'parked', entry: kept.entry };
  }
  const next = failed(entry, failure, now());
  const written = stored ? await ledger.update(stored, next) : await ledger.create(next);
  return written && { kind: 'failed', entry: written.entry };
}
