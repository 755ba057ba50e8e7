/** Makes an outcome of how an attempt ended, and records it. */
import { copyNumber } from '../message/received-message.ts';
import { backOff } from './back-off.ts';
import { type Change, changeEntry, isOutcome } from './change-entry.ts';
import { SETTLE_TIME } from './deadlines.ts';
import type { DeliveryResult } from './deliver.ts';
import { type DeliveryError, deliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { Delivery } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { deferred, type Failure, failed, type LedgerEntry, parked, unconfirmed } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';
import { deleteDraft, mayLook } from './reconcile.ts';
import { recordSent } from './record-sent.ts';

/** Attempts that fail, before a message does. */
export const MOST_ATTEMPTS = 12;
/** Looks without a trace, before an attempt counts as never made. */
const MOST_LOOKS = 2;

type NotSent = Extract<DeliveryResult, { kind: 'not-sent' }>;

export async function closeAttempt(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: DeliveryResult },
  ports: DeliveryPorts,
): Promise<Outcome> {
  switch (result.kind) {
    case 'sent':
      return recordSent(delivery, { acceptance: result.acceptance, stored }, ports);
    case 'no-trace':
      return result.looks < MOST_LOOKS
        ? keepLooking(delivery, { stored, looks: result.looks }, ports)
        : closeNotSent(delivery, { stored, result: neverMade() }, ports);
    case 'could-not-look':
      return keepLooking(delivery, { stored, looks: stored.entry.looks ?? 0, error: result.error }, ports);
    case 'not-sent':
      return result.error.disposition === 'unconfirmed'
        ? closeUnconfirmed(delivery, { stored, result }, ports)
        : closeNotSent(delivery, { stored, result }, ports);
  }
}

/** No trace of it in the mailbox after several looks: it was never sent, no draft of it is left, and the attempt failed. */
const neverMade = (): NotSent => ({
  kind: 'not-sent',
  error: deliveryError('ERR_GRAPH_UNAVAILABLE', { provider: 'no trace in the mailbox' }),
});

async function closeNotSent(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: NotSent },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { error, draftId } = result;
  const end = endOf(stored.entry, error, ports.now());
  if (!end) return defer(delivery, { stored, result }, ports);
  const written = await changeEntry(delivery, { stored, change: (entry) => failed(entry, end, ports.now()) }, ports);
  if (isOutcome(written)) return written;
  if (draftId !== undefined) await deleteDraft(delivery, { draftId, entry: written.entry }, ports);
  return { kind: 'failed', entry: written.entry };
}

async function closeUnconfirmed(
  delivery: Delivery,
  { stored, result }: { readonly stored: StoredEntry; readonly result: NotSent },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { error, draftId } = result;
  if (mayLook(delivery))
    return keepLooking(delivery, { stored, looks: 0, error, ...(draftId === undefined ? {} : { draftId }) }, ports);
  const mayResend = delivery.mailbox.connection.unconfirmed === 'resend' && !endOf(stored.entry, error, ports.now());
  return mayResend
    ? defer(delivery, { stored, result: { kind: 'not-sent', error } }, ports)
    : park(delivery, { stored, failure: toFailure(error) }, ports);
}

interface Look {
  readonly stored: StoredEntry;
  readonly looks: number;
  readonly error?: DeliveryError;
  readonly draftId?: string;
}

/** Comes back to look once Exchange has had time to show the message. A message that expires in doubt is parked, never failed. */
async function keepLooking(
  delivery: Delivery,
  { stored, looks, error, draftId }: Look,
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { entry } = stored;
  const now = ports.now();
  const failure = doubtOf(entry, error);
  if (entry.expiresAt <= now) return park(delivery, { stored, failure }, ports);
  const settled = new Date(
    now.getTime() + Math.max(SETTLE_TIME, error ? backOff(entry.deferrals + 1, ports.random()) : 0),
  );
  const at = earlierOf(laterOf(settled, error?.details.retryAt), laterOf(entry.expiresAt, settled));
  const copy = nextCopy(delivery, entry);
  const change: Change = (latest) =>
    unconfirmed(latest, { failure, lookAt: at, copy, looks, ...(draftId === undefined ? {} : { draftId }) }, now);
  const written = await changeEntry(delivery, { stored, change }, ports);
  return isOutcome(written) ? written : { kind: 'unconfirmed', entry: written.entry, comeBack: { at, copy } };
}

async function defer(
  delivery: Delivery,
  { stored, result: { error, draftId } }: { readonly stored: StoredEntry; readonly result: NotSent },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const { entry } = stored;
  const now = ports.now();
  const copy = nextCopy(delivery, entry);
  const due = laterOf(new Date(now.getTime() + backOff(entry.deferrals + 1, ports.random())), error.details.retryAt);
  // No later than its expiry: whoever waits for the message learns then that it will not be sent.
  const notBefore = earlierOf(due, entry.expiresAt);
  const draft = draftId === undefined ? {} : { draftId };
  const change: Change = (latest) =>
    deferred(latest, { failure: toFailure(error), notBefore, copy, spendsAttempt: !isWaiting(error), ...draft }, now);
  const written = await changeEntry(delivery, { stored, change }, ports);
  return isOutcome(written) ? written : { kind: 'deferred', entry: written.entry, comeBack: { at: notBefore, copy } };
}

async function park(
  delivery: Delivery,
  { stored, failure }: { readonly stored: StoredEntry; readonly failure: Failure },
  ports: DeliveryPorts,
): Promise<Outcome> {
  const written = await changeEntry(
    delivery,
    { stored, change: (entry) => parked(entry, failure, ports.now()) },
    ports,
  );
  return isOutcome(written) ? written : { kind: 'parked', entry: written.entry };
}

/** Why the message ends here, or undefined where it may be tried again. */
function endOf(entry: LedgerEntry, error: DeliveryError, now: Date): Failure | undefined {
  if (error.disposition === 'permanent') return toFailure(error);
  if (entry.expiresAt <= now) return { ...toFailure(error), code: 'ERR_MESSAGE_EXPIRED', because: error.code };
  if (!isWaiting(error) && entry.attempt >= MOST_ATTEMPTS)
    return { ...toFailure(error), code: 'ERR_ATTEMPTS_EXHAUSTED', because: error.code };
  return undefined;
}

/** What is recorded of a doubt: that it is one, and what keeps it from being resolved. */
function doubtOf(entry: LedgerEntry, error: DeliveryError | undefined): Failure {
  if (!error) return entry.failure ?? { code: 'ERR_DELIVERY_UNCONFIRMED' };
  const because = error.code === 'ERR_DELIVERY_UNCONFIRMED' ? {} : { because: error.code };
  return { ...toFailure(error), code: 'ERR_DELIVERY_UNCONFIRMED', ...because };
}

/** Waiting is not failing: being throttled gives the attempt back. */
const isWaiting = ({ code }: DeliveryError): boolean => code === 'ERR_MAILBOX_THROTTLED';

const nextCopy = ({ received }: Delivery, entry: LedgerEntry): number => Math.max(entry.copy, copyNumber(received)) + 1;

const laterOf = (a: Date, b: Date | undefined): Date => (b !== undefined && b > a ? b : a);
const earlierOf = (a: Date, b: Date): Date => (a < b ? a : b);

function toFailure({ code, details: { provider, requestId } }: DeliveryError): Failure {
  return { code, ...(provider === undefined ? {} : { provider }), ...(requestId === undefined ? {} : { requestId }) };
}
