/** Reads a Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3). Anything else is no wish at all. */
/** `Date` reads "soon 5" as May 2001; only what begins with a weekday and holds a time is a date here. */
const HTTP_DATE = /^\s*(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/;

export function parseRetryAfter(header: string | null | undefined, now: Date): Date | undefined {
  if (header === null || header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return new Date(now.getTime() + Number(header) * 1000);
  const date = new Date(header);
  return Number.isNaN(date.getTime()) || !HTTP_DATE.test(header) ? undefined : date;
}
