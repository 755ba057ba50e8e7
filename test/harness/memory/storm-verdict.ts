/** What is wrong with how a message ended, judged by the mailboxes: sent once, or a record that says why not. */
import { type LedgerEntry, mayHaveBeenSent } from '../../../shared/delivery/ledger-entry.ts';
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

/** As often as its queue hands it over, and as often again for each copy: more than enough. */
const MOST_DEATHS = 50;

/** Where nobody may look, `resend` says that a second mail is better than none: then each doubt may cost one. */
const mayResend = (storm: StormCase): boolean => storm.connection.unconfirmed === 'resend' && !mayLookUp(storm);

function mostTimesSent(storm: StormCase): number {
  if (!mayResend(storm)) return 1;
  return 1 + storm.faults + (storm.deadlyForMs === undefined ? 0 : MOST_DEATHS);
}

function isGoodReason(storm: StormCase, entry: LedgerEntry, timesSent: number): boolean {
  const { state, failure } = entry;
  const isExpiring = storm.lifetimeMs !== undefined;
  const isRemoved = storm.acts.includes('removes the connection');
  const isInDoubt = mayHaveBeenSent(entry);
  if (state === 'cancelled') return storm.acts.includes('cancels') && (timesSent === 0 || isInDoubt);
  // A doubt that nobody could resolve is left to people, whatever the truth.
  if (state === 'parked' && isInDoubt) return !mayLookUp(storm) || isExpiring || isRemoved;
  if (timesSent > 0 && !mayResend(storm)) return false;
  if (state === 'parked') return failure?.code === 'ERR_CONNECTION_UNKNOWN' && isRemoved;
  return failure?.code === 'ERR_MESSAGE_EXPIRED' && isExpiring;
}
