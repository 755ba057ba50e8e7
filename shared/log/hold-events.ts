/** PB3…: holds. `hold-opened` is the alert: it comes once a hold, at level error, and says who must do what. */
import { isDeliveryError } from '../delivery/delivery-error.ts';
import { errorCodes } from '../delivery/error-codes.ts';
import type { Hold } from '../tenant/hold.ts';
import type { LogEvent, LogFields, LogLevel, LogSink } from './log-sink.ts';
import { redact, redactAddress } from './redact.ts';

/** A failure that comes back within an hour of its release is no second alert. */
export function logHoldOpened(log: LogSink, hold: Hold): void {
  if (hold.probes === 0) log(event('PB3001', 'hold-opened', 'error', explained(hold)));
  else log(event('PB3002', 'hold-opened-again', 'warn', explained(hold)));
}

/** What stood in the way is gone, and something else is found behind it: that is news. */
export const logHoldChanged = (log: LogSink, hold: Hold): void =>
  log(event('PB3001', 'hold-opened', 'error', explained(hold)));

/** The probe could not be made, or what it learned could not be written. */
export function logProbeFailed(log: LogSink, hold: Hold, error: unknown): void {
  const because = isDeliveryError(error) ? error.code : redact(String(error)).slice(0, 500);
  log(event('PB3006', 'hold-probe-failed', 'error', { ...scopeOf(hold), code: hold.code, because }));
}

/** A probe found the cause still there, or did not get through (`learned` false). */
export function logHoldProbed(log: LogSink, hold: Hold, learned: boolean): void {
  const { code, probes, probeAt } = hold;
  log(
    event('PB3003', 'hold-probed', 'info', { ...scopeOf(hold), code, probes, learned, nextAt: probeAt?.toISOString() }),
  );
}

export function logHoldLifted(log: LogSink, hold: Hold, by: 'probe' | 'operator'): void {
  log(
    event('PB3004', 'hold-lifted', 'info', { ...scopeOf(hold), code: hold.code, since: hold.since.toISOString(), by }),
  );
}

/** What was parked for it is back on the queue. */
export function logHoldReleased(log: LogSink, hold: Hold, messages: number): void {
  log(event('PB3005', 'hold-released', 'info', { ...scopeOf(hold), code: hold.code, messages }));
}

const event = (id: string, name: string, level: LogLevel, fields: LogFields): LogEvent => ({
  event: id,
  name,
  level,
  fields,
});

const scopeOf = ({ tenant, mailbox }: Hold): LogFields => ({
  tenant,
  scope: mailbox === undefined ? 'tenant' : 'mailbox',
  mailbox: mailbox && redactAddress(mailbox),
});

function explained(hold: Hold): LogFields {
  const { code, provider, requestId, note, since, probeAt } = hold;
  const { status, owner, sentence, remedy } = errorCodes[code];
  const nextAt = probeAt?.toISOString();
  return {
    ...scopeOf(hold),
    code,
    status,
    sentence,
    owner,
    remedy,
    provider,
    requestId,
    note,
    since: since.toISOString(),
    nextAt,
  };
}
