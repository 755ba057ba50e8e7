/**
 * Opens an attempt in the ledger, or says why there is none to make. A message's first delivery costs one write; one that may
 * be known already is read first. A lost race is a re-read.
 */
import { firstEnqueuedAt } from '../message/received-message.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Delivery, Handling } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import {
  type AttemptFacts,
  attempting,
  failed,
  type LedgerEntry,
  parked,
  received as receivedEntry,
  reconciling,
} from './ledger-entry.ts';
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
  let existing =
    received.copy === undefined && received.deliveryCount === 1
      ? undefined
      : await ports.ledger.read(message.tenant, message.id);
  for (let races = 0; races < MOST_RACES; races += 1) {
    const opened = existing ? await openKnown(delivery, existing, ports) : await openNew(delivery, ports);
    if (opened) return opened;
    existing = await ports.ledger.read(message.tenant, message.id);
  }
  throw deliveryError('ERR_LEDGER_CONFLICT');
}

const newEntry = ({ received, message, fingerprint }: Handling, now: Date): LedgerEntry =>
  receivedEntry(message, { fingerprint, firstReceivedAt: firstEnqueuedAt(received), now });

async function openNew(delivery: Delivery, ports: DeliveryPorts): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  const next = nextEntry(newEntry(delivery, now), delivery, now);
  const stored = await ports.ledger.create(next);
  return stored && opened(stored);
}

async function openKnown(
  delivery: Delivery,
  existing: StoredEntry,
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  const opening = decideOpening(existing.entry, delivery.received, { fingerprint: delivery.fingerprint, now });
  switch (opening.kind) {
    case 'conflict':
      return { kind: 'outcome', outcome: await recordConflict(delivery, ports) };
    case 'known':
      return { kind: 'outcome', outcome: await recordKnown(existing, opening.isEnqueuedAgain, ports) };
    case 'wait':
      return {
        kind: 'outcome',
        outcome: {
          kind: 'waiting',
          tenant: existing.entry.tenant,
          id: existing.entry.id,
          comeBack: { at: opening.until, copy: opening.copy },
        },
      };
    case 'attempt':
      return openAgain(delivery, existing, ports);
    case 'reconcile':
      return openReconcile(delivery, existing, ports);
  }
}

async function openAgain(
  delivery: Delivery,
  existing: StoredEntry,
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  const base = existing.entry.state === 'failed' ? newEntry(delivery, now) : existing.entry;
  const stored = await ports.ledger.update(existing, nextEntry(base, delivery, now));
  return stored && opened(stored);
}

async function openReconcile(
  delivery: Delivery,
  existing: StoredEntry,
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const now = ports.now();
  if (!mayLook(delivery) && delivery.mailbox.connection.unconfirmed === 'park') {
    const entry = parked(existing.entry, existing.entry.failure ?? { code: 'ERR_DELIVERY_UNCONFIRMED' }, now);
    const stored = await ports.ledger.park(entry, delivery.received.body, existing);
    return stored && { kind: 'outcome', outcome: { kind: 'parked', entry: stored.entry } };
  }
  if (!mayLook(delivery)) return openAgain(delivery, existing, ports);
  const stored = await ports.ledger.update(existing, reconciling(existing.entry, now));
  return stored && { kind: 'reconcile', stored };
}

function nextEntry(entry: LedgerEntry, delivery: Delivery, now: Date): LedgerEntry {
  if (entry.expiresAt <= now)
    return failed(
      entry,
      { code: 'ERR_MESSAGE_EXPIRED', ...(entry.failure ? { because: entry.failure.code } : {}) },
      now,
    );
  return attempting(entry, attemptFacts(delivery), now);
}

const attemptFacts = ({ mailbox, plan, internetMessageId }: Delivery): AttemptFacts => ({
  mailbox: mailbox.address,
  plan,
  internetMessageId,
});

const opened = (stored: StoredEntry): OpenedAttempt =>
  stored.entry.state === 'failed'
    ? { kind: 'outcome', outcome: { kind: 'failed', entry: stored.entry } }
    : { kind: 'attempt', stored };
