/** How far away an expiry is, for people and for thresholds alike. */
import { DAY } from '../../duration.ts';

/**
 * Days of the calendar, UTC: a secret made for nine days has nine of them a second later, too. When it has passed, the days since, begun
 * ones and negative: by the calendar a secret that ended at midnight would be as old the next morning as on this one, and be silent for a day.
 */
export function daysUntil(date: Date, now: Date): number {
  if (date > now) return dayNumber(date) - dayNumber(now);
  return -1 - Math.floor((now.getTime() - date.getTime()) / DAY);
}

const dayNumber = (date: Date): number => Math.floor(date.getTime() / DAY);
