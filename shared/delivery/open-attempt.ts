/**
 * Opens an attempt in the ledger, or says why there is none to make. A message's first delivery costs one write; one that may
 * be known already is read first. A lost race is a re-read.
 */
import { isFirstDelivery } from '../message/received-message.ts';
import { permittedMailbox } from '../tenant/connection.ts';
import { MOST_ATTEMPTS } from './defer-attempt.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { doubt } from './doubt.ts';
import { type Delivery, settleTimeOf } from './handling.ts';
import { lastStepOf } from './last-step.ts';
import type { StoredEntry } from './ledger.ts';
import {
  attempting,
  type Failure,
  failed,
  inDoubtOnceMore,
  type LedgerEntry,
  notSent,
  parkedInDoubt,
  reconciling,
} from './ledger-entry.ts';
import { newEntry } from './new-entry.ts';
import { decideOpening, endsParking } from './opening.ts';
import type { Outcome } from './outcome.ts';
import { mayLook } from './reconcile.ts';
import { recordConflict, recordKnown } from './refuse.ts';

export type OpenedAttempt =
  | { readonly kind: 'attempt' | 'reconcile'; readonly stored: StoredEntry }
  | { readonly kind: 'outcome'; readonly outcome: Outcome };

/** More lost races in a row than this, and something is wrong that waiting may cure. */
const MOST_RACES = 5;
/** Workers that were gone with an attempt at this message open, before it counts as their murderer: as often as a queue hands a message over. */
const MOST_CRASHES = 10;

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
      return openAgain(
        delivery,
        { existing, base: opening.isFresh ? newEntry(delivery, ports.now()) : baseOf(delivery, existing) },
        ports,
      );
    case 'reconcile':
      return openReconcile(delivery, existing, ports);
  }
}

/** The record as it is, or without its doubts where somebody has looked: of this parking, and of no send since. */
function baseOf({ received }: Delivery, { entry }: StoredEntry): LedgerEntry {
  const isSettled = endsParking(entry, received) && received.copy?.replay?.isResend;
  return isSettled ? notSent(entry) : entry;
}

async function openAgain(
  delivery: Delivery,
  { existing, base }: { readonly existing: StoredEntry; readonly base: LedgerEntry },
  ports: DeliveryPorts,
): Promise<OpenedAttempt | undefined> {
  const next = nextEntry(base, delivery, ports.now());
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
  if (plan === 'resend') return openAgain(delivery, { existing, base: inDoubtOnceMore(existing.entry) }, ports);
  if (plan === 'look') {
    const stored = await ports.ledger.update(existing, reconciling(existing.entry, settleTimeOf(delivery), now));
    return stored && { kind: 'reconcile', stored };
  }
  const next = parkedInDoubt(existing.entry, plan, { lookAt: now, now });
  const stored = await ports.ledger.park(next, delivery.received.body, existing);
  return stored && { kind: 'outcome', outcome: { kind: 'parked', entry: stored.entry } };
}

/**
 * Where nobody may look, and the connection's policy risks a second mail, it does so as often as a message may be tried, and not
 * beyond its expiry. A failure: parked for it.
 */
function planReconcile(delivery: Delivery, entry: LedgerEntry, now: Date): 'look' | 'resend' | Failure {
  const { connection } = delivery.mailbox;
  if (!entry.isUnconfirmed && (entry.crashes ?? 0) >= MOST_CRASHES) return crashOf(entry);
  if (entry.mailbox === undefined || permittedMailbox(connection, entry.mailbox) === undefined)
    return doubt(entry.failure);
  if (mayLook(delivery)) return 'look';
  const mayResend = connection.unconfirmed === 'resend' && entry.attempt < MOST_ATTEMPTS && entry.expiresAt > now;
  return mayResend ? 'resend' : doubt(entry.failure);
}

/** Each of them left an attempt open: that is the last thing known. */
const crashOf = (entry: LedgerEntry): Failure => ({ code: 'ERR_MESSAGE_CRASHED', lastStep: lastStepOf(entry) });

function nextEntry(entry: LedgerEntry, delivery: Delivery, now: Date): LedgerEntry {
  const { mailbox, plan, internetMessageId } = delivery;
  if (entry.expiresAt > now) {
    const facts = { mailbox: mailbox.address, plan, internetMessageId, settleMs: settleTimeOf(delivery) };
    return attempting(entry, facts, now);
  }
  // It may have been sent, by an attempt that the policy was about to repeat.
  if (entry.doubts) return parkedInDoubt(entry, doubt(entry.failure), { lookAt: now, now });
  return failed(entry, { code: 'ERR_MESSAGE_EXPIRED', ...(entry.failure ? { because: entry.failure.code } : {}) }, now);
}

function toOpened(stored: StoredEntry): OpenedAttempt {
  const { entry } = stored;
  if (entry.state === 'failed' || entry.state === 'parked')
    return { kind: 'outcome', outcome: { kind: entry.state, entry } };
  return { kind: 'attempt', stored };
}
