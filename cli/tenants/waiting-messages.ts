/** What waits for a tenant's repair: its holds, and the messages they keep. A repair makes the next probe due, which sends them. */
import type { Operator } from '../../shared/compose-operator.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { findHeldBack } from '../../shared/delivery/release-hold.ts';
import { type Connection, permittedMailbox } from '../../shared/tenant/connection.ts';
import { dueNow } from '../../shared/tenant/hold.ts';
import type { StoredHold } from '../../shared/tenant/holds.ts';
import { explainError } from '../explain-error.ts';
import { nameScope } from '../holds/format-hold.ts';
import { holdOver } from '../parked/situation.ts';
import { countOf } from '../terminal/count-of.ts';

export interface Waiting {
  /** In force, of the tenant and its mailboxes. */
  readonly holds: readonly StoredHold[];
  /** Parked by a hold. */
  readonly messages: number;
  /** Of these, kept by an operator's hold, which no repair ends. */
  readonly heldByOperator: number;
  /** Of these, from mailboxes that are none of the connection's any more. */
  readonly notPermitted: number;
}

export async function readWaiting(
  connection: Connection,
  { holds, ledger }: Pick<Operator, 'holds' | 'ledger'>,
): Promise<Waiting> {
  const { tenant } = connection;
  const all = (await holds.list()).filter(({ hold }) => hold.tenant === tenant && hold.state !== 'lifted');
  const parked = await findHeldBack({ tenant }, { ledger });
  const isKept = (entry: (typeof parked)[number]): boolean =>
    holdOver(entry, { connection, holds: all })?.code === 'ERR_HELD_BY_OPERATOR';
  return {
    holds: all,
    messages: parked.length,
    heldByOperator: parked.filter(isKept).length,
    notPermitted: parked.filter((entry) => !isPermitted(entry, connection)).length,
  };
}

const isPermitted = ({ mailbox }: LedgerEntry, connection: Connection): boolean =>
  mailbox === undefined || permittedMailbox(connection, mailbox) !== undefined;

/** One that changed meanwhile was looked after by somebody else. A table that does not answer costs a quarter of an hour, no message. */
export async function probeSoon(
  stored: readonly StoredHold[],
  { holds }: Pick<Operator, 'holds'>,
  { now, warn }: { readonly now: () => Date; readonly warn: (text: string) => void },
): Promise<void> {
  const held = stored.filter(({ hold }) => hold.probeAt !== undefined);
  try {
    await Promise.all(held.map((each) => holds.update(each, dueNow(each.hold, now()))));
  } catch (error) {
    warn(`warning: the next probe was not brought forward (${explainError(error).code}); it comes within 15 minutes`);
  }
}

/** What becomes of the messages now. */
export function waitingLines(
  { tenant }: Connection,
  { holds, messages, heldByOperator, notPermitted }: Waiting,
  command: string,
): readonly string[] {
  const own = holds.filter(({ hold }) => hold.code === 'ERR_HELD_BY_OPERATOR');
  const probed = holds.filter(({ hold }) => hold.code !== 'ERR_HELD_BY_OPERATOR');
  const free = messages - heldByOperator - notPermitted;
  return [
    ...(probed.length > 0 ? [`What is held for it is tried again within a minute (${command} holds ${tenant}).`] : []),
    ...(free > 0 ? [sentence(free, probed.length > 0, { tenant, command })] : []),
    ...(notPermitted > 0 ? [refusal(notPermitted)] : []),
    ...own.map(({ hold }) => `An operator holds ${nameScope(hold)} back: ${command} release ${nameScope(hold)}`),
  ];
}

const refusal = (count: number): string =>
  `${countOf(count, 'parked message')} from mailboxes that this connection does not have will end as failed (ERR_SENDER_NOT_PERMITTED).`;

/** Without a hold no probe comes by: left behind when the tenant was removed, or by a release that was stopped. */
function sentence(
  count: number,
  isProbed: boolean,
  { tenant, command }: { readonly tenant: string; readonly command: string },
): string {
  const waits = `${countOf(count, 'parked message')} ${count === 1 ? 'waits' : 'wait'} for it`;
  if (isProbed)
    return `${waits}, and ${count === 1 ? 'is' : 'are'} sent by ${count === 1 ? 'itself' : 'themselves'} within a minute or two where the cause is gone.`;
  return `${waits}: ${command} release ${tenant} --yes puts ${count === 1 ? 'it' : 'them'} back on the queue.`;
}
