/**
 * What the broker gave up on: its handler crashed or threw each time, or it outlived the queue. Recorded as parked, so that there is one
 * place to look, and `postbus replay` can put it back. What has its last word already keeps it.
 */
import { logOutcome } from '../log/log-events.ts';
import { parseMessage } from '../message/parse-message.ts';
import { isFirstDelivery, type ReceivedMessage } from '../message/received-message.ts';
import { deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Handling } from './handling.ts';
import { lastStepOf } from './last-step.ts';
import type { StoredEntry } from './ledger.ts';
import { type Failure, type LedgerEntry, mayHaveBeenSent, parked, parkedInDoubt } from './ledger-entry.ts';
import { newEntry } from './new-entry.ts';
import { decideOpening } from './opening.ts';
import type { Outcome } from './outcome.ts';
import { recordCarriedSent } from './record-sent.ts';
import { parkUnread, parkUnreadable, recordConflict, recordInvalid, recordKnown } from './refuse.ts';

/** More lost races in a row than this, and something is wrong that waiting may cure. */
const MOST_RACES = 5;
/**
 * What was handed over so often has killed whoever read it here, too: the dead-letter queue has no end of its own. Then it is parked
 * unread, where nobody's messages are.
 */
const MOST_READINGS = 20;

/** @param reason why the broker dead-lettered it: `MaxDeliveryCountExceeded`, `TTLExpiredException` */
export async function recordDeadLetter(
  received: ReceivedMessage,
  reason: string | undefined,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const outcome = await record(received, reason, ports);
  logOutcome(ports.log, outcome);
  return outcome;
}

async function record(received: ReceivedMessage, reason: string | undefined, ports: DeliveryPorts): Promise<Outcome> {
  if (received.deliveryCount > MOST_READINGS) return parkUnread(received, { failure: crash(undefined, reason) }, ports);
  const parsed = parseMessage(received);
  if (parsed.kind === 'unreadable') return parkUnreadable(received, parsed, ports);
  if (parsed.kind === 'invalid') return recordInvalid(received, parsed, ports);
  const handling = { received, ...parsed };
  const carried = received.copy?.sent && (await recordCarriedSent(handling, received.copy.sent, ports));
  // It cannot be carried further from here: it stays in the dead-letter queue for the next try.
  if (carried?.kind === 'waiting') throw deliveryError('ERR_LEDGER_UNAVAILABLE');
  return carried ?? parkCrashed(handling, reason, ports);
}

async function parkCrashed(handling: Handling, reason: string | undefined, ports: DeliveryPorts): Promise<Outcome> {
  const { tenant, id } = handling.message;
  for (let races = 0; races < MOST_RACES; races += 1) {
    const existing = await ports.ledger.read(tenant, id);
    const outcome = existing
      ? await parkKnown(handling, { existing, reason }, ports)
      : await park(handling, { entry: crashed(newEntry(handling, ports.now()), reason, ports.now()) }, ports);
    if (outcome) return outcome;
  }
  throw deliveryError('ERR_LEDGER_CONFLICT');
}

async function parkKnown(
  handling: Handling,
  { existing, reason }: { readonly existing: StoredEntry; readonly reason: string | undefined },
  ports: DeliveryPorts,
): Promise<Outcome | undefined> {
  const { received, fingerprint } = handling;
  const { entry } = existing;
  const opening = decideOpening(entry, received, { fingerprint, now: ports.now() });
  if (opening.kind === 'attempt' && opening.isFresh)
    return park(handling, { entry: crashed(newEntry(handling, ports.now()), reason, ports.now()), existing }, ports);
  if (opening.kind === 'conflict') return recordConflict(handling, ports);
  if (entry.state !== 'attempting' && entry.state !== 'deferred')
    return recordKnown(existing, isFirstDelivery(received), ports);
  return park(handling, { entry: crashed(entry, reason, ports.now()), existing }, ports);
}

async function park(
  { received }: Handling,
  { entry, existing }: { readonly entry: LedgerEntry; readonly existing?: StoredEntry },
  { ledger }: DeliveryPorts,
): Promise<Outcome | undefined> {
  const stored = await ledger.park(entry, received.body, existing);
  return stored && { kind: 'parked', entry: stored.entry };
}

/** An attempt that is open may have sent it: then whoever replays it looks first, once its worker must be gone. */
function crashed(entry: LedgerEntry, reason: string | undefined, now: Date): LedgerEntry {
  const failure = crash(entry, reason);
  return mayHaveBeenSent(entry)
    ? parkedInDoubt(entry, failure, { lookAt: entry.busyUntil ?? now, now })
    : parked(entry, failure, now);
}

const crash = (entry: LedgerEntry | undefined, reason: string | undefined): Failure => ({
  code: 'ERR_MESSAGE_CRASHED',
  lastStep: lastStepOf(entry),
  ...(reason === undefined ? {} : { provider: reason }),
});
