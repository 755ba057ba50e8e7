/** What to do with a received message, given what the ledger knows of it. Pure. */
import { copyNumber, type ReceivedMessage } from '../message/received-message.ts';
import type { LedgerEntry } from './ledger-entry.ts';

export type Opening =
  /** Its turn: open an attempt. */
  | { readonly kind: 'attempt' }
  /** The worker of an open attempt is gone or did not know: find out what became of it. */
  | { readonly kind: 'reconcile' }
  /** Somebody may be at work, or it is too early: come back then. */
  | { readonly kind: 'wait'; readonly until: Date; readonly copy: number }
  /** Nothing to do: the message has its outcome, or another received message looks after it. */
  | { readonly kind: 'known'; readonly isEnqueuedAgain: boolean }
  | { readonly kind: 'conflict' };

export function decideOpening(
  entry: LedgerEntry,
  received: ReceivedMessage,
  facts: { readonly fingerprint: string; readonly now: Date },
): Opening {
  // A message that broke the contract was never accepted, so its id is still free for the corrected one.
  if (entry.failure?.code === 'ERR_MESSAGE_INVALID') return { kind: 'attempt' };
  if (entry.fingerprint !== facts.fingerprint) return { kind: 'conflict' };
  switch (entry.state) {
    case 'sent':
    case 'failed':
    case 'cancelled':
      return { kind: 'known', isEnqueuedAgain: isEnqueuedAgain(received) };
    case 'parked':
      // The operator was told to add the connection and to have the message enqueued again: this is that.
      return isEnqueuedAgain(received) && entry.failure?.code === 'ERR_CONNECTION_UNKNOWN'
        ? { kind: 'attempt' }
        : { kind: 'known', isEnqueuedAgain: isEnqueuedAgain(received) };
    case 'deferred':
      return openDeferred(entry, received);
    case 'attempting':
      return openAttempting(entry, received, facts.now);
  }
}

/** The producer's own queue message, handed over for the first time: the message's first one has its own lock or copy. */
const isEnqueuedAgain = (received: ReceivedMessage): boolean =>
  received.copy === undefined && received.deliveryCount === 1;

/**
 * The copy that the ledger waits for goes ahead even where our clock runs behind the broker's: under the MessageId it came
 * with it could not be scheduled again (duplicate detection would swallow it, and with it the message).
 */
function openDeferred(entry: LedgerEntry, received: ReceivedMessage): Opening {
  if (isEnqueuedAgain(received)) return { kind: 'known', isEnqueuedAgain: true };
  if (copyNumber(received) >= entry.copy) return { kind: 'attempt' };
  return { kind: 'wait', until: entry.notBefore ?? entry.updatedAt, copy: entry.copy };
}

function openAttempting(entry: LedgerEntry, received: ReceivedMessage, now: Date): Opening {
  if (isEnqueuedAgain(received)) return { kind: 'known', isEnqueuedAgain: true };
  if (entry.isUnconfirmed && copyNumber(received) >= entry.copy) return { kind: 'reconcile' };
  if (entry.busyUntil !== undefined && entry.busyUntil > now)
    return { kind: 'wait', until: entry.busyUntil, copy: Math.max(entry.copy, copyNumber(received)) + 1 };
  return { kind: 'reconcile' };
}
