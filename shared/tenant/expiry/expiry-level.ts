/**
 * When an expiry is told: at fixed numbers of days left, and daily once it has passed. A level is the threshold that has been reached;
 * of several that were missed only the nearest one is told.
 */
import type { Severity } from '../../alert/alert.ts';
import { daysUntil } from './days-until.ts';

/** Days left, far to near. */
export const THRESHOLDS = [60, 30, 14, 7, 3, 1, 0] as const;

/** Above this there is time; from here on it will stop within days. */
const MANY_DAYS = 7;

/** Of a secret that Postbus renews by itself, a month before its end: nearer than that, the renewal has not worked. */
const RENEWED_THRESHOLDS = THRESHOLDS.filter((days) => days < 30);

/**
 * The nearest threshold that has been reached; undefined while it is far away. Once expired: -1 on that day, -2 on the next, so that a check
 * a day finds a lower level each time, whatever the hours of the expiry and of the check.
 */
export function levelOf(
  expiresAt: Date,
  now: Date,
  { isRenewed = false }: { readonly isRenewed?: boolean } = {},
): number | undefined {
  const days = daysUntil(expiresAt, now);
  if (expiresAt <= now) return days - 1;
  return (isRenewed ? RENEWED_THRESHOLDS : THRESHOLDS).findLast((threshold) => days <= threshold);
}

/** Levels only fall: one that was told, and any above it, is not told again. */
export const isDue = (level: number | undefined, told: number | undefined): boolean =>
  level !== undefined && (told === undefined || level < told);

export function severityOf(level: number): Severity {
  if (level <= 0) return 'critical';
  return level <= MANY_DAYS ? 'error' : 'warning';
}
