/** What can be seen of a client secret and its expiry before Entra ID sees them. Never repeats the value. */
import { findSecretProblem } from '../../shared/tenant/secret-problems.ts';
import { CommandError, usageError } from '../command-error.ts';

/** @throws CommandError */
export function checkSecret(value: string): void {
  const problem = findSecretProblem(value);
  if (!problem) return;
  const isEmpty = value.trim() === '';
  throw refused(
    problem.sentence,
    isEmpty ? 'Give its value, or keep the stored one with --keep-secret.' : problem.remedy,
  );
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
