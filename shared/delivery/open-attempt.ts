/**
 * Opens an attempt in the ledger, or says why there is none to make. A message's first delivery costs one write; one that may
 * be known already is read first. A lost race is a re-read.
 */
import { isFirstDelivery } from '../message/received-message.ts';
import { permittedMailbox } from '../tenant/connection.ts';
import { MOST_ATTEMPTS } from './close-attempt.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Delivery } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { attempting, type Failure, failed, type LedgerEntry, parked, reconciling } from './ledger-entry.ts';
import { newEntry } from './new-entry.ts';
import { decideOpening } from './opening.ts';
import type { Outcome } from './outcome.ts';
import { mayLook } from './reconcile.ts';
import { recordConflict, recordKnown } from './refuse.ts';

export type OpenedAttempt =
  | { readonly kind: 'attempt' | 'reconcile'; readonly stored: StoredEntry }
  | { readonly kind: 'outcome'; readonly outcome: Outcome };

/** More lost races in a row than this, and something is wrong that waiting may cure. */
const MOST_RACES = 5;

export async function openAttempt(delivery: Delivery, ports: DeliveryPorts): Promise<OpenedAttempt> {
  const { received, message } = delivery;
  let existing = isFirstDelivery(received) ? undefined : await ports.ledger.read(message.tenant, message.id);
  for (let races = 0; races < MOST_RACES; races += 1) {
    const opened = existing ? await openKnown(delivery, existing, ports) : await openNew(delivery, ports);
    if (opened) return opened;
    existing = await ports.ledger.read(message.tenant, message.id);
  }
  throw deliveryError('ERR_LEDGER_CONFLICT');
}

async function openNew(delivery: Delivery, ports: DeliveryPorts): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  const stored = await ports.ledger.create(nextEntry(newEntry(delivery, now), delivery, now));
  return stored && toOpened(stored);
}

async function openKnown(
  delivery: Delivery,
  existing: StoredEntry,
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const { received, fingerprint } = delivery;
  const { tenant, id } = existing.entry;
  const opening = decideOpening(existing.entry, received, { fingerprint, now: ports.now() });
  switch (opening.kind) {
    case 'conflict':
      return { kind: 'outcome', outcome: await recordConflict(delivery, ports) };
    case 'known':
      return { kind: 'outcome', outcome: await recordKnown(existing, opening.isEnqueuedAgain, ports) };
    case 'wait':
      return {
        kind: 'outcome',
        outcome: { kind: 'waiting', tenant, id, comeBack: { at: opening.until, copy: opening.copy } },
      };
    case 'attempt':
      return openAgain(delivery, { existing, isFresh: opening.isFresh }, ports);
    case 'reconcile':
      return openReconcile(delivery, existing, ports);
  }
}

async function openAgain(
  delivery: Delivery,
  { existing, isFresh }: { readonly existing: StoredEntry; readonly isFresh: boolean },
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  const base = isFresh ? newEntry(delivery, now) : existing.entry;
  const next = nextEntry(base, delivery, now);
  const stored =
    next.state === 'parked'
      ? await ports.ledger.park(next, delivery.received.body, existing)
      : await ports.ledger.update(existing, next);
  return stored && toOpened(stored);
}

async function openReconcile(
  delivery: Delivery,
  existing: StoredEntry,
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  const plan = planReconcile(delivery, existing.entry, now);
  if (plan === 'resend') return openAgain(delivery, { existing, isFresh: false }, ports);
  if (plan === 'park') {
    const stored = await ports.ledger.park(
      parked(existing.entry, doubtOf(existing.entry), now),
      delivery.received.body,
      existing,
    );
    return stored && { kind: 'outcome', outcome: { kind: 'parked', entry: stored.entry } };
  }
  const stored = await ports.ledger.update(existing, reconciling(existing.entry, now));
  return stored && { kind: 'reconcile', stored };
}

/**
 * A worker that was gone twelve times may have been killed by this very message. Where nobody may look, and the connection's
 * policy risks a second mail, it does so as often as a message may be tried, and not beyond its expiry.
 */
function planReconcile(delivery: Delivery, entry: LedgerEntry, now: Date): 'look' | 'resend' | 'park' {
  const { connection } = delivery.mailbox;
  if ((entry.takeOvers ?? 0) >= MOST_ATTEMPTS) return 'park';
  if (entry.mailbox === undefined || permittedMailbox(connection, entry.mailbox) === undefined) return 'park';
  if (mayLook(delivery)) return 'look';
  return connection.unconfirmed === 'resend' && entry.attempt < MOST_ATTEMPTS && entry.expiresAt > now
    ? 'resend'
    : 'park';
}

const doubtOf = ({ failure }: LedgerEntry): Failure =>
  failure?.code === 'ERR_DELIVERY_UNCONFIRMED' ? failure : { code: 'ERR_DELIVERY_UNCONFIRMED' };

function nextEntry(entry: LedgerEntry, { mailbox, plan, internetMessageId }: Delivery, now: Date): LedgerEntry {
  if (entry.expiresAt > now) return attempting(entry, { mailbox: mailbox.address, plan, internetMessageId }, now);
  // It may have been sent, by an attempt that the policy was about to repeat.
  if (entry.failure?.code === 'ERR_DELIVERY_UNCONFIRMED') return parked(entry, entry.failure, now);
  return failed(entry, { code: 'ERR_MESSAGE_EXPIRED', ...(entry.failure ? { because: entry.failure.code } : {}) }, now);
}

function toOpened(stored: StoredEntry): OpenedAttempt {
  const { entry } = stored;
  if (entry.state === 'failed' || entry.state === 'parked')
    return { kind: 'outcome', outcome: { kind: entry.state, entry } };
  return { kind: 'attempt', stored };
}
