/** Puts an attempt that failed off until later, or says why the message ends here. */
import { copyNumber } from '../message/received-message.ts';
import { backOff } from './back-off.ts';
import { type Change, changeEntry, isOutcome } from './change-entry.ts';
import type { DeliveryError } from './delivery-error.ts';
import type { DeliveryPorts } from './delivery-ports.ts';
import type { NotSent } from './delivery-result.ts';
import { type Action, errorCodes } from './error-codes.ts';
import type { Delivery } from './handling.ts';
import type { StoredEntry } from './ledger.ts';
import { deferred, type Failure, type LedgerEntry } from './ledger-entry.ts';
import type { Outcome } from './outcome.ts';
import { toFailure } from './to-failure.ts';

/** A doubt counts, because trying again may send a second mail. */
const COUNTED: ReadonlySet<Action> = new Set(['retry', 'reconcile']);
/** Attempts that fail, before a message does. */
export const MOST_ATTEMPTS = 12;

export async function defer(
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
    deferred(
      latest,
      {
        failure: toFailure(error),
        notBefore,
        copy,
        spendsAttempt: spendsAttempt(error),
        isInDoubt: error.disposition === 'unconfirmed',
        ...draft,
      },
      now,
    );
  const written = await changeEntry(delivery, { stored, change }, ports);
  return isOutcome(written) ? written : { kind: 'deferred', entry: written.entry, comeBack: { at: notBefore, copy } };
}

/** Why the message ends here, or undefined where it may be tried again. */
export function endOf(entry: LedgerEntry, error: DeliveryError, now: Date): Failure | undefined {
  if (error.disposition === 'permanent') return toFailure(error);
  if (entry.expiresAt <= now) return { ...toFailure(error), code: 'ERR_MESSAGE_EXPIRED', because: error.code };
  if (spendsAttempt(error) && entry.attempt >= MOST_ATTEMPTS)
    return { ...toFailure(error), code: 'ERR_ATTEMPTS_EXHAUSTED', because: error.code };
  return undefined;
}

/** Waiting is not failing: what is nobody's fault of this message gives the attempt back, and its expiry ends the wait. */
const spendsAttempt = ({ code }: DeliveryError): boolean => COUNTED.has(errorCodes[code].action);

export const nextCopy = ({ received }: Delivery, entry: LedgerEntry): number =>
  Math.max(entry.copy, copyNumber(received)) + 1;

export const laterOf = (a: Date, b: Date | undefined): Date => (b !== undefined && b > a ? b : a);
export const earlierOf = (a: Date, b: Date): Date => (a < b ? a : b);
