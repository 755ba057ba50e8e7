/** How far away an expiry is, for people and for thresholds alike. */
import { DAY } from '../../duration.ts';

/**
 * Days of the calendar, UTC: 0 today, 1 tomorrow, -1 yesterday. A secret made for nine days has nine of them a second later, too. 0 does not
 * say whether it has expired: only the instants do.
 */
export function daysUntil(date: Date, now: Date): number {
  return dayNumber(date) - dayNumber(now);
}

const dayNumber = (date: Date): number => Math.floor(date.getTime() / DAY);
