/**
 * What an operator is told without having asked: what it is about, who must act, and what to do. An alert is raised once under its id,
 * however often its cause is seen, and is then told on every route that is set up.
 */
import type { Owner } from '../delivery/error-codes.ts';

/**
 * Worst first. `critical`: mail stands still, or will within a day. `error`: it will within seven days, or alerts do not arrive.
 * `warning`: there is time. `info`: nobody need act.
 */
export const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `route`: another way of telling failed. `test`: `postbus alerts test`. */
export const ALERT_KINDS = ['credential', 'hold', 'route', 'test'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface Alert {
  /** The same cause has the same id, seen again or by somebody else. At most 300 characters. */
  readonly id: string;
  readonly kind: AlertKind;
  readonly severity: Severity;
  /** What it is about: an error code, or a code of `alert-codes.ts`. docs/operations/alerts.md has a part for each. */
  readonly code: string;
  readonly tenant?: string;
  /** A whole address: routes that leave our hands show it as it is, the log does not. */
  readonly mailbox?: string;
  readonly sentence: string;
  readonly remedy: string;
  readonly owner: Owner;
  readonly expiresAt?: Date;
  /** Days of the calendar, UTC, from `raisedAt`: 0 on the day itself, which may be before or after the instant; negative after that day. */
  readonly daysLeft?: number;
  /** What a service answered. */
  readonly provider?: string;
  readonly raisedAt: Date;
}

/** Worst first; of the same severity what ends sooner, then by tenant, so that the order is always the same. */
export function compareAlerts(a: Alert, b: Alert): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    (a.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - (b.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) ||
    (a.tenant ?? '').localeCompare(b.tenant ?? '') ||
    a.id.localeCompare(b.id)
  );
}
