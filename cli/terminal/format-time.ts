/** Instants for people: always UTC, and how far away. */
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/duration.ts';

/** `2026-03-01 09:05:00Z` */
export const formatInstant = (date: Date): string =>
  date
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');

/** `2026-03-01 09:05:00Z (3 min ago)` */
export const formatInstantFrom = (date: Date, now: Date): string =>
  `${formatInstant(date)} (${formatDistance(date, now)})`;

/** `in 2 h`, `3 min ago`, `now` */
export function formatDistance(date: Date, now: Date): string {
  const milliseconds = date.getTime() - now.getTime();
  const size = formatDuration(Math.abs(milliseconds));
  if (size === undefined) return 'now';
  return milliseconds > 0 ? `in ${size}` : `${size} ago`;
}

const UNITS = [
  [2 * DAY, DAY, 'days'],
  [2 * HOUR, HOUR, 'h'],
  [2 * MINUTE, MINUTE, 'min'],
  [SECOND, SECOND, 's'],
] as const;

function formatDuration(milliseconds: number): string | undefined {
  const unit = UNITS.find(([from]) => milliseconds >= from);
  return unit && `${Math.floor(milliseconds / unit[1])} ${unit[2]}`;
}
