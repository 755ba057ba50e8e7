/** What the page says about a credential, as text: the same text means that nothing has to be drawn anew. Pure. */
import type { CredentialEntry, CredentialFinding } from '../control/credential-types.ts';
import { formatDistance } from '../format/format-distance.ts';
import { formatFullTime, formatListTime } from '../format/format-time.ts';
import { quoteWord } from '../format/quote-word.ts';
import type { Fact } from '../parked/fact.ts';

export interface CredentialFacts {
  readonly tenant: string;
  readonly secretName: string;
  /** The worst finding in a word or two; absent where all is well. */
  readonly urgency?: { readonly tone: 'problem' | 'warning'; readonly text: string };
  /** In the order of the table's columns, from the second one on. */
  readonly facts: readonly Fact[];
}

export const columnNames = ['Tenant', 'Kind', 'Expires', 'Days left', 'Last used', 'Last rotated', 'Who acts'] as const;
export const daysColumn = 'Days left';

const kindNames: Readonly<Record<string, string>> = { 'client-secret': 'client secret' };
/** What another client secret does not repair. */
const notRotated: readonly string[] = ['CREDENTIAL_NOT_YET_VALID', 'CREDENTIAL_EXPIRY_DIFFERS', 'ERR_TOKEN_REFUSED'];
const unknown = 'not known';

export function credentialFacts(entry: CredentialEntry, now: Date): CredentialFacts {
  const { tenant, kind, secretName = '', expiresAt, daysLeft, rotatedAt, actor, findings } = entry;
  const [worst] = findings;
  const noDate = kind === 'federated' ? 'never' : unknown;
  return {
    tenant,
    secretName,
    ...(worst === undefined ? {} : { urgency: { tone: toneOf(worst), text: worst.words } }),
    facts: [
      fact('Kind', kindNames[kind] ?? kind),
      fact('Expires', formatListTime(expiresAt, now) || noDate, formatFullTime(expiresAt)),
      fact(daysColumn, daysLeft === undefined ? '–' : daysText(daysLeft, hasExpired(entry, now))),
      fact('Last used', lastUse(entry, now), formatFullTime(entry.lastUsedAt)),
      fact('Last rotated', formatListTime(rotatedAt, now) || '–', formatFullTime(rotatedAt)),
      fact('Who acts', actor),
    ],
  };
}

/** What needs a person: Postbus renews some by itself, and most are in order. */
export function needsSomebody({ actor }: Pick<CredentialEntry, 'actor'>): boolean {
  return actor !== 'nobody' && actor !== 'Postbus';
}

/** Absent where there is nothing to do. `secrets` alone says what to do about what no new secret repairs. */
export function credentialCommand({ tenant, kind, findings }: CredentialEntry): string | undefined {
  const [worst] = findings;
  if (worst === undefined) {
    return undefined;
  }
  const rotates = kind === 'client-secret' && !notRotated.includes(worst.code);
  return `npx postbus secrets ${rotates ? 'rotate ' : ''}${quoteWord(tenant)}`;
}

export function toneOf({ severity }: Pick<CredentialFinding, 'severity'>): 'problem' | 'warning' {
  return severity === 'critical' || severity === 'error' ? 'problem' : 'warning';
}

function fact(name: string, value: string, detail = ''): Fact {
  return { name, value, detail };
}

function hasExpired({ expiresAt }: CredentialEntry, now: Date): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

function daysText(days: number, isOver: boolean): string {
  if (days === 0) {
    return isOver ? 'expired today' : 'today';
  }
  const size = Math.abs(days);
  const words = `${size} ${size === 1 ? 'day' : 'days'}`;
  return days < 0 ? `${words} ago` : words;
}

function lastUse({ lastUsedAt, isEarlierUsed }: CredentialEntry, now: Date): string {
  const distance = formatDistance(lastUsedAt, now);
  if (distance === '') {
    return 'not yet';
  }
  const when = distance === 'now' ? 'just now' : distance;
  return isEarlierUsed ? `${when}, an earlier version` : when;
}
