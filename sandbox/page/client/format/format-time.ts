/** Times as a reader wants them: the hour for today, the day for this year, else the date. An absent or unreadable time is an empty string. */
export function formatListTime(iso: string | null | undefined, now: Date, timeZone?: string): string {
  const time = parseTime(iso);
  if (time === undefined) {
    return '';
  }
  const { date, hour, day } = formatsFor(timeZone);
  const [timeDate, nowDate] = [date.format(time), date.format(now)];
  if (timeDate === nowDate) {
    return hour.format(time);
  }
  return timeDate.slice(0, 4) === nowDate.slice(0, 4) ? day.format(time) : timeDate;
}

export function formatFullTime(iso: string | null | undefined, timeZone?: string): string {
  const time = parseTime(iso);
  return time === undefined ? '' : formatsFor(timeZone).full.format(time);
}

interface Formats {
  /** 2026-11-22 */
  readonly date: Intl.DateTimeFormat;
  readonly hour: Intl.DateTimeFormat;
  readonly day: Intl.DateTimeFormat;
  readonly full: Intl.DateTimeFormat;
}

const known = new Map<string | undefined, Formats>();

/** Made once per zone: `toLocaleString` makes a new one at each call, and 5,000 rows of it froze the page for four seconds. */
function formatsFor(timeZone: string | undefined): Formats {
  const found = known.get(timeZone);
  if (found !== undefined) {
    return found;
  }
  const zone = timeZone === undefined ? {} : { timeZone };
  const hour = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const weekday = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;
  const made: Formats = {
    date: new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone }),
    hour: new Intl.DateTimeFormat('en-GB', { ...hour, ...zone }),
    day: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...zone }),
    full: new Intl.DateTimeFormat('en-GB', { ...weekday, ...hour, second: '2-digit', ...zone }),
  };
  known.set(timeZone, made);
  return made;
}

function parseTime(iso: string | null | undefined): Date | undefined {
  const time = new Date(iso ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
