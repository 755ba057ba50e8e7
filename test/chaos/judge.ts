/**
 * What became of each message, judged by the mailboxes: each was accepted once, or has a record that says why not, for a reason that
 * the storm has given; and the record agrees with the mailbox. Pure.
 */

import type { ErrorCode } from '../../shared/delivery/error-codes.ts';
import { internetMessageIdOf } from '../../shared/delivery/internet-message-id.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import type { Evidence } from './evidence.ts';
import type { ProducedMessage } from './produce.ts';
import { tenantOf } from './tenants.ts';

export type Verdict =
  | 'sent once'
  /** It was not sent, or nobody may know; the record says so. */
  | 'recorded'
  /** Sent more than once by a connection whose policy takes that for the smaller evil. */
  | 'resent'
  | 'lost'
  | 'twice'
  | 'disagrees';

export interface Judged {
  readonly message: ProducedMessage;
  readonly entry: LedgerEntry | undefined;
  readonly timesAccepted: number;
  readonly timesInSentItems: number;
  readonly verdict: Verdict;
  /** In words, for verdicts that are not simply `sent once`. */
  readonly why: string;
}

export const BAD: ReadonlySet<Verdict> = new Set<Verdict>(['lost', 'twice', 'disagrees']);

/** @param given codes for which a message may have failed, because somebody saw to it */
export function judge(
  messages: readonly ProducedMessage[],
  evidence: Evidence,
  given: ReadonlySet<ErrorCode> = new Set(),
): readonly Judged[] {
  return messages.map((message) => judgeOne(message, evidence, given));
}

/** Acceptances of messages that nobody asked for. */
export function findStrangers(messages: readonly ProducedMessage[], { accepted }: Evidence): readonly string[] {
  const known = new Set(messages.map(messageIdOf));
  return [...accepted.keys()].filter((id) => !known.has(id));
}

export const messageIdOf = ({ tenant, id, from }: ProducedMessage): string => internetMessageIdOf(tenant, id, from);

function judgeOne(message: ProducedMessage, evidence: Evidence, given: ReadonlySet<ErrorCode>): Judged {
  const entry = evidence.ledger.get(message.id);
  const timesAccepted = evidence.accepted.get(messageIdOf(message))?.length ?? 0;
  const timesInSentItems = evidence.sentItems.get(message.id) ?? 0;
  const facts = { message, entry, timesAccepted, timesInSentItems };
  const [verdict, why] = decide(facts, given);
  return { ...facts, verdict, why };
}

type Facts = Omit<Judged, 'verdict' | 'why'>;

function decide(facts: Facts, given: ReadonlySet<ErrorCode>): readonly [Verdict, string] {
  const { message, entry, timesAccepted, timesInSentItems } = facts;
  if (timesAccepted > 1 && !mayResend(message)) return ['twice', `accepted ${timesAccepted} times`];
  if (timesInSentItems > timesAccepted) return ['twice', `${timesInSentItems} copies of ${timesAccepted} sent`];
  if (!entry) return timesAccepted > 0 ? ['disagrees', 'accepted, and no record'] : ['lost', 'no record'];
  switch (entry.state) {
    case 'attempting':
    case 'deferred':
      return ['lost', `left ${entry.state}`];
    case 'sent':
      return decideSent(facts);
    case 'failed':
    case 'parked':
    case 'cancelled':
      return decideEnded(facts, entry, given);
  }
}

function decideSent({ message, timesAccepted, timesInSentItems }: Facts): readonly [Verdict, string] {
  if (timesAccepted === 0) return ['disagrees', 'recorded as sent, and never accepted'];
  const copies = message.saveToSentItems ? timesAccepted : 0;
  if (timesInSentItems !== copies) return ['disagrees', `${timesInSentItems} copies in Sent Items, ${copies} expected`];
  return timesAccepted > 1 ? ['resent', `accepted ${timesAccepted} times`] : ['sent once', ''];
}

function decideEnded(facts: Facts, entry: LedgerEntry, given: ReadonlySet<ErrorCode>): readonly [Verdict, string] {
  const { state, failure, isUnconfirmed } = entry;
  const { message, timesAccepted } = facts;
  const reason = [state, failure?.code, failure?.because].filter(Boolean).join(' ');
  // A doubt that nobody may resolve is left to people, whatever the truth; one that somebody may resolve is not.
  if (state === 'parked' && failure?.code === 'ERR_DELIVERY_UNCONFIRMED')
    return mayLookUp(message) && !message.expiresAt ? ['lost', `${reason}: somebody may look`] : ['recorded', reason];
  // Killed each time it was handled, which may happen in a storm: the record must say whether an attempt was open.
  const isCrashed = [failure?.code, failure?.because].includes('ERR_MESSAGE_CRASHED');
  if (isCrashed && (isUnconfirmed || timesAccepted === 0)) return ['recorded', reason];
  if (timesAccepted > 0 && !(state === 'failed' && mayResend(message)))
    return ['disagrees', `${reason}, and accepted ${timesAccepted} times`];
  if (state === 'failed' && failure && given.has(failure.code)) return ['recorded', reason];
  if (state === 'failed' && failure?.code === 'ERR_MESSAGE_EXPIRED' && message.expiresAt) return ['recorded', reason];
  return ['lost', `${reason}: no reason that the storm has given`];
}

const connectionOf = ({ tenant }: ProducedMessage) => tenantOf(tenant)?.connection;
const mayLookUp = (message: ProducedMessage): boolean =>
  message.saveToSentItems && connectionOf(message)?.mayLook !== false;
const mayResend = (message: ProducedMessage): boolean =>
  !mayLookUp(message) && connectionOf(message)?.unconfirmed === 'resend';
