/** `postbus parked`: what waits for somebody to act, oldest first, and how much of it. */
import type { Operator } from '../../shared/compose-operator.ts';
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer } from '../command-context.ts';
import { refuseUnknownTenant } from '../refuse-unknown-tenant.ts';
import { toMessageDocument } from '../status/message-document.ts';
import { countOf } from '../terminal/count-of.ts';
import { indent } from '../terminal/format-table.ts';
import type { Paint } from '../terminal/terminal.ts';
import { findParked } from './find-parked.ts';
import { toFilter } from './parked-filter.ts';
import type { ParkedOptions } from './parked-options.ts';
import { countParked, formatCounts, formatParked } from './parked-table.ts';

export interface ListParkedRequest extends ParkedOptions {
  /** Absent: every tenant's. */
  readonly tenant?: string | undefined;
}

interface ListParkedContext {
  readonly now: Date;
  readonly command: string;
  readonly note: (text: string) => void;
}

const DEFAULT_LIMIT = 20;

export async function listParked(
  request: ListParkedRequest,
  ports: Pick<Operator, 'ledger' | 'connections'>,
  { now, command, note }: ListParkedContext,
): Promise<Answer> {
  const { tenant, limit = DEFAULT_LIMIT } = request;
  if (tenant !== undefined && tenant !== UNREADABLE) checkTenantKey(tenant);
  const filter = toFilter(request, now);
  if (tenant === undefined) note('reading the whole table: every tenant’s messages, parked or not');
  const all = (await findParked(tenant, filter, ports)).map(({ entry }) => entry);
  if (tenant !== undefined && all.length === 0) await refuseUnknownTenant(tenant, ports);
  const shown = all.slice(0, limit);
  const counts = countParked(all);
  return {
    json: {
      ...(tenant === undefined ? {} : { tenant }),
      total: all.length,
      counts,
      messages: shown.map(toMessageDocument),
    },
    text: (paint) => formatList({ all, shown }, { paint, now, command }),
  };
}

interface Listed {
  readonly all: readonly LedgerEntry[];
  readonly shown: readonly LedgerEntry[];
}

function formatList(
  { all, shown }: Listed,
  { paint, now, command }: { readonly paint: Paint; readonly now: Date; readonly command: string },
): string {
  if (all.length === 0) return paint('green', 'Nothing is parked that fits.');
  const hidden = all.length - shown.length;
  return [
    formatParked(shown, { paint, now }),
    ...(hidden > 0 ? [paint('dim', `the oldest ${shown.length} of ${all.length}; --limit shows more`)] : []),
    '',
    `${countOf(all.length, 'message')} parked`,
    indent(formatCounts(countParked(all), paint)),
    paint('dim', `What to do about one: ${command} show <tenant> <id>. What keeps them: ${command} holds`),
  ].join('\n');
}
