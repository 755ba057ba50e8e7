/** Reads a Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3). Anything else is no wish at all. */
export function parseRetryAfter(header: string | null | undefined, now: Date): Date | undefined {
  if (header === null || header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return new Date(now.getTime() + Number(header) * 1000);
  const date = new Date(header);
  return Number.isNaN(date.getTime()) || !/[a-z]{3}/i.test(header) ? undefined : date;
}
