/** What became of a message that was enqueued here, for --wait. */
import type { Failure, LedgerEntry, LedgerState } from '../../shared/delivery/ledger-entry.ts';
import { toFailureDocument } from '../status/message-document.ts';
import { formatFailure, paintState } from '../status/message-view.ts';
import { formatTable, indent } from '../terminal/format-table.ts';
import type { Paint } from '../terminal/terminal.ts';

/** A state of the ledger, or: no record yet; the id was known, and so was the content; the id stands for another message. */
export type Outcome = LedgerState | 'waiting' | 'duplicate' | 'conflict';

export interface MessageOutcome {
  readonly tenant: string;
  readonly id: string;
  readonly outcome: Outcome;
  readonly entry?: LedgerEntry;
}

export const toOutcomeDocument = ({ tenant, id, outcome, entry }: MessageOutcome): object => ({
  tenant,
  id,
  outcome,
  ...(entry?.mailbox ? { mailbox: entry.mailbox } : {}),
  ...(entry?.failure ? { failure: toFailureDocument(entry.failure) } : {}),
});

const MOST_LISTED = 20;

/** Counts first; then one line a message, those that want attention before the others; then each reason once. */
export function formatOutcomes(outcomes: readonly MessageOutcome[], waitedSeconds: number, paint: Paint): string {
  const byAttention = outcomes.toSorted((a, b) => attention(b) - attention(a));
  const shown = byAttention.slice(0, MOST_LISTED);
  const hidden = outcomes.length - shown.length;
  const rows = shown.map(({ tenant, id, outcome, entry }) => [
    tenant,
    paint('bold', id),
    paintOutcome(outcome, paint),
    entry?.mailbox ?? '',
    paint('dim', EXPLANATIONS[outcome] ?? ''),
  ]);
  return [
    countOutcomes(outcomes, paint),
    ...formatTimeout(outcomes, waitedSeconds, paint),
    indent(formatTable([{ title: '' }, { title: '' }, { title: '' }, { title: '' }, { title: '' }], rows)),
    ...(hidden > 0 ? [paint('dim', `  … ${hidden} more (--json prints them all)`)] : []),
    ...reasonsOf(outcomes).map((failure) => formatFailure(failure, paint)),
  ].join('\n');
}

/** Whether nobody has to do anything: a duplicate is as good as the message it repeats. */
export const isGood = ({ outcome, entry }: MessageOutcome): boolean =>
  outcome === 'sent' || (outcome === 'duplicate' && entry?.state === 'sent');

/** Whether Postbus has nothing more to do for the message by itself. */
export const isFinal = (outcome: Outcome): boolean => !['waiting', 'attempting', 'deferred'].includes(outcome);

/** Else the end of a wait looks like an answer. */
function formatTimeout(outcomes: readonly MessageOutcome[], waitedSeconds: number, paint: Paint): readonly string[] {
  const open = outcomes.filter(({ outcome }) => !isFinal(outcome)).length;
  if (open === 0) return [];
  const which = outcomes.length === 1 ? '' : `${open} of ${outcomes.length} `;
  return [paint('yellow', `${which}not finished after ${waitedSeconds} s`)];
}

const attention = (outcome: MessageOutcome): number => (isGood(outcome) ? 0 : 1);

const EXPLANATIONS: Partial<Record<Outcome, string>> = {
  waiting: 'no record yet: it waits for its turn, or Postbus does not run (`postbus queue`)',
  attempting: 'not finished yet',
  deferred: 'will be tried again by itself',
  parked: 'kept: by a hold, which ends by itself, or for a person (`postbus show`)',
  duplicate: 'was known already, and is not sent twice',
  conflict: 'the id stands for another message',
};

function paintOutcome(outcome: Outcome, paint: Paint): string {
  switch (outcome) {
    case 'waiting':
    case 'duplicate':
      return paint('yellow', outcome);
    case 'conflict':
      return paint('red', outcome);
    default:
      return paintState(outcome, paint);
  }
}

function countOutcomes(outcomes: readonly MessageOutcome[], paint: Paint): string {
  const counts = Map.groupBy(outcomes, ({ outcome }) => outcome);
  return [...counts].map(([outcome, { length }]) => `${length} ${paintOutcome(outcome, paint)}`).join(', ');
}

/** One failure of each code and each set of problems. */
function reasonsOf(outcomes: readonly MessageOutcome[]): readonly Failure[] {
  const failures = outcomes.flatMap(({ entry }) => (entry?.failure ? [entry.failure] : []));
  return [...new Map(failures.map((failure) => [failure.code + JSON.stringify(failure.problems), failure])).values()];
}
