/** `postbus status`: what the ledger knows of one message, or of a tenant's latest ones. */
import { type Ledger, UNREADABLE } from '../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer } from '../command-context.ts';
import { notFoundError, usageError } from '../command-error.ts';
import type { Paint } from '../terminal/terminal.ts';
import { findRecords, type MessageKey } from './find-records.ts';
import { toMessageDocument } from './message-document.ts';
import { formatMessage, formatMessages } from './message-view.ts';
import { showBody } from './show-body.ts';

type Reader = Pick<Ledger, 'find' | 'list' | 'readBody'>;

export interface StatusQuery {
  readonly tenant: string;
  /** Absent: the tenant's latest. */
  readonly id?: string | undefined;
  /** How many of the latest. */
  readonly limit: number;
  /** Wants the body of a parked message in place of its record. */
  readonly body?: boolean;
}

/** The ledger lists by id; the latest are picked here, out of at most so many. */
const MOST_LISTED = 5000;

export async function showStatus(query: StatusQuery, ledger: Reader, now: Date): Promise<Answer> {
  const { tenant, id, limit, body } = query;
  if (tenant !== UNREADABLE) checkTenantKey(tenant);
  if (id !== undefined) return body ? showBody({ tenant, id }, ledger) : showMessage({ tenant, id }, ledger, now);
  if (body) throw usageError('--body is of one message.', 'Give its id after the tenant.');
  return showLatest({ tenant, limit }, ledger, now);
}

async function showMessage(key: MessageKey, ledger: Reader, now: Date): Promise<Answer> {
  const [own, ...refused] = await findRecords(key, ledger);
  return {
    json: { message: toMessageDocument(own), refused: refused.map(toMessageDocument) },
    text: (paint) =>
      [
        formatMessage(own, { paint, now }),
        ...refused.flatMap((entry) => [
          paint('yellow', 'refused under the same id:'),
          formatMessage(entry, { paint, now }),
        ]),
      ].join('\n'),
  };
}

async function showLatest(
  { tenant, limit }: Pick<StatusQuery, 'tenant' | 'limit'>,
  ledger: Reader,
  now: Date,
): Promise<Answer> {
  const entries = await ledger.list(tenant, MOST_LISTED);
  if (entries.length === 0) {
    throw notFoundError(
      `There is no record of a message of ${tenant}.`,
      'Check the key: `postbus tenants list` shows all; `postbus queue` shows what still waits.',
    );
  }
  const latest = entries.toSorted((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime()).slice(0, limit);
  const isWhole = entries.length < MOST_LISTED;
  return {
    json: { tenant, total: entries.length, isWhole, messages: latest.map(toMessageDocument) },
    text: (paint) => formatLatest(latest, { total: entries.length, isWhole, paint, now }),
  };
}

function formatLatest(
  latest: readonly LedgerEntry[],
  {
    total,
    isWhole,
    paint,
    now,
  }: { readonly total: number; readonly isWhole: boolean; readonly paint: Paint; readonly now: Date },
): string {
  const table = formatMessages(latest, { paint, now });
  if (latest.length === total && isWhole) return table;
  const all = isWhole ? `${total}` : `the first ${total} by id`;
  return `${table}\n${paint('dim', `latest ${latest.length} of ${all}; --limit shows more`)}`;
}
