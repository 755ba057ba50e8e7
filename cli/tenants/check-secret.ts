/** What can be seen of a client secret and its expiry before Entra ID sees them. Never repeats the value. */
import { CommandError, usageError } from '../command-error.ts';

const GUID = /^[{(]?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[)}]?$/i;

/** @throws CommandError */
export function checkSecret(value: string): void {
  if (value === '')
    throw refused('The client secret is empty.', 'Give its value, or keep the stored one with --keep-secret.');
  if (value !== value.trim()) {
    throw refused('The client secret begins or ends with a space or a line break.', 'Copy it again, without them.');
  }
  if (GUID.test(value)) {
    // The portal shows both columns side by side, and the id stays visible for ever: the commonest slip of all.
    throw refused(
      'That is the secret’s id, not its value.',
      'Copy the column "Value" in Entra ID, which is shown only once; if it is gone, create a new client secret.',
    );
  }
  if (/[\p{Cc}\p{Cf}]/u.test(value)) {
    throw refused('The client secret holds a control or invisible character.', 'Copy it again, the value alone.');
  }
}

/** A day counts from its start, UTC: a warning that comes hours early harms nobody. @throws CommandError */
export function parseExpiry(text: string, now: Date): Date {
  const date = toDate(text);
  if (date === undefined) {
    throw usageError(
      `The expiry ${JSON.stringify(text)} is not a date.`,
      'Write it as Entra ID shows it for the secret, year first: 2027-06-30.',
    );
  }
  if (date <= now)
    throw refused('The client secret has expired already.', 'Create a new one in Entra ID and store that.');
  return date;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Undefined for anything else, and for days that no month has: `new Date` makes 3 March of 2027-02-31. */
function toDate(text: string): Date | undefined {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  if (!(DAY.test(text) || INSTANT.test(text)) || Number.isNaN(midnight.getTime())) return undefined;
  if (!midnight.toISOString().startsWith(day)) return undefined;
  const date = DAY.test(text) ? midnight : new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const refused = (sentence: string, remedy: string): CommandError =>
  new CommandError({ code: 'ERR_SECRET_REFUSED', sentence, remedy });
