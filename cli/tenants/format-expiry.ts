/** When a client secret expires, for people: the instant, and the days that are left to renew it. */
import { daysUntil } from '../../shared/tenant/expiry/days-until.ts';
import { formatInstant } from '../terminal/format-time.ts';

export function formatExpiry(expiresAt: Date, now: Date): string {
  if (expiresAt <= now) return `expired ${formatInstant(expiresAt)}`;
  return `expires ${formatInstant(expiresAt)}, ${formatDaysLeft(daysUntil(expiresAt, now))}`;
}

function formatDaysLeft(days: number): string {
  if (days === 0) return 'today';
  return `${days} ${days === 1 ? 'day' : 'days'} left`;
}
