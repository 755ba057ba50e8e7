/**
 * Why the messages of a tenant, or of one of its mailboxes, are parked instead of tried, and the only ways to make and change that.
 * States: held -> releasing -> lifted; lifted | releasing -> held. A hold that was lifted is kept for a while, so that a failure which
 * comes back at once is known for the same one: it is not alerted again, and is probed more and more seldom.
 */
import type { ErrorCode } from '../delivery/error-codes.ts';
import { HOUR, MINUTE, SECOND } from '../duration.ts';

export const HOLD_STATES = ['held', 'releasing', 'lifted'] as const;
export type HoldState = (typeof HOLD_STATES)[number];

/** What is held: a mailbox, or without one the whole tenant. */
export interface HoldScope {
  readonly tenant: string;
  readonly mailbox?: string;
}

export interface HoldReason {
  readonly code: ErrorCode;
  /** What the service answered. */
  readonly provider?: string;
  readonly requestId?: string;
  /** The operator's own words. */
  readonly note?: string;
}

export interface Hold extends HoldScope, HoldReason {
  readonly state: HoldState;
  /** When it was opened first; what comes back soon after it was lifted counts as the same hold. */
  readonly since: Date;
  readonly updatedAt: Date;
  /** Probes that failed in a row. */
  readonly probes: number;
  /** held: when the next probe is due. Absent: only an operator lifts it. */
  readonly probeAt?: Date;
  /** releasing: a few messages went back, and show whether the others may follow. */
  readonly isTried?: boolean;
}

const FIRST_INTERVAL = MINUTE;
const LONGEST_INTERVAL = 15 * MINUTE;
/** A failure that comes back within this time of a release is the same one. */
const SAME_WITHIN = HOUR;
const FORGOTTEN_AFTER = 6 * HOUR;
const TRIED_FOR = 50 * SECOND;
/** A releaser says so more often than this. */
const ABANDONED_AFTER = 5 * MINUTE;

/** @returns milliseconds until the next probe: 1, 2, 4, 8, then 15 minutes */
export const probeInterval = (probes: number): number => Math.min(FIRST_INTERVAL * 2 ** probes, LONGEST_INTERVAL);

export const held = (scope: HoldScope, reason: HoldReason, now: Date): Hold => ({
  ...toScope(scope),
  ...reason,
  state: 'held',
  since: now,
  updatedAt: now,
  probes: 0,
  ...probeAfter(reason, 0, now),
});

/** A failure after a release: the same one soon after it counts as the same hold. */
export function heldAgain(hold: Hold, reason: HoldReason, now: Date): Hold {
  const isSoon = now.getTime() - hold.updatedAt.getTime() <= SAME_WITHIN;
  return isSoon && hold.code === reason.code ? probed(hold, reason, now) : held(hold, reason, now);
}

/** Something still stands in the way: the same as before, or the next. Asked for more and more seldom. */
export function probed(hold: Hold, reason: HoldReason, now: Date): Hold {
  const probes = hold.probes + 1;
  return {
    ...toScope(hold),
    ...reason,
    state: 'held',
    since: hold.since,
    updatedAt: now,
    probes,
    ...probeAfter(reason, probes, now),
  };
}

/** The probe itself did not get through: nothing was learned. */
export const probedInVain = (hold: Hold, now: Date): Hold => ({ ...hold, ...probeAfter(hold, hold.probes, now) });

/** A change that may have cured it was made: the next probe is due now. */
export const dueNow = (hold: Hold, now: Date): Hold => ({ ...hold, ...(hold.probeAt ? { probeAt: now } : {}) });

/** Nothing is held back any more, and what was parked goes back to the queue. */
export const releasing = ({ probeAt: _probeAt, ...hold }: Hold, now: Date): Hold => ({
  ...hold,
  state: 'releasing',
  updatedAt: now,
});

/** A few went back; unless they bring the failure back, the others follow. */
export const tried = (hold: Hold, now: Date): Hold => ({ ...hold, isTried: true, updatedAt: now });

export const lifted = ({ isTried: _isTried, ...hold }: Hold, now: Date): Hold => ({
  ...hold,
  state: 'lifted',
  updatedAt: now,
});

/** There is no connection that could be used. */
export const isAboutConnection = (code: ErrorCode): boolean =>
  code === 'ERR_CONNECTION_UNKNOWN' || code === 'ERR_CONNECTION_UNREADABLE';

/** Nobody needs to remember it any more: what it put back on the queue has had its turn. */
export const isForgotten = ({ state, updatedAt }: Hold, now: Date): boolean =>
  state === 'lifted' && now.getTime() - updatedAt.getTime() > FORGOTTEN_AFTER;

/** Whoever was releasing it is gone, or the few that were tried have had time to fail. */
export const isLeftReleasing = ({ state, updatedAt, isTried }: Hold, now: Date): boolean =>
  state === 'releasing' && now.getTime() - updatedAt.getTime() >= (isTried ? TRIED_FOR : ABANDONED_AFTER);

const toScope = ({ tenant, mailbox }: HoldScope): HoldScope => ({
  tenant,
  ...(mailbox === undefined ? {} : { mailbox }),
});

const probeAfter = ({ code }: HoldReason, probes: number, now: Date): Pick<Hold, 'probeAt'> =>
  code === 'ERR_HELD_BY_OPERATOR' ? {} : { probeAt: new Date(now.getTime() + probeInterval(probes)) };
