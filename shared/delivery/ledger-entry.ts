/**
 * A message's row in the ledger, and the only ways to make and change one. It holds no content.
 * States: attempting -> sent | failed | deferred | parked; deferred -> attempting; parked -> attempting | deferred | failed | cancelled.
 * An unconfirmed attempt stays `attempting`. No arrow leads from `sent`, `failed` or `cancelled` to another send.
 */
import { DAY } from '../duration.ts';
import { type Message, recipientCount } from '../message/message.ts';
import type { Problem } from '../message/problem.ts';
import type { Plan } from '../tenant/connection.ts';
import { LONGEST_ATTEMPT, SETTLE_TIME } from './deadlines.ts';
import type { ErrorCode } from './error-codes.ts';

export const LEDGER_STATES = ['attempting', 'sent', 'failed', 'deferred', 'parked', 'cancelled'] as const;
export type LedgerState = (typeof LEDGER_STATES)[number];

/** A message that nobody wants any more after this long, where its producer says nothing else. */
const DEFAULT_LIFETIME = DAY;

export interface LedgerEntry {
  readonly tenant: string;
  readonly id: string;
  readonly state: LedgerState;
  readonly fingerprint: string;
  readonly firstReceivedAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  /** Number of the latest attempt, from 1; 0 before the first. Waiting gives an attempt back. */
  readonly attempt: number;
  /** Number of the latest scheduled copy, 0 before the first. */
  readonly copy: number;
  readonly recipients: number;
  /** How often it was deferred: what the back-off grows with. */
  readonly deferrals: number;
  /** How often the producer enqueued the message again. */
  readonly duplicates: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly mailbox?: string;
  readonly plan?: Plan;
  /** Our Message-ID: what a doubtful send is looked up by. */
  readonly internetMessageId?: string;
  /** attempting: until then its worker may still be at work, and nobody else touches the message. */
  readonly busyUntil?: Date;
  /** attempting: the worker has finished without knowing whether the message was sent. */
  readonly isUnconfirmed?: boolean;
  /** How often an unconfirmed attempt was looked up without a trace. */
  readonly looks?: number;
  /** attempting: how often somebody took it over from a worker that was gone, which it may have killed. */
  readonly takeOvers?: number;
  /** A draft that an earlier attempt left in the mailbox: the next one sends it, or the one whose send is in doubt. */
  readonly draftId?: string;
  /** deferred: when the next attempt is due. */
  readonly notBefore?: Date;
  /** parked: since when. */
  readonly parkedAt?: Date;
  readonly sentAt?: Date;
  /** Microsoft's id of the request that was accepted. */
  readonly requestId?: string;
  readonly failure?: Failure;
}

/** Why a message is where it is. */
export interface Failure {
  readonly code: ErrorCode;
  /** The failure that led to `code`, where that is ERR_ATTEMPTS_EXHAUSTED or ERR_MESSAGE_EXPIRED. */
  readonly because?: ErrorCode;
  readonly provider?: string;
  readonly requestId?: string;
  readonly problems?: readonly Problem[];
}

export interface AttemptFacts {
  readonly mailbox: string;
  readonly plan: Plan;
  readonly internetMessageId: string;
}

/** A message nobody has seen before, still without an attempt: the start of every arrow. */
export function received(
  message: Message,
  facts: { readonly fingerprint: string; readonly firstReceivedAt: Date; readonly now: Date },
): LedgerEntry {
  const { fingerprint, firstReceivedAt, now } = facts;
  return {
    ...blank(message.tenant, message.id, { fingerprint, firstReceivedAt, now }),
    expiresAt: message.expiresAt ?? new Date(firstReceivedAt.getTime() + DEFAULT_LIFETIME),
    recipients: recipientCount(message),
    tags: message.tags,
  };
}

/** A message that could not be parsed. */
export function blank(
  tenant: string,
  id: string,
  facts: { readonly fingerprint: string; readonly firstReceivedAt: Date; readonly now: Date },
): LedgerEntry {
  const { fingerprint, firstReceivedAt, now } = facts;
  const expiresAt = new Date(firstReceivedAt.getTime() + DEFAULT_LIFETIME);
  return {
    tenant,
    id,
    state: 'attempting',
    fingerprint,
    firstReceivedAt,
    updatedAt: now,
    expiresAt,
    attempt: 0,
    copy: 0,
    deferrals: 0,
    recipients: 0,
    duplicates: 0,
    tags: {},
  };
}

