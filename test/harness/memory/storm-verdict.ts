/** What is wrong with how a message ended, judged by the mailboxes: sent once, or a record that says why not. */
import type { LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { mayLookUp, type StormCase } from './storm-case.ts';

export interface StormEnd {
  readonly id: string;
  readonly entry: LedgerEntry | undefined;
  readonly timesSent: number;
}

export const describeEnd = ({ id, entry, timesSent }: StormEnd): string =>
  `${id}: ${[entry?.state ?? 'no record', entry?.failure?.code, entry?.failure?.because].filter(Boolean).join(' ')}, sent ${timesSent} times`;

/** @returns undefined where all is well */
export function judge(storm: StormCase, { entry, timesSent }: StormEnd): string | undefined {
  if (timesSent > mostTimesSent(storm)) return 'sent twice';
  if (!entry) return 'lost without a record';
  switch (entry.state) {
    case 'attempting':
    case 'deferred':
      return `left ${entry.state} with nobody to come back`;
    case 'sent':
      return timesSent > 0 ? undefined : 'recorded as sent, and was not';
    default:
      return isGoodReason(storm, entry, timesSent)
        ? undefined
        : `${entry.state} ${entry.failure?.code}: no good reason`;
  }
}

/** Where nobody may look, `resend` says that a second mail is better than none: then each doubt may cost one. */
const mayResend = (storm: StormCase): boolean => storm.connection.unconfirmed === 'resend' && !mayLookUp(storm);
const mostTimesSent = (storm: StormCase): number => (mayResend(storm) ? 1 + storm.faults : 1);

function isGoodReason(storm: StormCase, { state, failure }: LedgerEntry, timesSent: number): boolean {
  const isExpiring = storm.lifetimeMs !== undefined;
  const isRemoved = storm.operator === 'removes the connection';
  // A doubt that nobody could resolve is left to people, whatever the truth.
  if (state === 'parked' && failure?.code === 'ERR_DELIVERY_UNCONFIRMED')
    return !mayLookUp(storm) || isExpiring || isRemoved;
  if (timesSent > 0 && !mayResend(storm)) return false;
  if (state === 'parked') return failure?.code === 'ERR_CONNECTION_UNKNOWN' && isRemoved;
  return failure?.code === 'ERR_MESSAGE_EXPIRED' && isExpiring;
}
