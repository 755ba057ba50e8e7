/** What to do with a received message, given what the ledger knows of it. Pure. */
import { HOUR, SECOND } from '../duration.ts';
import { arrivedAt, copyNumber, isFirstDelivery, type ReceivedMessage } from '../message/received-message.ts';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import type { LedgerEntry } from './ledger-entry.ts';

export type Opening =
  /** Its turn: open an attempt. `isFresh`: as if the ledger held nothing. */
  | { readonly kind: 'attempt'; readonly isFresh: boolean }
  /** The worker of an open attempt is gone or did not know: find out what became of it. */
  | { readonly kind: 'reconcile' }
  /** Somebody may be at work, or it is too early: come back then. */
  | { readonly kind: 'wait'; readonly until: Date; readonly copy: number }
  /** Nothing to do: the message has its outcome, or another received message looks after it. */
  | { readonly kind: 'known'; readonly isEnqueuedAgain: boolean }
  | { readonly kind: 'conflict' };

/** Refused before any attempt: the message was never accepted, so its id is still free, for a corrected one too. */
const NEVER_ACCEPTED: ReadonlySet<ErrorCode> = new Set(['ERR_MESSAGE_INVALID', 'ERR_SENDER_NOT_PERMITTED']);
/** Each wait is at least so long, so that two clocks that differ cannot make a message circle. */
const SHORTEST_WAIT = 5 * SECOND;
/** A message that comes this much before its time is taken for punctual. */
const EARLY_IS_PUNCTUAL = 2 * SECOND;
/** This long after its time, whoever looked after a message is gone for good, and a producer's new queue message takes over. */
const OVERDUE_AFTER = HOUR;

export function decideOpening(
  entry: LedgerEntry,
  received: ReceivedMessage,
  facts: { readonly fingerprint: string; readonly now: Date },
): Opening {
  const { now } = facts;
  if (entry.state === 'failed' && isFailureOf(entry, NEVER_ACCEPTED)) return { kind: 'attempt', isFresh: true };
  if (entry.fingerprint !== facts.fingerprint) return { kind: 'conflict' };
  switch (entry.state) {
    case 'sent':
    case 'failed':
    case 'cancelled':
      return known(received);
    case 'parked':
      return openParked(entry, received, now);
    case 'deferred':
      return openDeferred(entry, received, now);
    case 'attempting':
      return openAttempting(entry, received, now);
  }
}

const isFailureOf = ({ failure }: LedgerEntry, codes: ReadonlySet<ErrorCode>): boolean =>
  failure !== undefined && codes.has(failure.code);

/** Parked by a hold, and not for a person's eyes. */
export const isHeldBack = ({ failure }: LedgerEntry): boolean =>
  [failure?.code, failure?.because].some((code) => code !== undefined && errorCodes[code].action === 'hold');

const known = (received: ReceivedMessage): Opening => ({ kind: 'known', isEnqueuedAgain: isFirstDelivery(received) });

/** Is this the copy that somebody made of this very parking? */
export const endsParking = ({ state, parkedAt }: LedgerEntry, { copy }: ReceivedMessage): boolean =>
  state === 'parked' && parkedAt !== undefined && copy?.replay?.parkedAt.getTime() === parkedAt.getTime();

/** Whoever comes with a message that was held back finds nothing that holds it any more; any other is parked until a copy says that it is over. */
function openParked(entry: LedgerEntry, received: ReceivedMessage, now: Date): Opening {
  const isReplayed = endsParking(entry, received);
  if (!isReplayed && !isHeldBack(entry)) return known(received);
  if (!entry.isUnconfirmed) return { kind: 'attempt', isFresh: false };
  const due = entry.busyUntil ?? entry.updatedAt;
  // Whoever looked cannot have seen what is still under way.
  if (!isDue(due, now)) return waitUntil(due, entry, { received, now });
  return isReplayed && received.copy?.replay?.isResend ? { kind: 'attempt', isFresh: false } : { kind: 'reconcile' };
}

function openDeferred(entry: LedgerEntry, received: ReceivedMessage, now: Date): Opening {
  const due = entry.notBefore ?? entry.updatedAt;
  if (isFirstDelivery(received) && !isOverdue(due, now)) return known(received);
  return isDue(due, now) ? { kind: 'attempt', isFresh: false } : waitUntil(due, entry, { received, now });
}

function openAttempting(entry: LedgerEntry, received: ReceivedMessage, now: Date): Opening {
  const due = entry.busyUntil ?? entry.updatedAt;
  if (isFirstDelivery(received) && !isOverdue(due, now)) return known(received);
  return isDue(due, now) ? { kind: 'reconcile' } : waitUntil(due, entry, { received, now });
}

/** By our own clock alone: what the broker's says would shorten the settle time of a send in doubt by their difference. */
const isDue = (due: Date, now: Date): boolean => due.getTime() - now.getTime() <= EARLY_IS_PUNCTUAL;

const isOverdue = (due: Date, now: Date): boolean => now.getTime() - due.getTime() > OVERDUE_AFTER;

/** What is left by our clock, counted from when the broker made the message available by its own: so neither lag nor lead adds up. */
function waitUntil(
  due: Date,
  entry: LedgerEntry,
  { received, now }: { readonly received: ReceivedMessage; readonly now: Date },
): Opening {
  const left = Math.max(due.getTime() - now.getTime(), SHORTEST_WAIT);
  const until = new Date(arrivedAt(received, now).getTime() + left);
  return { kind: 'wait', until, copy: Math.max(entry.copy, copyNumber(received)) + 1 };
}
