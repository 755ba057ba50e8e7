/** What a release is about: the hold, the messages it keeps, and those that another hold would park again. */
import type { Operator } from '../../shared/compose-operator.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { findHeldBack } from '../../shared/delivery/release-hold.ts';
import { addressKey } from '../../shared/message/address.ts';
import type { HoldScope } from '../../shared/tenant/hold.ts';
import type { StoredHold } from '../../shared/tenant/holds.ts';
import { type CommandError, notFoundError } from '../command-error.ts';
import { holdOver, readSituation, type Situation } from '../parked/situation.ts';
import { nameScope } from './format-hold.ts';

export interface Release {
  readonly scope: HoldScope;
  /** Absent: nothing is held any more, and messages were left behind. */
  readonly stored: StoredHold | undefined;
  readonly messages: readonly LedgerEntry[];
  readonly heldElsewhere: number;
}

type ReadPorts = Pick<Operator, 'connections' | 'holds' | 'ledger'>;

/** @throws CommandError where nothing is held and nothing was left behind */
export async function readRelease(scope: HoldScope, ports: ReadPorts): Promise<Release> {
  const situation = await readSituation(scope.tenant, ports);
  const existing = await ports.holds.read(scope);
  const stored = existing && existing.hold.state !== 'lifted' ? existing : undefined;
  const others = withoutHoldOf(scope, situation);
  const messages = await findHeldBack(scope, ports);
  const free = messages.filter((entry) => !holdOver(entry, others));
  if (stored) return { scope, stored, messages, heldElsewhere: messages.length - free.length };
  if (free.length === 0) throw nothingHeld(scope, situation);
  return { scope, stored, messages: free, heldElsewhere: 0 };
}

const withoutHoldOf = ({ mailbox = '' }: HoldScope, { connection, holds }: Situation): Situation => ({
  connection,
  holds: holds.filter(({ hold }) => addressKey(hold.mailbox ?? '') !== addressKey(mailbox)),
});

function nothingHeld(scope: HoldScope, { holds }: Situation): CommandError {
  const others = holds.filter(({ hold }) => hold.state !== 'lifted').map(({ hold }) => nameScope(hold));
  const remedy =
    others.length === 0
      ? '`postbus holds` shows what is held; `postbus parked` shows messages that wait for something else.'
      : `Held are: ${others.map((each) => `\`postbus release ${each}\``).join(', ')}.`;
  const what = others.length === 0 ? 'Nothing of' : 'No hold is on the whole of';
  return notFoundError(`${what} ${nameScope(scope)}${others.length === 0 ? ' is held' : ''}.`, remedy);
}
