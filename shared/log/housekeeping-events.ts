/** PB4…: housekeeping. */
import { isDeliveryError } from '../delivery/delivery-error.ts';
import type { LedgerEntry } from '../delivery/ledger-entry.ts';
import type { LogSink } from './log-sink.ts';
import { redact } from './redact.ts';

/** What a run did: messages that expired, messages released, drafts deleted, records removed. */
export function logHousekeeping(log: LogSink, counts: Readonly<Record<string, number>>): void {
  log({ event: 'PB4001', name: 'housekeeping-done', level: 'info', fields: counts });
}

export function logHousekeepingFailed(log: LogSink, step: string, error: unknown): void {
  const because = isDeliveryError(error) ? error.code : redact(String(error)).slice(0, 500);
  log({ event: 'PB4002', name: 'housekeeping-failed', level: 'error', fields: { step, because } });
}

/** Its queue message never came back: somebody purged the queue, or removed it by hand. */
export function logOverdue(log: LogSink, { tenant, id, state, attempt }: LedgerEntry): void {
  log({ event: 'PB4003', name: 'message-overdue', level: 'error', fields: { tenant, id, state, attempt } });
}

/** The drafts of a mailbox could not be swept. */
export function logSweepFailed(log: LogSink, tenant: string, error: unknown): void {
  const because = isDeliveryError(error) ? error.code : redact(String(error)).slice(0, 500);
  log({ event: 'PB4004', name: 'draft-sweep-failed', level: 'warn', fields: { tenant, because } });
}
