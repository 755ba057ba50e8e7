/**
 * Parks what a hold keeps back. Parking and lifting a hold may cross: so the hold is read again after the message was parked, and
 * one that was lifted meanwhile lets the message come back at once. Whoever lifts a hold does so before listing what is parked:
 * one of the two sees the other.
 */
import { MINUTE, SECOND } from '../duration.ts';
import { copyNumber, type ReceivedMessage } from '../message/received-message.ts';
import type { Connection } from '../tenant/connection.ts';
import { type Hold, type HoldReason, type HoldScope, isAboutConnection } from '../tenant/hold.ts';
import { openHold } from '../tenant/open-hold.ts';
import { type DeliveryError, isDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import { errorCodes } from './error-codes.ts';
import type { Handling } from './handling.ts';
import type { Failure, LedgerEntry } from './ledger-entry.ts';
import { newEntry } from './new-entry.ts';
import type { Outcome } from './outcome.ts';
import { refuse } from './refuse.ts';

/** Exchange's grants take up to two hours to work everywhere (RBAC for Applications, propagation). */
const YOUNG_FOR = 2 * 60 * MINUTE;
/** Tries of a failure that has been seen to pass by itself, before it counts. */
const FLEETING_TRIES = 3;
const COME_BACK_AFTER = 5 * SECOND;

/** There is no connection that could be used: kept until there is one. */
export async function holdWithoutConnection(
  handling: Handling,
  code: 'ERR_CONNECTION_UNKNOWN' | 'ERR_CONNECTION_UNREADABLE',
  ports: DeliveryPorts,
): Promise<Outcome> {
  const scope = { tenant: handling.message.tenant };
  await openHold(scope, { code }, ports);
  const outcome = await refuse(handling, { state: 'parked', failure: { code } }, ports);
  return unlessLifted(outcome, { scope, received: handling.received }, ports);
}

/** @returns undefined where the message is free to go: the hold was lifted a moment ago, or it would only be told that it expired */
export async function holdBack(
  handling: Handling,
  { hold, mailbox }: { readonly hold: Hold; readonly mailbox: string },
  ports: DeliveryPorts,
): Promise<Outcome | undefined> {
  if (newEntry(handling, ports.now()).expiresAt <= ports.now()) return undefined;
  const current = await readInForce(hold, mailbox, ports);
  if (!current) return undefined;
  const outcome = await refuse(handling, { state: 'parked', failure: failureOf(current), mailbox }, ports);
  return unlessLifted(outcome, { scope: current, received: handling.received }, ports);
}

/** The view may be seconds old: the tenant's hold may be lifted by now, and then the mailbox's own still counts. */
async function readInForce({ tenant, ...seen }: Hold, mailbox: string, { holds }: DeliveryPorts) {
  const scopes = seen.mailbox === undefined ? [{ tenant }, { tenant, mailbox }] : [{ tenant, mailbox }];
  for (const scope of scopes) {
    const hold = (await holds.read(scope))?.hold;
    // Whoever has found the connection knows better than a hold for the lack of one.
    if (hold?.state === 'held' && !isAboutConnection(hold.code)) return hold;
  }
  return undefined;
}

/** Does this failure hold back everything of its mailbox or tenant, or is it given time first? */
export function opensHold(error: DeliveryError, entry: LedgerEntry, connection: Connection, now: Date): boolean {
  if (errorCodes[error.code].action !== 'hold' || entry.expiresAt <= now) return false;
  if (error.details.isFleeting && entry.deferrals < FLEETING_TRIES) return false;
  return !(error.code === 'ERR_MAILBOX_ACCESS_DENIED' && isYoung(connection, now));
}

const isYoung = ({ grantedAt }: Connection, now: Date): boolean =>
  grantedAt !== undefined && now.getTime() - grantedAt.getTime() < YOUNG_FOR;

/** What a failure says something about. */
export const scopeOf = (error: DeliveryError, tenant: string, mailbox: string): HoldScope =>
  error.scope === 'mailbox' ? { tenant, mailbox } : { tenant };

const failureOf = ({ code, provider, requestId, note }: HoldReason): Failure => ({
  code,
  ...(provider === undefined ? {} : { provider }),
  ...(requestId === undefined ? {} : { requestId }),
  ...(note === undefined ? {} : { note }),
});

/** After parking: is it still held? The message is kept either way, so a table that does not answer now changes nothing. */
export async function unlessLifted(
  outcome: Outcome,
  { scope, received }: { readonly scope: HoldScope; readonly received: ReceivedMessage },
  { holds, now }: DeliveryPorts,
): Promise<Outcome> {
  if (outcome.kind !== 'parked') return outcome;
  const { entry } = outcome;
  const current = await holds.read(scope).catch(unknownWhereAway);
  if (current?.hold.state === 'held' || entry.parkedAt === undefined) return outcome;
  const at = new Date(now().getTime() + COME_BACK_AFTER);
  const copy = Math.max(entry.copy, copyNumber(received)) + 1;
  return { ...outcome, comeBack: { at, copy, replay: { parkedAt: entry.parkedAt, isResend: false } } };
}

/** As if it were lifted: a copy too many finds the message parked, and leaves it. */
function unknownWhereAway(error: unknown): undefined {
  if (!isDeliveryError(error)) throw error;
  return undefined;
}
