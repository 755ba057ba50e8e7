/** A message that a command passes over, and why: in words for people, as a reason for programs. */
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { formatTable, indent } from '../terminal/format-table.ts';
import type { Paint } from '../terminal/terminal.ts';

export type LeftOutReason =
  | 'unknown'
  | 'not-parked'
  | 'unreadable'
  | 'not-connected'
  | 'held'
  | 'expired'
  | 'nobody-may-look'
  | 'not-in-doubt'
  | 'too-early'
  | 'changed-meanwhile';

export interface LeftOut {
  readonly id: string;
  readonly reason: LeftOutReason;
  readonly sentence: string;
}

export const isLeftOut = (planned: object): planned is LeftOut => 'reason' in planned;

export const leftOut = (id: string, reason: LeftOutReason, sentence: string): LeftOut => ({ id, reason, sentence });

export const unknownMessage = (id: string): LeftOut => leftOut(id, 'unknown', 'there is no record of it');

export const notParked = ({ id, state }: LedgerEntry): LeftOut =>
  leftOut(id, 'not-parked', `it is ${state}, not parked`);

/** Each reason once, with its messages. */
export function formatLeftOut(messages: readonly LeftOut[], paint: Paint): readonly string[] {
  const groups = [...Map.groupBy(messages, ({ sentence }) => sentence)];
  if (groups.length === 0) return [];
  const rows = groups.map(([sentence, group]) => [paint('bold', listIds(group)), sentence]);
  return [paint('yellow', `left out: ${messages.length}`), indent(formatTable([{ title: '' }, { title: '' }], rows))];
}

function listIds(group: readonly LeftOut[]): string {
  const [first] = group;
  return group.length === 1 && first ? first.id : `${group.length} messages (${shorten(group.map(({ id }) => id))})`;
}

const FEW = 3;

const shorten = (ids: readonly string[]): string =>
  ids.length > FEW ? `${ids.slice(0, FEW).join(', ')}, …` : ids.join(', ');
