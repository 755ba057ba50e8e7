/** A message's record for people: what state it is in, what happened when, and why and what to do where it is not sent. */
import { errorCodes } from '../../shared/delivery/error-codes.ts';
import {
  type Failure,
  type LedgerEntry,
  type LedgerState,
  mayHaveBeenSent,
} from '../../shared/delivery/ledger-entry.ts';
import { formatFields, formatTable, indent } from '../terminal/format-table.ts';
import { formatDistance, formatInstantFrom } from '../terminal/format-time.ts';
import type { Paint, Style } from '../terminal/terminal.ts';

export interface ViewOptions {
  readonly paint: Paint;
  readonly now: Date;
}

const STATE_STYLES: Readonly<Record<LedgerState, Style>> = {
  attempting: 'cyan',
  sent: 'green',
  failed: 'red',
  deferred: 'yellow',
  parked: 'yellow',
  cancelled: 'dim',
};

export const paintState = (state: LedgerState, paint: Paint): string => paint(STATE_STYLES[state], state);

export function formatMessage(entry: LedgerEntry, { paint, now }: ViewOptions): string {
  const { tenant, id, state, failure } = entry;
  const head = `${tenant}  ${paint('bold', id)}  ${paintState(state, paint)}`;
  return [head, formatFields(fieldsOf(entry, now)), ...(failure ? [formatFailure(failure, paint)] : [])].join('\n');
}

/** One line a message. */
export function formatMessages(entries: readonly LedgerEntry[], { paint, now }: ViewOptions): string {
  const columns = [
    { title: 'id' },
    { title: 'state' },
    { title: 'attempts', align: 'right' } as const,
    { title: 'changed' },
    { title: 'mailbox' },
    { title: 'why' },
  ];
  return formatTable(
    columns.map((column) => ({ ...column, title: paint('dim', column.title) })),
    entries.map((entry) => [
      paint('bold', entry.id),
      paintState(entry.state, paint),
      String(entry.attempt),
      formatDistance(entry.updatedAt, now),
      entry.mailbox ?? '',
      entry.failure?.code ?? '',
    ]),
  );
}

export function formatFailure(failure: Failure, paint: Paint): string {
  const { sentence, owner, remedy, status } = errorCodes[failure.code];
  const because = failure.because && `${failure.because}: ${errorCodes[failure.because].sentence}`;
  const problems = failure.problems?.map(({ path, sentence: problem }) => [paint('bold', path), problem]) ?? [];
  return [
    `  ${paint('red', failure.code)}  ${sentence}`,
    indent(
      formatFields([
        ['because', because],
        ['words', failure.note],
        ['provider', failure.provider],
        ['status', status],
        ['who acts', owner],
        ['what to do', remedy],
        ['request id', failure.requestId],
        ['last step', failure.lastStep],
      ]),
    ),
    ...(problems.length > 0
      ? ['    problems', indent(formatTable([{ title: '' }, { title: '' }], problems), '      ')]
      : []),
  ].join('\n');
}

type Field = readonly [name: string, value: string | undefined];

function fieldsOf(entry: LedgerEntry, now: Date): readonly Field[] {
  const { attempt, recipients, duplicates, mailbox, plan, internetMessageId, requestId, tags } = entry;
  const at = (date: Date | undefined): string | undefined => date && formatInstantFrom(date, now);
  // One in doubt waits for a person as long as there are records.
  const isInDoubt = entry.state === 'parked' && mayHaveBeenSent(entry);
  const isOver = entry.state === 'sent' || entry.state === 'failed' || entry.state === 'cancelled';
  return [
    ['received', at(entry.firstReceivedAt)],
    ['sent', at(entry.sentAt)],
    ['parked', at(entry.parkedAt)],
    ['next attempt', at(entry.notBefore)],
    ['unconfirmed', entry.isUnconfirmed ? doubtOf(entry, now) : undefined],
    ['changed', hasOwnTime(entry) ? undefined : at(entry.updatedAt)],
    ['expires', isOver || isInDoubt ? undefined : at(entry.expiresAt)],
    ['attempts', String(attempt)],
    ['mailbox', mailbox],
    ['plan', plan],
    ['recipients', recipients > 0 ? String(recipients) : undefined],
    ['duplicates', duplicates > 0 ? `${duplicates} (enqueued again under this id, and left out)` : undefined],
    ['Message-ID', internetMessageId],
    ['request id', requestId],
    ['tags', formatTags(tags)],
  ];
}

function doubtOf({ state, busyUntil }: LedgerEntry, now: Date): string {
  if (state === 'parked' && busyUntil && busyUntil > now)
    return `it may have been sent, and may show up in the mailbox until ${formatInstantFrom(busyUntil, now)}`;
  if (state === 'parked') return 'it may have been sent: nobody knows until somebody looks';
  if (state === 'cancelled') return 'it may have been sent before it was cancelled';
  return `it may have been sent: looked up ${busyUntil ? formatInstantFrom(busyUntil, now) : 'soon'}`;
}

/** Whether sent or parked says already when the record changed. */
const hasOwnTime = ({ sentAt, parkedAt, updatedAt }: LedgerEntry): boolean =>
  [sentAt, parkedAt].some((date) => date?.getTime() === updatedAt.getTime());

function formatTags(tags: Readonly<Record<string, string>>): string | undefined {
  const pairs = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? undefined : pairs.join(' ');
}
