/**
 * Whom the hourly run looks after: whose rotation is open, and whose secret may be due by what the daily check remembers, so that the vault
 * is not asked about all the others. What is open first, then what ends soonest: a run that ends early leaves what can wait. Pure.
 */
import type { Connection } from '../connection.ts';
import type { CredentialRecord } from '../expiry/credential-record.ts';
import { mayBeDue } from './is-due.ts';
import type { Rotation } from './rotation.ts';

interface Known {
  readonly open: ReadonlyMap<string, Rotation>;
  readonly records: ReadonlyMap<string, CredentialRecord>;
  readonly now: Date;
}

/** @returns groups that share a secret: one after the other, for the first that renews it does so for all */
export function chooseDue(
  connections: readonly Connection[],
  known: Known,
): readonly (readonly [Connection, ...Connection[]])[] {
  const mine = connections.filter((connection) => isMine(connection, known));
  const soonestFirst = mine.toSorted((a, b) => rankOf(a, known) - rankOf(b, known));
  const groups = new Map<string, [Connection, ...Connection[]]>();
  for (const connection of soonestFirst) {
    const name = (connection.secretName ?? '').toLowerCase();
    const group = groups.get(name);
    if (group) group.push(connection);
    else groups.set(name, [connection]);
  }
  return [...groups.values()];
}

function isMine({ tenant, credential, autoRotate }: Connection, { open, records, now }: Known): boolean {
  if (credential !== 'client-secret') return false;
  if (open.has(tenant)) return true;
  if (!autoRotate) return false;
  const record = records.get(tenant);
  // Not checked yet: the vault is asked.
  if (!record) return true;
  const until = record.facts?.statedUntil;
  return until !== undefined && mayBeDue(until, now);
}

function rankOf({ tenant }: Connection, { open, records }: Known): number {
  if (open.has(tenant)) return Number.NEGATIVE_INFINITY;
  return records.get(tenant)?.facts?.statedUntil?.getTime() ?? Number.MAX_SAFE_INTEGER;
}
