/** Writes into the ledger how an attempt ended, and makes the outcome of it. What was sent is recorded as sent, whatever else happened. */
import { copyNumber } from '../message/received-message.ts';
import { backOff } from './back-off.ts';
import { SETTLE_TIME } from './deadlines.ts';
import type { DeliveryResult } from './deliver.ts';
import { type DeliveryError, deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Delivery } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { deferred, type Failure, failed, type LedgerEntry, parked, sent, unconfirmed } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';
import { deleteDraft, mayLook } from './reconcile.ts';

/** Attempts that fail, before a message does. */
const MOST_ATTEMPTS = 12;
/** Looks without a trace, before an attempt counts as never made. */
const MOST_LOOKS = 2;

interface Ended<Result = DeliveryResult> {
  readonly stored: StoredEntry;
  readonly result: Result;
}

export async function closeAttempt(
  delivery: Delivery,
  { stored, result }: Ended,
  ports: DeliveryPorts,
): Promise<Outcome> {
  switch (result.kind) {
    case 'sent':
      return closeSent({ stored, result }, ports);
    case 'no-trace':
      return result.looks < MOST_LOOKS
        ? keepLooking(delivery, { stored, result }, ports)
        : startAgain(delivery, stored, ports);
    case 'could-not-look':
      return keepLooking(delivery, { stored, result: { looks: stored.entry.looks ?? 0 } }, ports);
    case 'not-sent':
      return closeNotSent(delivery, { stored, result }, ports);
  }
}

/** Sent is the truth: it is written over whatever another worker has made of the row meanwhile. */
async function closeSent(
  { stored, result }: Ended<Extract<DeliveryResult, { kind: 'sent' }>>,
  { ledger, now }: DeliveryPorts,
): Promise<Outcome> {
  let latest: StoredEntry | undefined = stored;
  while (latest && latest.entry.state !== 'sent') {
    const written = await ledger.update(latest, sent(latest.entry, result.acceptance.requestId, now()));
    latest = written ?? (await ledger.read(stored.entry.tenant, stored.entry.id));
  }
  return { kind: 'sent', entry: latest?.entry ?? sent(stored.entry, result.acceptance.requestId, now()) };
}

async function closeNotSent(
  delivery: Delivery,
  { stored, result }: Ended<Extract<DeliveryResult, { kind: 'not-sent' }>>,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { error, draftId } = result;
  if (error.disposition === 'unconfirmed') return closeUnconfirmed(delivery, { stored, result: error }, ports);
  const end = endOf(stored.entry, error, ports.now());
  if (!end) return defer(delivery, { stored, result }, ports);
  const outcome = await write(stored, failed(stored.entry, end, ports.now()), ports);
  if (draftId !== undefined && outcome.kind === 'failed')
    await deleteDraft(delivery, { draftId, entry: stored.entry }, ports);
  return outcome;
}

async function closeUnconfirmed(
  delivery: Delivery,
  { stored, result: error }: Ended<DeliveryError>,
  ports: DeliveryPorts,
): Promise<Outcome> {
  if (mayLook(delivery)) return keepLooking(delivery, { stored, result: { looks: 0, error } }, ports);
  if (delivery.mailbox.connection.unconfirmed === 'resend')
    return defer(delivery, { stored, result: { error } }, ports);
  const written = await ports.ledger.park(
    parked(stored.entry, toFailure(error), ports.now()),
    delivery.received.body,
    stored,
  );
  return written ? { kind: 'parked', entry: written.entry } : { kind: 'superseded', entry: stored.entry };
}

async function keepLooking(
  delivery: Delivery,
  { stored, result }: Ended<{ readonly looks: number; readonly error?: DeliveryError }>,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const now = ports.now();
  const { entry } = stored;
  const comeBack = {
    at: laterOf(new Date(now.getTime() + SETTLE_TIME), result.error?.details.retryAt),
    copy: nextCopy(delivery, entry),
  };
  const failure = result.error ? toFailure(result.error) : (entry.failure ?? { code: 'ERR_DELIVERY_UNCONFIRMED' });
  const next = unconfirmed(entry, { failure, lookAt: comeBack.at, copy: comeBack.copy, looks: result.looks }, now);
  const written = await ports.ledger.update(stored, next);
  return written ? { kind: 'unconfirmed', entry: written.entry, comeBack } : { kind: 'superseded', entry };
}

/** No trace of it in the mailbox after several looks: it was never sent, and the attempt counts as failed. */
const startAgain = (delivery: Delivery, stored: StoredEntry, ports: DeliveryPorts): Promise<Outcome> =>
  closeNotSent(
    delivery,
    { stored, result: { kind: 'not-sent', error: deliveryError('ERR_GRAPH_UNAVAILABLE') } },
    ports,
  );

async function defer(
  delivery: Delivery,
  { stored, result }: Ended<{ readonly error: DeliveryError; readonly draftId?: string }>,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { entry } = stored;
  const { error, draftId } = result;
  const now = ports.now();
  const copy = nextCopy(delivery, entry);
  const due = laterOf(new Date(now.getTime() + backOff(copy, ports.random())), error.details.retryAt);
  // No later than its expiry: whoever waits for the message learns then that it will not be sent.
  const notBefore = due < entry.expiresAt ? due : entry.expiresAt;
  const next = deferred(
    entry,
    {
      failure: toFailure(error),
      notBefore,
      copy,
      spendsAttempt: !isWaiting(error),
      ...(draftId === undefined ? {} : { draftId }),
    },
    now,
  );
  const written = await ports.ledger.update(stored, next);
  return written
    ? { kind: 'deferred', entry: written.entry, comeBack: { at: notBefore, copy } }
    : { kind: 'superseded', entry };
}

async function write(stored: StoredEntry, next: LedgerEntry, { ledger }: DeliveryPorts): Promise<Outcome> {
  const written = await ledger.update(stored, next);
  return written ? { kind: 'failed', entry: written.entry } : { kind: 'superseded', entry: stored.entry };
}

/** Why the message ends here, or undefined where it may be tried again. */
function endOf(entry: LedgerEntry, error: DeliveryError, now: Date): Failure | undefined {
  if (error.disposition === 'permanent') return toFailure(error);
  if (entry.expiresAt <= now) return { ...toFailure(error), code: 'ERR_MESSAGE_EXPIRED', because: error.code };
  if (!isWaiting(error) && entry.attempt >= MOST_ATTEMPTS)
    return { ...toFailure(error), code: 'ERR_ATTEMPTS_EXHAUSTED', because: error.code };
  return undefined;
}

/** Waiting is not failing: being throttled gives the attempt back. */
const isWaiting = ({ code }: DeliveryError): boolean =>
  code === 'ERR_MAILBOX_THROTTLED' || code === 'ERR_TENANT_THROTTLED';

const nextCopy = ({ received }: Delivery, entry: LedgerEntry): number => Math.max(entry.copy, copyNumber(received)) + 1;

const laterOf = (a: Date, b: Date | undefined): Date => (b !== undefined && b > a ? b : a);

function toFailure({ code, details: { provider, requestId } }: DeliveryError): Failure {
  return { code, ...(provider === undefined ? {} : { provider }), ...(requestId === undefined ? {} : { requestId }) };
}
