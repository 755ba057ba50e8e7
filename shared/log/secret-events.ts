/** PB5010 to PB5019: the daily check of credentials. What it finds is told as alerts (PB5001). */
import { isDeliveryError } from '../delivery/delivery-error.ts';
import type { LogSink } from './log-sink.ts';
import { redact } from './redact.ts';

export interface CheckCounts {
  /** Connections looked at. */
  readonly checked: number;
  readonly findings: number;
  /** Alerts that are new. */
  readonly raised: number;
  /** Connections for another run: the time was up, or a service did not answer. */
  readonly left: number;
  /** Connections that could not be checked for a reason nobody knows. */
  readonly failed: number;
  /** Records of connections that are gone. */
  readonly removed: number;
  /** Connections that Entra ID or Graph was not asked about, because it did not answer about others; the next day's run asks. */
  readonly unasked: number;
}

/** What a run did; `left` above 0 is gone on with at once. */
export function logSecretsChecked(log: LogSink, counts: CheckCounts): void {
  const level = counts.left + counts.failed + counts.unasked > 0 ? 'warn' : 'info';
  log({ event: 'PB5010', name: 'secrets-checked', level, fields: { ...counts } });
}

/** One connection could not be checked; the others are. */
export function logSecretCheckFailed(log: LogSink, tenant: string, error: unknown): void {
  const because = isDeliveryError(error) ? error.code : redact(String(error)).slice(0, 500);
  log({ event: 'PB5011', name: 'secret-check-failed', level: 'error', fields: { tenant, because } });
}
