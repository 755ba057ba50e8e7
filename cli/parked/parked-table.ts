/** Parked messages for people: a line each, and how many there are of each kind. */
import { type LedgerEntry, mayHaveBeenSent } from '../../shared/delivery/ledger-entry.ts';
import { formatTable } from '../terminal/format-table.ts';
import { formatDistance } from '../terminal/format-time.ts';
import type { Paint } from '../terminal/terminal.ts';

interface TableOptions {
  readonly paint: Paint;
  readonly now: Date;
}

export function formatParked(entries: readonly LedgerEntry[], { paint, now }: TableOptions): string {
  const titles = ['tenant', 'id', 'parked', 'expires', 'mailbox', 'why', ''];
  return formatTable(
    titles.map((title) => ({ title: title && paint('dim', title) })),
    entries.map((entry) => [
      entry.tenant,
      paint('bold', entry.id),
      formatDistance(entry.parkedAt ?? entry.updatedAt, now),
      expiryOf(entry, { paint, now }),
      entry.mailbox ?? '',
      whyOf(entry),
      mayHaveBeenSent(entry) ? paint('yellow', IN_DOUBT) : '',
    ]),
  );
}

/** One in doubt waits for a person as long as there are records. */
function expiryOf(entry: LedgerEntry, { paint, now }: TableOptions): string {
  if (mayHaveBeenSent(entry)) return '';
  return entry.expiresAt <= now ? paint('red', 'expired') : formatDistance(entry.expiresAt, now);
}

const IN_DOUBT = 'it may have been sent';

function whyOf({ failure }: LedgerEntry): string {
  if (!failure) return '';
  return failure.because ? `${failure.code} (${failure.because})` : failure.code;
}

export interface ParkedCount {
  readonly tenant: string;
  readonly code: string;
  readonly messages: number;
  readonly inDoubt: number;
}

/** By tenant and code, the most first. */
export function countParked(entries: readonly LedgerEntry[]): readonly ParkedCount[] {
  const groups = Map.groupBy(entries, ({ tenant, failure }) => JSON.stringify([tenant, failure?.code]));
  return [...groups.values()]
    .map((group) => ({
      tenant: group[0]?.tenant ?? '',
      code: group[0]?.failure?.code ?? '',
      messages: group.length,
      inDoubt: group.filter(mayHaveBeenSent).length,
    }))
    .sort((a, b) => b.messages - a.messages);
}

export function formatCounts(counts: readonly ParkedCount[], paint: Paint): string {
  return formatTable(
    [{ title: '', align: 'right' }, { title: '' }, { title: '' }, { title: '' }],
    counts.map(({ tenant, code, messages, inDoubt }) => [
      paint('bold', String(messages)),
      tenant,
      code,
      inDoubt > 0 ? paint('yellow', `${inDoubt} of them may have been sent`) : '',
    ]),
  );
}
