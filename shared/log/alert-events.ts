/** PB50…: alerts, and what became of telling them. `alert-raised` is what an alert rule of Azure Monitor fires on. */
import type { Alert, Severity } from '../alert/alert.ts';
import { isDeliveryError } from '../delivery/delivery-error.ts';
import type { LogLevel, LogSink } from './log-sink.ts';
import { redact, redactAddress } from './redact.ts';

const LEVELS: Readonly<Record<Severity, LogLevel>> = {
  critical: 'error',
  error: 'error',
  warning: 'warn',
  info: 'info',
};

export function logAlert(log: LogSink, alert: Alert): void {
  const { id, kind, severity, code, tenant, mailbox, owner, sentence, remedy, expiresAt, daysLeft, provider } = alert;
  log({
    event: 'PB5001',
    name: 'alert-raised',
    level: LEVELS[severity],
    fields: {
      alert: id,
      kind,
      severity,
      code,
      tenant,
      mailbox: mailbox && redactAddress(mailbox),
      owner,
      sentence,
      remedy,
      expiresAt: expiresAt?.toISOString(),
      daysLeft,
      provider,
    },
  });
}

interface BatchFacts {
  readonly route: string;
  readonly batch: string;
  readonly alerts: number;
}

/** The log itself says each alert; of the other routes this is what is known. */
export function logAlertsTold(
  log: LogSink,
  { route, batch, alerts, how }: BatchFacts & { readonly how?: string | undefined },
): void {
  if (route !== 'log')
    log({ event: 'PB5002', name: 'alerts-told', level: 'info', fields: { route, batch, alerts, how } });
}

/** It is tried again; the other routes say it too. */
export function logRouteFailed(
  log: LogSink,
  { route, batch, alerts, tries, error }: BatchFacts & { readonly tries: number; readonly error: unknown },
): void {
  const fields = { route, batch, alerts, tries, because: sampleOf(error), cause: causeOf(error) };
  log({ event: 'PB5003', name: 'alert-route-failed', level: 'error', fields });
}

/** The digest goes through another connection, or through none. */
export function logMailConnectionSkipped(
  log: LogSink,
  { tenant, because }: { readonly tenant: string; readonly because: string },
): void {
  log({
    event: 'PB5004',
    name: 'alert-mail-connection-skipped',
    level: 'warn',
    fields: { tenant, because: redact(because) },
  });
}

const sampleOf = (error: unknown): string =>
  isDeliveryError(error)
    ? [error.code, error.details.provider].filter(Boolean).join(' ')
    : redact(error instanceof Error ? error.message : String(error)).slice(0, 500);

/** Of a foreign failure the name and code only: its message may hold the address it was about. */
function causeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? cause.name : undefined;
}
