/**
 * What was told of a credential, so that nothing is told twice and nothing is forgotten. Pure: `decideTelling` says what is due and what
 * is to be remembered once that is raised. Until it is remembered the same alerts have the same ids, so raising them again changes nothing.
 */
import { isDue } from './expiry-level.ts';
import type { Finding } from './find-findings.ts';
import type { FindingCode } from './finding-codes.ts';

/** Of one cause: a code, or the expiry, whose code changes on the day it comes. */
export interface ToldCause {
  /** False: it was told, and is over; should it come back, it is told again. */
  readonly isOpen: boolean;
  /** How often it was over, or the expiry was put off: makes the id of the next alert another one. */
  readonly episode: number;
  /** Of the expiry: the lowest level that was told. */
  readonly level?: number;
  /** Of the expiry: the instant that was meant. */
  readonly until?: Date;
}

export interface Told {
  /** Version of the credential that all of it was told about. */
  readonly version: string;
  readonly causes: Readonly<Record<string, ToldCause>>;
}

export interface DueFinding {
  readonly finding: Finding;
  /** What an alert's id is made of, beside tenant and version. */
  readonly key: string;
}

export interface Telling {
  readonly due: readonly DueFinding[];
  readonly told: Told;
}

export interface Seen {
  readonly version: string;
  /** The expiry that counts, where one is known. */
  readonly expiresAt?: Date;
  readonly findings: readonly Finding[];
}

export const NOTHING_TOLD: Told = { version: '', causes: {} };

const EXPIRY = 'expiry';
/** Where one of these is found, nobody can see what else is wrong. */
const HIDING: ReadonlySet<string> = new Set<FindingCode>([
  'ERR_CONNECTION_UNREADABLE',
  'ERR_CREDENTIAL_MISSING',
  'ERR_CREDENTIAL_DISABLED',
  'ERR_CREDENTIAL_UNUSABLE',
]);

/** Another version is another credential, of which nothing was told yet; but what was told once had an id, and that is never used again. */
export function decideTelling(before: Told, seen: Seen): Telling {
  const { version, findings } = seen;
  const known = before.version === version ? before.causes : endedOf(before.causes);
  const current = new Map(findings.map((finding) => [causeOf(finding), finding]));
  const causes: Record<string, ToldCause> = {};
  for (const [cause, told] of Object.entries(known)) {
    if (!current.has(cause)) causes[cause] = isOver(cause, told, seen) ? ended(told) : told;
  }
  const due: DueFinding[] = [];
  for (const [cause, finding] of current) {
    const told = known[cause] && stillMeant(known[cause], finding);
    if (isNews(told, finding)) due.push({ finding, key: keyOf(cause, finding, told?.episode ?? 0) });
    causes[cause] = remembered(told, finding);
  }
  return { due, told: { version, causes } };
}

const causeOf = ({ code, level }: Finding): string => (level === undefined ? code : EXPIRY);

/** An expiry is over when it was put off: from then on every threshold counts again. */
function isOver(cause: string, { until }: ToldCause, { expiresAt, findings }: Seen): boolean {
  if (cause === EXPIRY) return until !== undefined && expiresAt !== undefined && expiresAt > until;
  return HIDING.has(cause) || !findings.some(({ code }) => HIDING.has(code));
}

/** An expiry has its version and its level in its id, and is told once for them. */
function endedOf(causes: Told['causes']): Told['causes'] {
  const others = Object.entries(causes).filter(([cause]) => cause !== EXPIRY);
  return Object.fromEntries(others.map(([cause, told]) => [cause, ended(told)]));
}

const ended = (told: ToldCause): ToldCause => (told.isOpen ? { isOpen: false, episode: told.episode + 1 } : told);

/** Put off, but not far: what has been reached by now is old news, what comes next is not. */
function stillMeant(told: ToldCause, { level, expiresAt }: Finding): ToldCause {
  if (level === undefined || told.level === undefined || !told.until || !expiresAt) return told;
  const isPutOff = expiresAt > told.until && level > told.level;
  return isPutOff ? { ...told, level, episode: told.episode + 1 } : told;
}

const isNews = (told: ToldCause | undefined, { level }: Finding): boolean =>
  level === undefined ? !told?.isOpen : isDue(level, told?.level);

const keyOf = (cause: string, { level }: Finding, episode: number): string =>
  [cause, ...(level === undefined ? [] : [level]), ...(episode === 0 ? [] : [`again-${episode}`])].join(':');

function remembered(told: ToldCause | undefined, { level, expiresAt }: Finding): ToldCause {
  const episode = told?.episode ?? 0;
  if (level === undefined) return { isOpen: true, episode };
  const lowest = Math.min(level, told?.level ?? level);
  return { isOpen: true, episode, level: lowest, ...(expiresAt ? { until: expiresAt } : {}) };
}
