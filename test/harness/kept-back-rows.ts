/** Rows of holds and parked messages as Postbus writes them, for tests of what is shown of them. `change` replaces columns; undefined leaves one out. */
import type { TableEntity } from '@azure/data-tables';

/** So many minutes from now; negative: ago. */
export const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

export function hold(tenant: string, change: object = {}): TableEntity {
  const times = { since: minutes(-10.4), updatedAt: minutes(-10), probeAt: minutes(3.5) };
  const facts = { tenant, state: 'held', code: 'ERR_CREDENTIAL_EXPIRED', probes: 2 };
  return { partitionKey: '_holds', rowKey: tenant, ...times, ...facts, ...change };
}

export function parked(tenant: string, id: string, change: object = {}): TableEntity {
  const times = { parkedAt: minutes(-5), firstReceivedAt: minutes(-6), expiresAt: minutes(95) };
  const facts = { id, state: 'parked', code: 'ERR_CREDENTIAL_EXPIRED', attempt: 0 };
  return { partitionKey: tenant, rowKey: `message:${id}`, ...times, ...facts, ...change };
}
