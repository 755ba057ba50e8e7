/**
 * Every event Postbus logs, one function each, with a stable id. PB1…: what became of a message. PB2…: Postbus itself.
 * Fields are ids, codes, numbers and times; never content, a secret, a token or a whole address.
 */
import { isDeliveryError } from '../delivery/delivery-error.ts';
import { errorCodes } from '../delivery/error-codes.ts';
import type { LedgerEntry } from '../delivery/ledger-entry.ts';
import type { ComeBack, Outcome } from '../delivery/outcome.ts';
import type { LogEvent, LogFields, LogLevel, LogSink } from './log-sink.ts';
import { redact, redactAddress } from './redact.ts';

/** One event for the end of each handling. */
export function logOutcome(log: LogSink, outcome: Outcome): void {
  log(toEvent(outcome));
}

function toEvent(outcome: Outcome): LogEvent {
  switch (outcome.kind) {
    case 'sent':
      return event('PB1001', 'message-sent', 'info', fieldsOf(outcome.entry));
    case 'duplicate':
      return event('PB1002', 'message-duplicate', 'info', {
        ...fieldsOf(outcome.entry),
        state: outcome.entry.state,
        isEnqueuedAgain: outcome.isEnqueuedAgain,
      });
    case 'deferred':
      return event('PB1003', 'message-deferred', 'warn', {
        ...fieldsOf(outcome.entry),
        ...comingBack(outcome.comeBack),
      });
    case 'failed':
      return event('PB1004', 'message-failed', 'error', fieldsOf(outcome.entry));
    case 'parked':
      return event('PB1005', 'message-parked', parkedLevel(outcome.entry), {
        ...fieldsOf(outcome.entry),
        ...(outcome.comeBack ? comingBack(outcome.comeBack) : {}),
      });
    case 'unconfirmed':
      return event('PB1006', 'message-unconfirmed', 'warn', {
        ...fieldsOf(outcome.entry),
        ...comingBack(outcome.comeBack),
      });
    case 'waiting':
      return event('PB1007', 'message-waiting', outcome.error ? 'warn' : 'info', {
        tenant: outcome.tenant,
        id: outcome.id,
        code: outcome.error?.code,
        ...comingBack(outcome.comeBack),
      });
    case 'superseded':
      return event('PB1008', 'message-superseded', 'info', {
        ...fieldsOf(outcome.entry),
        ...(outcome.comeBack ? comingBack(outcome.comeBack) : {}),
      });
  }
}

/** What a hold keeps back is told once, when the hold is opened; whatever else is parked waits for a person. */
const parkedLevel = ({ failure }: LedgerEntry): LogLevel =>
  failure && errorCodes[failure.code].action === 'hold' ? 'warn' : 'error';

/** A failure that no table row knows: the sample a new row is made from. */
export function logUnknownFailure(log: LogSink, tenant: string, id: string, error: unknown): void {
  log(event('PB2001', 'unknown-failure', 'error', { tenant, id, sample: sampleOf(error) }));
}

/** The draft of a refused message could not be deleted; housekeeping will find it. */
export function logDraftLeft(log: LogSink, entry: LedgerEntry, error: unknown): void {
  log(
    event('PB2002', 'draft-left', 'warn', {
      ...fieldsOf(entry),
      because: isDeliveryError(error) ? error.code : sampleOf(error),
    }),
  );
}

/** The vault is out of reach and a secret from memory is used. */
export function logStaleCredential(log: LogSink, tenant: string, error: unknown): void {
  log(
    event('PB2003', 'stale-credential-used', 'warn', {
      tenant,
      because: isDeliveryError(error) ? error.code : sampleOf(error),
    }),
  );
}

/** The newest version of a credential is refused, and the one before it does: mail goes on, and somebody must look. */
export function logEarlierCredential(
  log: LogSink,
  tenant: string,
  { used, refused }: { readonly used: string; readonly refused: string },
): void {
  log(event('PB2004', 'earlier-credential-used', 'warn', { tenant, used, refused }));
}

const event = (id: string, name: string, level: LogLevel, fields: LogFields): LogEvent => ({
  event: id,
  name,
  level,
  fields,
});

function fieldsOf(entry: LedgerEntry): LogFields {
  const { tenant, id, mailbox, attempt, copy, recipients, failure, requestId } = entry;
  return {
    tenant,
    id,
    mailbox: mailbox && redactAddress(mailbox),
    attempt,
    copy,
    recipients,
    ...failureFields(failure),
    ...(requestId ? { requestId } : {}),
  };
}

function failureFields(failure: LedgerEntry['failure']): LogFields {
  if (!failure) return {};
  const { status, owner, remedy } = errorCodes[failure.code];
  const { code, because, provider, requestId, problems, lastStep } = failure;
  return {
    lastStep,
    code,
    because,
    status,
    owner,
    remedy,
    provider,
    requestId,
    problems: problems?.map(({ path, sentence }) => `${path} ${sentence}`).join(' | '),
  };
}

const comingBack = ({ at, copy }: ComeBack): LogFields => ({ nextAt: at.toISOString(), nextCopy: copy });

/** Name, message and causes of an unknown error, redacted, at most 500 characters. */
function sampleOf(error: unknown): string {
  const parts: string[] = [];
  for (let each: unknown = error; each instanceof Error && parts.length < 4; each = each.cause)
    parts.push(`${each.name}: ${each.message}`);
  return redact(parts.length > 0 ? parts.join(' <- ') : String(error)).slice(0, 500);
}