/** Opens the next attempt. A draft is of use only in the mailbox it lies in. */
export function attempting(entry: LedgerEntry, facts: AttemptFacts, now: Date): LedgerEntry {
  const { draftId, ...rest } = closed(entry, now);
  const isDraftUsable = draftId !== undefined && entry.mailbox === facts.mailbox && facts.plan === 'draft';
  return {
    ...rest,
    ...facts,
    ...(isDraftUsable ? { draftId } : {}),
    state: 'attempting',
    attempt: entry.attempt + 1,
    busyUntil: new Date(now.getTime() + LONGEST_ATTEMPT + SETTLE_TIME),
  };
}

/** Takes over an attempt whose worker is gone, to find out what became of it. The attempt's number stays. */
export function reconciling(entry: LedgerEntry, now: Date): LedgerEntry {
  const { isUnconfirmed, ...rest } = entry;
  const takeOvers = (entry.takeOvers ?? 0) + (isUnconfirmed ? 0 : 1);
  return { ...rest, takeOvers, busyUntil: new Date(now.getTime() + LONGEST_ATTEMPT + SETTLE_TIME), updatedAt: now };
}

export function sent(entry: LedgerEntry, requestId: string | undefined, now: Date): LedgerEntry {
  const { failure: _failure, draftId: _draftId, ...rest } = closed(entry, now);
  return { ...rest, state: 'sent', sentAt: now, ...(requestId === undefined ? {} : { requestId }) };
}

export function failed(entry: LedgerEntry, failure: Failure, now: Date): LedgerEntry {
  return { ...closed(entry, now), state: 'failed', failure };
}

export function parked(entry: LedgerEntry, failure: Failure, now: Date): LedgerEntry {
  return { ...closed(entry, now), state: 'parked', parkedAt: now, failure };
}

export interface Deferral {
  readonly failure: Failure;
  readonly notBefore: Date;
  readonly copy: number;
  readonly spendsAttempt: boolean;
  readonly draftId?: string;
}

export function deferred(entry: LedgerEntry, deferral: Deferral, now: Date): LedgerEntry {
  const { failure, notBefore, copy, spendsAttempt, draftId } = deferral;
  const { draftId: _draftId, ...rest } = closed(entry, now);
  const attempt = spendsAttempt ? entry.attempt : entry.attempt - 1;
  return {
    ...rest,
    state: 'deferred',
    deferrals: entry.deferrals + 1,
    failure,
    notBefore,
    copy,
    attempt,
    ...(draftId === undefined ? {} : { draftId }),
  };
}

export interface Doubt {
  readonly failure: Failure;
  readonly lookAt: Date;
  readonly copy: number;
  readonly looks: number;
  readonly draftId?: string;
}

/** The attempt stays open: its worker is done, and a later one looks what became of it. */
export function unconfirmed(entry: LedgerEntry, facts: Doubt, now: Date): LedgerEntry {
  const { failure, lookAt, copy, looks, draftId } = facts;
  const draft = draftId === undefined ? {} : { draftId };
  const deferrals = entry.deferrals + 1;
  return {
    ...entry,
    ...draft,
    isUnconfirmed: true,
    failure,
    busyUntil: lookAt,
    copy,
    looks,
    deferrals,
    updatedAt: now,
  };
}

export function enqueuedAgain(entry: LedgerEntry): LedgerEntry {
  return { ...entry, duplicates: entry.duplicates + 1 };
}

function closed(entry: LedgerEntry, now: Date): LedgerEntry {
  const {
    busyUntil: _busyUntil,
    isUnconfirmed: _isUnconfirmed,
    looks: _looks,
    takeOvers: _takeOvers,
    notBefore: _notBefore,
    parkedAt: _parkedAt,
    ...rest
  } = entry;
  return { ...rest, updatedAt: now };
}
