/**
 * The life of a received message, as a list of steps. Returns when the received message may be completed; throws only where
 * not even a copy of it could be scheduled, so that the broker hands it over again.
 * Order matters: the ledger is written before anything leaves, and closed before anything is scheduled. A crash between any
 * two steps leaves the received message in the queue, and the ledger says what to make of it.
 */
import { SECOND } from '../duration.ts';
import { logOutcome } from '../log/log-events.ts';
import type { Message } from '../message/message.ts';
import { type ParsedMessage, parseMessage } from '../message/parse-message.ts';
import { copyNumber, type ReceivedMessage } from '../message/received-message.ts';
import { type Connection, type Plan, permittedMailbox } from '../tenant/connection.ts';
import { openTokenSource } from '../tenant/token-source.ts';
import { backOff } from './back-off.ts';
import { closeAttempt } from './close-attempt.ts';
import { deliver } from './deliver.ts';
import { deliveryError, isDeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { DeliveryResult } from './delivery-result.ts';
import type { ErrorCode } from './error-codes.ts';
import type { Delivery, Handling } from './handling.ts';
import { holdBack, holdWithoutConnection } from './hold-back.ts';
import { internetMessageIdOf } from './internet-message-id.ts';
import { newEntry } from './new-entry.ts';
import { openAttempt } from './open-attempt.ts';
import type { Outcome } from './outcome.ts';
import { reconcile } from './reconcile.ts';
import { recordCarriedSent } from './record-sent.ts';
import { parkUnreadable, recordInvalid, recordSenderNotPermitted } from './refuse.ts';

export async function deliverMessage(received: ReceivedMessage, ports: DeliveryPorts): Promise<Outcome> {
  const parsed = parseMessage(received);
  const outcome = await reachOutcome(received, parsed, ports).catch((error: unknown) =>
    comeBackWithoutLedger(received, { parsed, error }, ports),
  );
  logOutcome(ports.log, outcome);
  await settle(received, outcome, ports);
  return outcome;
}

async function reachOutcome(received: ReceivedMessage, parsed: ParsedMessage, ports: DeliveryPorts): Promise<Outcome> {
  if (parsed.kind === 'unreadable') return parkUnreadable(received, parsed, ports);
  if (parsed.kind === 'invalid') return recordInvalid(received, parsed, ports);
  const { message, fingerprint } = parsed;
  const handling: Handling = { received, message, fingerprint };
  const carried = received.copy?.sent && (await recordCarriedSent(handling, received.copy.sent, ports));
  if (carried) return carried;
  const connection = await findConnection(message.tenant, ports);
  if (typeof connection === 'string') return holdWithoutConnection(handling, connection, ports);
  const mailbox = permittedMailbox(connection, message.from);
  if (mailbox === undefined) return recordSenderNotPermitted(handling, ports);
  const hold = await ports.holds.find(message.tenant, mailbox);
  const held = hold && (await holdBack(handling, { hold, mailbox }, ports));
  return held ?? withPermit(handling, prepare(handling, { connection, mailbox }, ports), ports);
}

/** A row that cannot be read is the operator's to repair, like one that is not there: neither comes right by trying again. */
async function findConnection(tenant: string, { connections }: DeliveryPorts) {
  try {
    return (await connections.find(tenant)) ?? 'ERR_CONNECTION_UNKNOWN';
  } catch (error) {
    if (isDeliveryError(error) && error.code === 'ERR_CONNECTION_UNREADABLE') return error.code;
    throw error;
  }
}

function prepare(
  handling: Handling,
  from: { readonly connection: Connection; readonly mailbox: string },
  ports: DeliveryPorts,
): Delivery {
  const { message } = handling;
  const { connection, mailbox } = from;
  return {
    ...handling,
    plan: planFor(message, connection),
    internetMessageId: internetMessageIdOf(message.tenant, message.id, mailbox),
    mailbox: { address: mailbox, connection, token: openTokenSource(connection, ports) },
  };
}

/** A sent draft always leaves a copy in Sent Items; only `sendMail` can be told not to. */
const planFor = (message: Message, connection: Connection): Plan =>
  message.saveToSentItems ? connection.plan : 'direct';

/** An expired message needs no permit to be recorded as failed, and a mailbox that is always busy must not keep it for ever. */
async function withPermit(handling: Handling, delivery: Delivery, ports: DeliveryPorts): Promise<Outcome> {
  if (newEntry(handling, ports.now()).expiresAt <= ports.now()) return makeAttempt(delivery, ports);
  const turn = await ports.permits.take(turnsOf(delivery));
  if (turn.kind === 'later') return waitForTurn(handling, turn.at);
  try {
    return await makeAttempt(delivery, ports);
  } finally {
    turn.release();
  }
}

async function makeAttempt(delivery: Delivery, ports: DeliveryPorts): Promise<Outcome> {
  const opened = await openAttempt(delivery, ports);
  if (opened.kind === 'outcome') return opened.outcome;
  const { stored } = opened;
  const result =
    opened.kind === 'attempt' ? await deliver(delivery, stored, ports) : await reconcile(delivery, stored.entry, ports);
  pauseMailbox(delivery, result, ports);
  return closeAttempt(delivery, { stored, result }, ports);
}

/** Permits are counted a mailbox. */
const turnsOf = ({ mailbox: { address, connection } }: Delivery): string => `${connection.tenant}/${address}`;

/** Throttled or busy: the others of this mailbox need not find out for themselves. */
function pauseMailbox(delivery: Delivery, result: DeliveryResult, { permits, now }: DeliveryPorts): void {
  if (!('error' in result)) return;
  const { code, details } = result.error;
  if (code !== 'ERR_MAILBOX_THROTTLED' && !details.isBusy) return;
  permits.pause(turnsOf(delivery), details.retryAt ?? new Date(now().getTime() + DEFAULT_PAUSE));
}

function waitForTurn({ received, message }: Handling, at: Date): Outcome {
  const comeBack = { at, copy: copyNumber(received) + 1 };
  return {
    kind: 'waiting',
    tenant: message.tenant,
    id: message.id,
    comeBack,
    error: deliveryError('ERR_MAILBOX_BUSY'),
  };
}

/** A service that throttles without saying for how long: less than the shortest back-off, so that who found out is the next. */
const DEFAULT_PAUSE = 2 * SECOND;

const LEDGER_FAILURES: ReadonlySet<ErrorCode> = new Set(['ERR_LEDGER_UNAVAILABLE', 'ERR_LEDGER_CONFLICT']);

/**
 * The table is out of reach: come back by a copy. A throw would have the broker hand the message over again at once, ten
 * times in a few seconds, into the dead-letter queue. Safe at every point: an attempt that was opened stays open in the
 * ledger, and whoever comes back looks what became of it before anything is sent.
 */
function comeBackWithoutLedger(
  received: ReceivedMessage,
  { parsed, error }: { readonly parsed: ParsedMessage; readonly error: unknown },
  { now, random }: DeliveryPorts,
): Outcome {
  if (!isDeliveryError(error) || !LEDGER_FAILURES.has(error.code)) throw error;
  const copy = copyNumber(received) + 1;
  const at = new Date(now().getTime() + backOff(copy, random()));
  const { tenant, id } = parsed.kind === 'message' ? parsed.message : { tenant: '', id: parsed.id };
  return { kind: 'waiting', tenant, id, comeBack: { at, copy }, error };
}

/** Returning completes the received message; what must come back is scheduled as a copy before that. */
async function settle(received: ReceivedMessage, outcome: Outcome, { copies }: DeliveryPorts): Promise<void> {
  if ('comeBack' in outcome && outcome.comeBack) await copies.schedule(received, outcome.comeBack);
}
