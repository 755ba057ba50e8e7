/** `postbus hold`: an operator keeps the messages of a tenant or mailbox back. Nothing lifts it but `postbus release`. */
import type { Operator } from '../../shared/compose-operator.ts';
import { type Connection, permittedMailbox } from '../../shared/tenant/connection.ts';
import { type Hold, type HoldReason, type HoldScope, held } from '../../shared/tenant/hold.ts';
import type { StoredHold } from '../../shared/tenant/holds.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { notFoundError, usageError } from '../command-error.ts';
import { noConnection } from '../tenants/show-tenant.ts';
import { changedMeanwhile } from './changed-meanwhile.ts';
import { nameScope } from './format-hold.ts';

export interface HoldRequest {
  readonly tenant: string;
  readonly mailbox?: string | undefined;
  readonly because: string;
}

/** It stands beside every message that is parked for it. */
const MOST_CHARACTERS = 500;

type HoldPorts = Pick<Operator, 'connections' | 'holds'>;
type HoldContext = Pick<CommandContext, 'now' | 'commandName'>;

export async function holdTenant(request: HoldRequest, ports: HoldPorts, context: HoldContext): Promise<Answer> {
  const note = request.because.trim();
  if (note === '') throw usageError('--because is empty.', 'Say in a few words why: others see it in `postbus holds`.');
  if (note.length > MOST_CHARACTERS)
    throw usageError(`--because has ${note.length} characters.`, `Say it in at most ${MOST_CHARACTERS}.`);
  const scope = await findScope(request, ports);
  const existing = await ports.holds.read(scope);
  const hold = held(scope, { code: 'ERR_HELD_BY_OPERATOR', note } satisfies HoldReason, context.now());
  const stored = existing ? await ports.holds.update(existing, hold) : await ports.holds.create(hold);
  if (!stored) throw changedMeanwhile(scope);
  return toAnswer(stored, existing?.hold, context);
}

/** @throws CommandError where the tenant is not connected, or the mailbox is none of its */
async function findScope({ tenant, mailbox }: HoldRequest, { connections }: HoldPorts): Promise<HoldScope> {
  checkTenantKey(tenant);
  const connection = await connections.find(tenant);
  if (connection === undefined) throw noConnection(tenant);
  return mailbox === undefined ? { tenant } : { tenant, mailbox: ownMailbox(connection, mailbox) };
}

function ownMailbox(connection: Connection, mailbox: string): string {
  const found = permittedMailbox(connection, mailbox);
  if (found !== undefined) return found;
  throw notFoundError(
    `${mailbox} is not a mailbox of ${connection.tenant}.`,
    `Its mailboxes are ${connection.mailboxes.join(', ')}.`,
  );
}

function toAnswer({ hold }: StoredHold, before: Hold | undefined, { commandName }: HoldContext): Answer {
  const replaced = before?.state === 'held' ? before : undefined;
  return {
    json: { ...hold, ...(replaced ? { replaced: replaced.code, replacedNote: replaced.note } : {}) },
    text: (paint) =>
      [
        `${paint('yellow', 'held')} ${paint('bold', nameScope(hold))}: “${hold.note ?? ''}”`,
        ...(replaced ? [describeReplaced(replaced)] : []),
        paint(
          'dim',
          'Running apps park its messages within ten seconds; what is being sent now still is. Parked messages expire as usual.',
        ),
        'Let them go again:',
        `  ${paint('cyan', `${commandName} release ${nameScope(hold)}`)}`,
      ].join('\n'),
  };
}

/** A colleague's reason would be gone without a word. */
const describeReplaced = ({ code, note }: Hold): string =>
  note === undefined
    ? `in place of the hold for ${code}, which is not probed any more`
    : `in place of an operator’s hold: “${note}”`;
