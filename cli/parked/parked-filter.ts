/** Which parked messages are meant: from flags to a filter, every wrong flag at once, and from a filter to yes or no. Pure. */
import { type ErrorCode, errorCodes } from '../../shared/delivery/error-codes.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/duration.ts';
import { addressKey } from '../../shared/message/address.ts';
import { type CommandProblem, usageError } from '../command-error.ts';
import type { ParkedOptions } from './parked-options.ts';

export interface ParkedFilter {
  readonly mailbox: string | undefined;
  readonly codes: readonly string[];
  readonly parkedBefore: Date | undefined;
  readonly parkedAfter: Date | undefined;
  readonly except: readonly string[];
}

/** @throws CommandError */
export function toFilter(
  { mailbox, code = [], olderThan, youngerThan, except = [] }: ParkedOptions,
  now: Date,
): ParkedFilter {
  const codes = code.map(withPrefix);
  const problems = [
    ...codes.flatMap(problemOfCode),
    ...problemOfAge('--older-than', olderThan),
    ...problemOfAge('--younger-than', youngerThan),
  ];
  if (problems.length === 0)
    return { mailbox, codes, parkedBefore: before(olderThan, now), parkedAfter: before(youngerThan, now), except };
  throw usageError('The filter is not right.', '`postbus parked --help` shows examples.', problems);
}

/** A code is what it was parked for, or what stands behind that. */
export function fits(entry: LedgerEntry, filter: ParkedFilter): boolean {
  const { mailbox, codes, parkedBefore, parkedAfter, except } = filter;
  if (except.includes(entry.id)) return false;
  const parkedAt = entry.parkedAt ?? entry.updatedAt;
  if (mailbox !== undefined && addressKey(entry.mailbox ?? '') !== addressKey(mailbox)) return false;
  if (codes.length > 0 && !codesOf(entry).some((code) => codes.includes(code))) return false;
  if (parkedBefore && parkedAt > parkedBefore) return false;
  return !(parkedAfter && parkedAt < parkedAfter);
}

/** Leaving some out chooses nothing yet. */
export const isEmptyFilter = ({ mailbox, code, olderThan, youngerThan }: ParkedOptions): boolean =>
  [mailbox, code, olderThan, youngerThan].every((value) => value === undefined);

const codesOf = ({ failure }: LedgerEntry): readonly string[] =>
  [failure?.code, failure?.because].filter((code) => code !== undefined);

/** `credential_expired` is as good as `ERR_CREDENTIAL_EXPIRED`. */
const withPrefix = (code: string): string => code.toUpperCase().replace(/^(?!ERR_)/, 'ERR_');

function problemOfCode(code: string): readonly CommandProblem[] {
  if (Object.hasOwn(errorCodes, code)) return [];
  return [
    { path: '--code', sentence: `${code} is no code of Postbus; those that park are ${parkingCodes().join(', ')}` },
  ];
}

const parkingCodes = (): readonly ErrorCode[] =>
  Object.keys(errorCodes)
    .filter(isCode)
    .filter((code) => ['park', 'hold', 'reconcile'].includes(errorCodes[code].action));

const isCode = (name: string): name is ErrorCode => Object.hasOwn(errorCodes, name);

const AGES: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** `90s`, `30m`, `2h`, `3d`; NaN for what is none. */
function toMilliseconds(age: string): number {
  const [, amount, unit = ''] = /^(\d{1,6})([smhd])$/.exec(age) ?? [];
  return Number(amount) * (AGES[unit] ?? Number.NaN);
}

const before = (age: string | undefined, now: Date): Date | undefined =>
  age === undefined ? undefined : new Date(now.getTime() - toMilliseconds(age));

function problemOfAge(path: string, age: string | undefined): readonly CommandProblem[] {
  if (age === undefined || !Number.isNaN(toMilliseconds(age))) return [];
  return [{ path, sentence: 'must be a time such as 90s, 30m, 2h or 3d' }];
}
