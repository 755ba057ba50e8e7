/**
 * What becomes of a received message that no attempt is made for: it is recorded where its reader will look, and completed.
 * An attempt that may have sent the message is never closed as failed here: then the message is parked as unconfirmed.
 */
import { shortHash } from '../message/fingerprint.ts';
import type { ParsedMessage } from '../message/parse-message.ts';
import { isFirstDelivery, type ReceivedMessage } from '../message/received-message.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Handling } from './handling.ts';
import { type StoredEntry, UNREADABLE } from './ledger.ts';
import { enqueuedAgain, type Failure, failed, type LedgerEntry, parked } from './ledger-entry.ts';
import { newBlankEntry, newEntry } from './new-entry.ts';
import { decideOpening } from './opening.ts';
import type { Outcome } from './outcome.ts';

type Parsed<Kind extends ParsedMessage['kind']> = Extract<ParsedMessage, { kind: Kind }>;

/** Nobody can say whose message it is: kept whole in a partition of its own. */
export async function parkUnreadable(
  received: ReceivedMessage,
  { id, problems }: Parsed<'unreadable'>,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const fingerprint = shortHash(received.body);
  const failure: Failure = { code: 'ERR_MESSAGE_UNREADABLE', problems };
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

/** There is no connection that could be used: kept whole until there is one. */
export const parkWithoutConnection = (
  handling: Handling,
  code: 'ERR_CONNECTION_UNKNOWN' | 'ERR_CONNECTION_UNREADABLE',
  ports: DeliveryPorts,
): Promise<Outcome> => refuse(handling, { state: 'parked', code }, ports);

export const recordSenderNotPermitted = (handling: Handling, ports: DeliveryPorts): Promise<Outcome> =>
  refuse(handling, { state: 'failed', code: 'ERR_SENDER_NOT_PERMITTED' }, ports);

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

interface Refusal {
  readonly state: 'parked' | 'failed';
  readonly code: ErrorCode;
}

async function refuse(handling: Handling, refusal: Refusal, ports: DeliveryPorts): Promise<Outcome> {
  const created = await record(handling, { entry: newEntry(handling, ports.now()), refusal }, ports);
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
  if (entry.failure?.code === refusal.code && entry.fingerprint === fingerprint)
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
        { entry: opening.isFresh ? newEntry(handling, ports.now()) : entry, refusal, stored: existing },
        ports,
      );
    case 'reconcile':
      return record(
        handling,
        { entry, refusal: { state: 'parked', code: 'ERR_DELIVERY_UNCONFIRMED' }, stored: existing },
        ports,
      );
  }
}

/** @returns undefined where another one was faster */
async function record(
  { received }: Handling,
  { entry, refusal, stored }: { readonly entry: LedgerEntry; readonly refusal: Refusal; readonly stored?: StoredEntry },
  { ledger, now }: DeliveryPorts,
): Promise<Outcome | undefined> {
  const { state, code } = refusal;
  if (state === 'parked') {
    const kept = await ledger.park(parked(entry, { code }, now()), received.body, stored);
    return kept && { kind: 'parked', entry: kept.entry };
  }
  const next = failed(entry, { code }, now());
  const written = stored ? await ledger.update(stored, next) : await ledger.create(next);
  return written && { kind: 'failed', entry: written.entry };
}
