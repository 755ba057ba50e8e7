/** A hold for people. */
import { errorCodes } from '../../shared/delivery/error-codes.ts';
import type { Hold, HoldScope } from '../../shared/tenant/hold.ts';
import { formatFields } from '../terminal/format-table.ts';
import { formatDistance, formatInstantFrom } from '../terminal/format-time.ts';
import type { Paint } from '../terminal/terminal.ts';

export const nameScope = ({ tenant, mailbox }: HoldScope): string =>
  mailbox === undefined ? tenant : `${tenant} ${mailbox}`;

/** `ERR_CREDENTIAL_EXPIRED since 2026-03-01 09:05:00Z (3 min ago), next probe in 2 min` */
export function formatHoldLine(hold: Hold, now: Date): string {
  const { code, since, note, mailbox } = hold;
  const words = note === undefined ? '' : ` “${note}”`;
  const what = mailbox ?? 'the tenant';
  return `${what}: ${code}${words} since ${formatInstantFrom(since, now)}, ${probeOf(hold, now)}`;
}

/** When somebody looks by themselves whether it is over. */
export function probeOf({ state, probeAt, isTried }: Hold, now: Date): string {
  if (isTried) return 'three went first; the others follow within a minute or two, unless they fail';
  if (state === 'releasing') return 'being released';
  if (!probeAt) return 'no probe: released by hand alone';
  return `next probe ${probeAt <= now ? 'within a minute' : formatDistance(probeAt, now)}`;
}

/** What a code asks of whom: once for all holds with that code. */
export function formatRemedy(code: Hold['code'], paint: Paint): string {
  const { sentence, owner, remedy } = errorCodes[code];
  return [
    `${paint('red', code)}  ${sentence}`,
    formatFields([
      ['who acts', owner],
      ['what to do', remedy],
    ]),
  ].join('\n');
}
