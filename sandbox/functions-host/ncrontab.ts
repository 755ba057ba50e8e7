/**
 * NCRONTAB, the schedule language of timer triggers: `{second} {minute} {hour} {day} {month} {day of week}`, UTC.
 * Follows the NCrontab library where it differs from cron: a day must match both day and day of week, a range written
 * backwards is turned around, names are prefixes ("Mon"), and five fields mean second 0.
 * Throws for anything it cannot read; the sentence names the field.
 */

export interface Schedule {
  /** The first instant strictly after `instant`; undefined when none comes within the horizon (30 February). */
  readonly next: (instant: Date) => Date | undefined;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const second: Field = { name: 'second', min: 0, max: 59 };
const minute: Field = { name: 'minute', min: 0, max: 59 };
const hour: Field = { name: 'hour', min: 0, max: 23 };
const day: Field = { name: 'day', min: 1, max: 31 };
const month: Field = { name: 'month', min: 1, max: 12, names: months };
const weekday: Field = { name: 'day of week', min: 0, max: 6, names: weekdays };

/** 29 February on a given weekday can be 40 years away, when a century year without a leap day lies between. */
const HORIZON_YEARS = 41;

export function parseNcrontab(expression: string): Schedule {
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== 5 && texts.length !== 6) {
    throw new Error(
      `"${expression}" has ${texts.length} fields. Write six: second minute hour day month day-of-week, as in "0 */5 * * * *".`,
    );
  }
  const [seconds = '0', minutes = '*', hours = '*', days = '*', monthsText = '*', daysOfWeek = '*'] =
    texts.length === 6 ? texts : ['0', ...texts];
  const matches: Matches = {
    second: parseField(second, seconds),
    minute: parseField(minute, minutes),
    hour: parseField(hour, hours),
    day: parseField(day, days),
    month: parseField(month, monthsText),
    weekday: parseField(weekday, daysOfWeek),
  };
  return { next: (instant) => findNext(matches, instant) };
}

type Matches = Readonly<Record<'second' | 'minute' | 'hour' | 'day' | 'month' | 'weekday', ReadonlySet<number>>>;

function findNext(matches: Matches, after: Date): Date | undefined {
  const lastYear = after.getUTCFullYear() + HORIZON_YEARS;
  const at = new Date(Math.floor(after.getTime() / 1_000) * 1_000 + 1_000);
  while (at.getUTCFullYear() <= lastYear) {
    if (!advance(at, matches)) return at;
  }
  return undefined;
}

/** Moves `at` to the start of the next month, day, hour, minute or second, whichever is the largest that does not match. */
function advance(at: Date, matches: Matches): boolean {
  const [year, monthIndex, date, hours, minutes] = [
    at.getUTCFullYear(),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ];
  if (!matches.month.has(monthIndex + 1)) at.setTime(Date.UTC(year, monthIndex + 1));
  else if (!matches.day.has(date) || !matches.weekday.has(at.getUTCDay()))
    at.setTime(Date.UTC(year, monthIndex, date + 1));
  else if (!matches.hour.has(hours)) at.setTime(Date.UTC(year, monthIndex, date, hours + 1));
  else if (!matches.minute.has(minutes)) at.setTime(Date.UTC(year, monthIndex, date, hours, minutes + 1));
  else if (!matches.second.has(at.getUTCSeconds())) at.setTime(at.getTime() + 1_000);
  else return false;
  return true;
}

function parseField(field: Field, text: string): ReadonlySet<number> {
  return new Set(text.split(',').flatMap((part) => parsePart(field, part)));
}

function parsePart(field: Field, part: string): readonly number[] {
  const form = /^(?:(?<all>\*)|(?<first>\w+)(?:-(?<last>\w+))?)(?:\/(?<step>\d+))?$/.exec(part)?.groups;
  if (form === undefined) throw new Error(`"${part}" is no ${field.name}. ${allowed(field)}`);
  const step = Math.max(1, Number(form.step ?? 1));
  if (form.all) return range(field.min, field.max, step);
  const first = parseValue(field, form.first ?? '');
  if (form.last !== undefined) {
    const last = parseValue(field, form.last);
    return range(Math.min(first, last), Math.max(first, last), step);
  }
  return form.step === undefined ? [first] : range(first, field.max, step);
}

function parseValue(field: Field, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : valueOfName(field, text);
  if (value >= field.min && value <= field.max) return value;
  throw new Error(`"${text}" is no ${field.name}. ${allowed(field)}`);
}

function valueOfName(field: Field, text: string): number {
  const index = field.names?.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase())) ?? -1;
  return index < 0 ? Number.NaN : index + field.min;
}

function range(first: number, last: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function allowed(field: Field): string {
  const names = field.names ? ` or names (${field.names[0]} …)` : '';
  return `Write numbers from ${field.min} to ${field.max}${names}, as in "*", "1,2", "1-5" or "*/5".`;
}
