/** `postbus holds`: what is held back, since when, how many messages that keeps, and what to do about it. */
import type { Operator } from '../../shared/compose-operator.ts';
import { errorCodes } from '../../shared/delivery/error-codes.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer } from '../command-context.ts';
import { refuseUnknownTenant } from '../refuse-unknown-tenant.ts';
import { formatTable } from '../terminal/format-table.ts';
import { formatDistance } from '../terminal/format-time.ts';
import type { Paint } from '../terminal/terminal.ts';
import { formatRemedy, probeOf } from './format-hold.ts';
import { type CountedHold, countHeldBack } from './held-messages.ts';

export async function listHolds(
  tenant: string | undefined,
  ports: Pick<Operator, 'holds' | 'ledger' | 'connections'>,
  now: Date,
): Promise<Answer> {
  if (tenant !== undefined) checkTenantKey(tenant);
  const all = (await ports.holds.list()).map(({ hold }) => hold);
  const inForce = all.filter((hold) => hold.state !== 'lifted' && (tenant === undefined || hold.tenant === tenant));
  if (tenant !== undefined && inForce.length === 0) await refuseUnknownTenant(tenant, ports);
  const counted = (await countHeldBack(inForce, ports)).toSorted(
    (a, b) => a.hold.since.getTime() - b.hold.since.getTime(),
  );
  return { json: { holds: counted.map(toDocument) }, text: (paint) => formatHolds(counted, { paint, now }) };
}

function toDocument({ hold, messages }: CountedHold): object {
  const { sentence, owner, remedy } = errorCodes[hold.code];
  return { ...hold, messages, sentence, owner, remedy };
}

function formatHolds(
  counted: readonly CountedHold[],
  { paint, now }: { readonly paint: Paint; readonly now: Date },
): string {
  if (counted.length === 0) return paint('green', 'Nothing is held.');
  const codes = [...new Set(counted.map(({ hold }) => hold.code))];
  return [formatRows(counted, { paint, now }), ...codes.map((code) => `\n${formatRemedy(code, paint)}`)].join('\n');
}

function formatRows(
  counted: readonly CountedHold[],
  { paint, now }: { readonly paint: Paint; readonly now: Date },
): string {
  const titles = ['tenant', 'mailbox', 'why', 'since', 'messages', 'probes', '', ''];
  const right = new Set(['messages', 'probes']);
  return formatTable(
    titles.map(
      (title) => ({ title: title && paint('dim', title), ...(right.has(title) ? { align: 'right' } : {}) }) as const,
    ),
    counted.map(({ hold, messages }) => [
      paint('bold', hold.tenant),
      hold.mailbox ?? 'all',
      hold.code,
      formatDistance(hold.since, now),
      String(messages),
      String(hold.probes),
      probeOf(hold, now),
      hold.note === undefined ? '' : `“${hold.note}”`,
    ]),
  );
}
