/**
 * Reads a Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3). Anything else is no wish at all.
 * The wish is honoured whole, up to a day: no window of Microsoft's is longer, and a mailbox or a service must not stop for
 * years because of one odd number. After that day the service can say again what it wants.
 */
import { DAY, SECOND } from '../duration.ts';

/** `Date` reads "soon 5" as May 2001; only what begins with a weekday and holds a time is a date here. */
const HTTP_DATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/;
/** The oldest of the three forms names no zone, and `Date` would take it for this machine's. */
const ASCTIME = /^\w{3} \w{3} +\d{1,2} \d\d:\d\d:\d\d \d{4}$/;

/** @returns an instant from now to a day from now: a date in the past means now, and two clocks that differ are no trap. */
export function parseRetryAfter(header: string | null | undefined, now: Date): Date | undefined {
  const wait = waitIn((header ?? '').trim(), now.getTime());
  return wait === undefined ? undefined : new Date(now.getTime() + Math.min(Math.max(wait, 0), DAY));
}

function waitIn(header: string, now: number): number | undefined {
  if (/^\d+$/.test(header)) return Number(header) * SECOND;
  if (!HTTP_DATE.test(header)) return undefined;
  const instant = Date.parse(ASCTIME.test(header) ? `${header} GMT` : header);
  return Number.isNaN(instant) ? undefined : instant - now;
}
