/** What the page says about a parked message, as text: the same text means that nothing has to be drawn anew. Pure. */
import type { ParkedMessage } from '../control/ledger-types.ts';
import { formatDistance } from '../format/format-distance.ts';
import { formatFullTime, formatListTime } from '../format/format-time.ts';
import type { Fact } from './fact.ts';

export interface MessageFacts {
  readonly id: string;
  readonly owner: string;
  readonly code: string;
  /** What led to the code, and what the service answered. */
  readonly reason: string;
  readonly isInDoubt: boolean;
  readonly facts: readonly Fact[];
}

/** Where Postbus keeps messages in which it could not read a tenant. */
const unreadable = '_unreadable';

export function messageKey({ tenant, id }: Pick<ParkedMessage, 'tenant' | 'id'>): string {
  return `message ${tenant} ${id}`;
}

export function tenantName(tenant: string): string {
  return tenant === unreadable ? 'no tenant known' : tenant;
}

export function messageFacts(message: ParkedMessage, now: Date): MessageFacts {
  const { id, tenant, mailbox, code, because, provider, note, lastStep, isUnconfirmed } = message;
  return {
    id,
    owner: [tenantName(tenant), mailbox].filter((word) => word !== undefined).join(' · '),
    code: code ?? '',
    reason: [
      because === undefined ? '' : `because ${because}`,
      provider ?? '',
      lastStep ?? '',
      note === undefined ? '' : `“${note}”`,
    ]
      .filter((word) => word !== '')
      .join(' · '),
    isInDoubt: isUnconfirmed,
    facts: timeFacts(message, now),
  };
}

/** One in doubt does not expire: it waits for a person. */
function timeFacts({ parkedAt, expiresAt, isUnconfirmed }: ParkedMessage, now: Date): readonly Fact[] {
  const isExpired = expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
  const parked = { name: 'Parked', value: formatListTime(parkedAt, now), detail: formatFullTime(parkedAt) };
  if (isUnconfirmed) return [parked];
  return [
    parked,
    {
      name: 'Expires',
      value: isExpired ? 'expired' : formatDistance(expiresAt, now),
      detail: formatFullTime(expiresAt),
    },
  ];
}
