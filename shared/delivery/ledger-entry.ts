/**
 * A message's row in the ledger, and the only ways to make and change one. It holds no content.
 * States: attempting -> sent | failed | deferred | parked; deferred -> attempting; parked -> attempting | failed | cancelled.
 * An unconfirmed attempt stays `attempting`, or is parked in doubt. No arrow leads from `sent`, `failed` or `cancelled` to another send.
 */
import { DAY } from '../duration.ts';
import { type Message, recipientCount } from '../message/message.ts';
import type { Problem } from '../message/problem.ts';
import type { Plan } from '../tenant/connection.ts';
import { LONGEST_ATTEMPT } from './deadlines.ts';
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
  /** attempting: until then its worker may still be at work, and nobody else touches the message. In doubt: when to look. */
  readonly busyUntil?: Date;
  /** attempting, parked: the worker has finished without knowing whether the message was sent. */
  readonly isUnconfirmed?: boolean;
  /** How often an unconfirmed attempt was looked up without a trace. */
  readonly looks?: number;
  /** Sends in doubt that nobody could look up, and that were made again: it may have been sent, whatever comes. */
  readonly doubts?: number;
  /** How often a worker was gone and left an attempt at it open: it may have killed them. */
  readonly crashes?: number;
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
  /** What led to `code`, where that is ERR_ATTEMPTS_EXHAUSTED, ERR_MESSAGE_EXPIRED or ERR_DELIVERY_UNCONFIRMED. */
  readonly because?: ErrorCode;
  readonly provider?: string;
  readonly requestId?: string;
  readonly problems?: readonly Problem[];
  /** ERR_MESSAGE_CRASHED: the last thing that is known of it. */
  readonly lastStep?: string;
  /** ERR_HELD_BY_OPERATOR: the operator's own words. */
  readonly note?: string;
}

export interface AttemptFacts {
  readonly mailbox: string;
  readonly plan: Plan;
  readonly internetMessageId: string;
  /** How long Exchange may take to show the message, once its worker is gone. */
  readonly settleMs: number;
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
export function attempting(entry: LedgerEntry, { settleMs, ...facts }: AttemptFacts, now: Date): LedgerEntry {
  const { draftId, ...rest } = closed(entry, now);
  const isDraftUsable = draftId !== undefined && entry.mailbox === facts.mailbox && facts.plan === 'draft';
  return {
    ...rest,
    ...facts,
    ...(isDraftUsable ? { draftId } : {}),
    state: 'attempting',
    attempt: entry.attempt + 1,
    busyUntil: new Date(now.getTime() + LONGEST_ATTEMPT + settleMs),
  };
}

/** Says which draft the open attempt is about to send. The attempt stays the same. */
export const drafted = (entry: LedgerEntry, draftId: string): LedgerEntry => ({ ...entry, draftId });

/** An attempt may have sent it, nobody may look it up, and a second mail is better than none. */
export const inDoubtOnceMore = (entry: LedgerEntry): LedgerEntry => ({ ...entry, doubts: (entry.doubts ?? 0) + 1 });

/** Somebody looked: whatever was in doubt was not sent. */
export function notSent({ doubts: _doubts, isUnconfirmed: _isUnconfirmed, ...entry }: LedgerEntry): LedgerEntry {
  return entry;
}

/** Takes over an attempt whose worker is gone, or did not know, to find out what became of it. The attempt's number stays. */
export function reconciling(entry: LedgerEntry, settleMs: number, now: Date): LedgerEntry {
  const { isUnconfirmed, parkedAt: _parkedAt, crashes = 0, ...rest } = entry;
  const counted = isUnconfirmed ? crashes : crashes + 1;
  return {
    ...rest,
    ...(counted > 0 ? { crashes: counted } : {}),
    state: 'attempting',
    busyUntil: new Date(now.getTime() + LONGEST_ATTEMPT + settleMs),
    updatedAt: now,
  };
}

export function sent(entry: LedgerEntry, requestId: string | undefined, now: Date): LedgerEntry {
  const { failure: _failure, draftId: _draftId, ...rest } = closed(entry, now);
  return { ...rest, state: 'sent', sentAt: now, ...(requestId === undefined ? {} : { requestId }) };
}

export function failed(entry: LedgerEntry, failure: Failure, now: Date): LedgerEntry {
  return { ...closed(entry, now), state: 'failed', failure };
}

export function parked(entry: LedgerEntry, failure: Failure, now: Date): LedgerEntry {
  // Each parking has an instant of its own, by which a replay says which one it ends.
  const parkedAt = new Date(Math.max(now.getTime(), (entry.parkedAt?.getTime() ?? 0) + 1));
  return { ...closed(entry, now), state: 'parked', parkedAt, failure };
}

/** An attempt may have sent it, and nobody has found out. */
export const mayHaveBeenSent = ({ isUnconfirmed, doubts, state, attempt }: LedgerEntry): boolean =>
  isUnconfirmed === true || (doubts ?? 0) > 0 || (state === 'attempting' && attempt > 0);

/** Kept by a hold, which is nobody's fault of this message: the attempt is given back. A draft that is left is sent when it leaves. */
export function heldBack(
  entry: LedgerEntry,
  failure: Failure,
  facts: { draftId: string | undefined; now: Date },
): LedgerEntry {
  const { draftId, now } = facts;
  const draft = draftId === undefined ? {} : { draftId };
  return { ...parked(entry, failure, now), ...draft, attempt: Math.max(entry.attempt - 1, 0) };
}

/** Parked in doubt: whoever takes it up looks first what became of its last attempt, not before `lookAt`. */
export function parkedInDoubt(entry: LedgerEntry, failure: Failure, facts: { lookAt: Date; now: Date }): LedgerEntry {
  const { lookAt, now } = facts;
  const looks = entry.looks === undefined ? {} : { looks: entry.looks };
  return { ...parked(entry, failure, now), ...looks, isUnconfirmed: true, busyUntil: lookAt };
}

/** Nobody wants it any more. In doubt, it may have been sent all the same, and the record keeps saying so. */
export function cancelled(entry: LedgerEntry, now: Date): LedgerEntry {
  const doubt = entry.isUnconfirmed ? { isUnconfirmed: true } : {};
  return { ...closed(entry, now), ...doubt, state: 'cancelled' };
}

export interface Deferral {
  readonly failure: Failure;
  readonly notBefore: Date;
  readonly copy: number;
  readonly spendsAttempt: boolean;
  /** The send that failed may have been accepted, and is made again all the same. */
  readonly isInDoubt?: boolean;
  readonly draftId?: string;
}

export function deferred(entry: LedgerEntry, deferral: Deferral, now: Date): LedgerEntry {
  const { failure, notBefore, copy, spendsAttempt, isInDoubt = false, draftId } = deferral;
  const { draftId: _draftId, ...rest } = closed(entry, now);
  const attempt = spendsAttempt ? entry.attempt : entry.attempt - 1;
  return {
    ...(isInDoubt ? inDoubtOnceMore(rest) : rest),
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
    notBefore: _notBefore,
    parkedAt: _parkedAt,
    ...rest
  } = entry;
  return { ...rest, updatedAt: now };
}
