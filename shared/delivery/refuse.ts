/**
 * What becomes of a received message that no attempt is made for: it is recorded where its reader will look, and completed.
 * An attempt that may have sent the message is never closed as failed here: then the message is parked as unconfirmed.
 */
import { fingerprintOf, shortHash } from '../message/fingerprint.ts';
import type { ParsedMessage } from '../message/parse-message.ts';
import { firstEnqueuedAt, type ReceivedMessage } from '../message/received-message.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Handling } from './handling.ts';
import { type StoredEntry, UNREADABLE } from './ledger.ts';
import {
  blank,
  enqueuedAgain,
  type Failure,
  failed,
  type LedgerEntry,
  parked,
  received as receivedEntry,
} from './ledger-entry.ts';
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
    const entry = blankEntry(received, { tenant: UNREADABLE, id: key, fingerprint }, ports);
    const stored = await ports.ledger.park(parked(entry, failure, ports.now()), received.body);
    if (stored) return { kind: 'parked', entry: stored.entry };
    const existing = await ports.ledger.read(UNREADABLE, key);
    if (existing?.entry.fingerprint === fingerprint) return recordKnown(existing, received.deliveryCount === 1, ports);
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
  const entry = failed(
    blankEntry(received, { tenant, id, fingerprint }, ports),
    { code: 'ERR_MESSAGE_INVALID', problems },
    ports.now(),
  );
  const stored = await ports.ledger.create(entry);
  if (stored) return { kind: 'failed', entry: stored.entry };
  const existing = await ports.ledger.read(tenant, id);
  if (existing?.entry.fingerprint === fingerprint) return recordKnown(existing, received.deliveryCount === 1, ports);
  await ports.ledger.recordConflict(entry);
  return { kind: 'failed', entry };
}

/** There is no connection (any more): kept whole until there is one. */
export async function parkUnknownTenant(handling: Handling, ports: DeliveryPorts): Promise<Outcome> {
  return refuse(handling, { state: 'parked', code: 'ERR_CONNECTION_UNKNOWN' }, ports);
}

export async function recordSenderNotPermitted(handling: Handling, ports: DeliveryPorts): Promise<Outcome> {
  return refuse(handling, { state: 'failed', code: 'ERR_SENDER_NOT_PERMITTED' }, ports);
}

/** The id stands for another message already; that one is left alone. */
export async function recordConflict(handling: Handling, ports: DeliveryPorts): Promise<Outcome> {
  const entry = failed(entryOf(handling, ports), { code: 'ERR_MESSAGE_CONFLICT' }, ports.now());
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
  readonly code: 'ERR_CONNECTION_UNKNOWN' | 'ERR_SENDER_NOT_PERMITTED';
}

async function refuse(handling: Handling, refusal: Refusal, ports: DeliveryPorts): Promise<Outcome> {
  const created = await write(handling, { entry: entryOf(handling, ports), refusal }, ports);
  if (created) return created;
  const { message, fingerprint, received } = handling;
  const existing = await ports.ledger.read(message.tenant, message.id);
  if (!existing) throw deliveryError('ERR_LEDGER_CONFLICT');
  if (existing.entry.fingerprint !== fingerprint) return recordConflict(handling, ports);
  if (!isOpen(existing.entry)) return recordKnown(existing, received.deliveryCount === 1 && !received.copy, ports);
  const written = await write(handling, { entry: existing.entry, refusal, stored: existing }, ports);
  if (!written) throw deliveryError('ERR_LEDGER_CONFLICT');
  return written;
}

async function write(
  { received }: Handling,
  { entry, refusal, stored }: { readonly entry: LedgerEntry; readonly refusal: Refusal; readonly stored?: StoredEntry },
  { ledger, now }: DeliveryPorts,
): Promise<Outcome | undefined> {
  const mayHaveLeft = stored?.entry.state === 'attempting';
  if (mayHaveLeft || refusal.state === 'parked') {
    const code = mayHaveLeft ? 'ERR_DELIVERY_UNCONFIRMED' : refusal.code;
    const kept = await ledger.park(parked(entry, { code }, now()), received.body, stored);
    return kept && { kind: 'parked', entry: kept.entry };
  }
  const next = failed(entry, { code: refusal.code }, now());
  const written = stored ? await ledger.update(stored, next) : await ledger.create(next);
  return written && { kind: 'failed', entry: written.entry };
}

const isOpen = ({ state }: LedgerEntry): boolean => state === 'attempting' || state === 'deferred';

const entryOf = ({ received, message }: Handling, { now }: DeliveryPorts): LedgerEntry =>
  receivedEntry(message, {
    fingerprint: fingerprintOf(message),
    firstReceivedAt: firstEnqueuedAt(received),
    now: now(),
  });

function blankEntry(
  received: ReceivedMessage,
  { tenant, id, fingerprint }: { readonly tenant: string; readonly id: string; readonly fingerprint: string },
  { now }: DeliveryPorts,
): LedgerEntry {
  return blank(tenant, id, { fingerprint, firstReceivedAt: firstEnqueuedAt(received), now: now() });
}
