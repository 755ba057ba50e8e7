/**
 * What a replay would do with each parked message: send it, look first whether it was sent, or leave it out because it could only
 * come back here or end as failed. Changes nothing.
 */
import type { Ledger } from '../../shared/delivery/ledger.ts';
import { UNREADABLE } from '../../shared/delivery/ledger.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { parseMessage } from '../../shared/message/parse-message.ts';
import { type Connection, permittedMailbox } from '../../shared/tenant/connection.ts';
import type { Hold } from '../../shared/tenant/hold.ts';
import { mapInGroups } from '../map-in-groups.ts';
import { formatInstant } from '../terminal/format-time.ts';
import { isLeftOut, type LeftOut, leftOut } from './left-out.ts';
import { holdOver, type Situation } from './situation.ts';

/** `resend`: without a look, because the connection's policy or the operator says so. */
export type ReplayStep = 'send' | 'look' | 'resend';

export interface Replayed {
  readonly entry: LedgerEntry;
  readonly step: ReplayStep;
}

export interface ReplayPlan {
  readonly replays: readonly Replayed[];
  readonly leftOut: readonly LeftOut[];
}

export interface PlanFacts extends Situation {
  readonly isResend: boolean;
  readonly now: Date;
  readonly ledger: Pick<Ledger, 'readBody'>;
}

export async function planReplay(entries: readonly LedgerEntry[], facts: PlanFacts): Promise<ReplayPlan> {
  const planned = await mapInGroups(entries, (entry) => planOne(entry, facts));
  return { replays: planned.filter(isReplayed), leftOut: planned.filter(isLeftOut) };
}

const isReplayed = (planned: Replayed | LeftOut): planned is Replayed => 'entry' in planned;

async function planOne(entry: LedgerEntry, facts: PlanFacts): Promise<Replayed | LeftOut> {
  const { id } = entry;
  const { connection, isResend, now } = facts;
  if (entry.tenant === UNREADABLE) return leftOut(id, 'unreadable', NOT_READABLE);
  if (!connection) return leftOut(id, 'not-connected', 'there is no connection: it would be parked again');
  const hold = holdOver(entry, facts);
  if (hold) return leftOut(id, 'held', heldSentence(hold));
  const doubt = entry.isUnconfirmed ? await planDoubt(entry, connection, facts) : undefined;
  if (doubt && 'reason' in doubt) return doubt;
  if (isResend && !doubt) return leftOut(id, 'not-in-doubt', 'it is not in doubt: replay it without --resend');
  const step = doubt?.step ?? 'send';
  return entry.expiresAt <= now && step !== 'look' ? leftOut(id, 'expired', EXPIRED) : { entry, step };
}

const NOT_READABLE = 'it cannot be read: its producer has to correct it and enqueue it again';
const EXPIRED = 'it has expired and would end as failed: have it enqueued again under a new id if it still matters';

const heldSentence = ({ tenant, mailbox, code }: Hold): string =>
  `${mailbox ?? tenant} is held (${code}): it would be parked again; see \`postbus holds\``;

/** Whether its last attempt has sent it is not known: somebody looks, or somebody decides. */
async function planDoubt(
  entry: LedgerEntry,
  connection: Connection,
  { isResend, now, ledger }: PlanFacts,
): Promise<Replayed | LeftOut> {
  const { id, mailbox, busyUntil } = entry;
  if (isResend) return busyUntil && busyUntil > now ? tooEarly(id, busyUntil) : { entry, step: 'resend' };
  if (mailbox === undefined || permittedMailbox(connection, mailbox) === undefined)
    return leftOut(
      id,
      'nobody-may-look',
      `it may have been sent, and ${mailbox ?? 'its mailbox'} is no longer a mailbox of the connection: ${LOOK}`,
    );
  if (await mayBeLookedUp(entry, connection, ledger)) return { entry, step: 'look' };
  if (connection.unconfirmed === 'resend') return { entry, step: 'resend' };
  return leftOut(id, 'nobody-may-look', `it may have been sent, and Postbus cannot look: ${LOOK}`);
}

const LOOK = 'look in Sent Items and Drafts, then `postbus cancel` it, or `postbus replay --resend` if it is not there';

const tooEarly = (id: string, until: Date): LeftOut =>
  leftOut(
    id,
    'too-early',
    `its last attempt may still show up in Sent Items until ${formatInstant(until)}: look again then`,
  );

/** A draft leaves its copy in Sent Items when it is sent; otherwise the message itself says whether a copy is kept. */
async function mayBeLookedUp(
  entry: LedgerEntry,
  { mayLook }: Connection,
  ledger: Pick<Ledger, 'readBody'>,
): Promise<boolean> {
  if (!mayLook || entry.plan === 'draft') return mayLook;
  const body = await ledger.readBody(entry);
  const parsed = body && parseMessage({ ...NOWHERE, body, messageId: entry.id, enqueuedAt: entry.firstReceivedAt });
  return parsed?.kind === 'message' && parsed.message.saveToSentItems;
}

const NOWHERE = { deliveryCount: 1, sequenceNumber: '' };
