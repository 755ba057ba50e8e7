/** What the reader of a message's record can do now: commands to copy, each with what it does. Pure. */
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import { type LedgerEntry, mayHaveBeenSent } from '../../shared/delivery/ledger-entry.ts';
import type { Hold } from '../../shared/tenant/hold.ts';
import { nameScope } from '../holds/format-hold.ts';
import type { LeftOut } from '../parked/left-out.ts';
import type { Replayed } from '../parked/plan-replay.ts';
import { formatInstant } from '../terminal/format-time.ts';
import { quoteArgument } from '../terminal/quote-argument.ts';

export interface NextStep {
  readonly command: string;
  readonly does: string;
}

export interface StepFacts {
  readonly hold: Hold | undefined;
  /** What a replay would make of it. */
  readonly planned: Replayed | LeftOut | undefined;
  readonly now: Date;
  readonly commandName: string;
}

export function nextSteps(entry: LedgerEntry, facts: StepFacts): readonly NextStep[] {
  if (entry.state !== 'parked') return [];
  const { hold, planned } = facts;
  const on = (verb: string, flag = ''): string =>
    `${facts.commandName} ${verb} ${entry.tenant} ${quoteArgument(entry.id)}${flag}`;
  if (entry.tenant === UNREADABLE)
    return [
      { command: on('show', ' --body'), does: 'prints what stood on the queue' },
      { command: on('cancel'), does: 'ends it, when its producer has enqueued a corrected one' },
    ];
  return [
    ...(hold ? holdSteps(hold, facts) : []),
    ...(planned ? replaySteps(planned, { on, facts, entry }) : []),
    {
      command: on('cancel'),
      does: mayHaveBeenSent(entry) ? 'ends it: it is in Sent Items, or nobody wants it' : 'ends it: it is never sent',
    },
  ];
}

function holdSteps(hold: Hold, { commandName }: StepFacts): readonly NextStep[] {
  const { tenant, mailbox, code } = hold;
  const release = (does: string): NextStep => ({ command: `${commandName} release ${nameScope(hold)}`, does });
  if (code === 'ERR_HELD_BY_OPERATOR') return [release(`lets everything of ${mailbox ?? tenant} go, and this with it`)];
  const what = code.startsWith('ERR_CONNECTION')
    ? 'adds the connection'
    : 'stores a new secret, or corrects the connection';
  const repair = { command: `${commandName} tenants add ${tenant}`, does: `${what}; it is tried within a minute` };
  return [
    ...(mailbox === undefined ? [repair] : []),
    release('lets it go now; held again if the cause is still there'),
  ];
}

interface ReplayFacts {
  readonly on: (verb: string, flag?: string) => string;
  readonly facts: StepFacts;
  readonly entry: LedgerEntry;
}

function replaySteps(
  planned: Replayed | LeftOut,
  { on, facts: { now, hold, commandName }, entry }: ReplayFacts,
): readonly NextStep[] {
  if ('step' in planned) return [{ command: on('replay'), does: REPLAYS[planned.step] }];
  switch (planned.reason) {
    case 'not-connected':
      // Where it is held for that, the hold has said so.
      return hold
        ? []
        : [{ command: `${commandName} tenants add ${entry.tenant}`, does: 'adds the connection; then replay it' }];
    case 'nobody-may-look':
      return [
        {
          command: on('replay', ' --resend'),
          does: `${fromWhen(entry, now)}sends it again: look in Sent Items and Drafts of ${entry.mailbox ?? 'its mailbox'} first`,
        },
      ];
    default:
      return [];
  }
}

/** Before that, what was sent may not show yet. */
const fromWhen = ({ busyUntil }: LedgerEntry, now: Date): string =>
  busyUntil && busyUntil > now ? `from ${formatInstant(busyUntil)} on, and not before: ` : '';

const REPLAYS = {
  send: 'puts it back on the queue',
  look: 'puts it back on the queue; it is looked up first, and sent only where no trace is found',
  resend: 'sends it again without a look, as the connection’s policy says',
} as const;
