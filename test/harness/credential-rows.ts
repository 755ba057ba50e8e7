/** Rows about credentials as Postbus writes them, for tests of what is shown of them. `change` replaces columns; undefined leaves one out. */
import type { TableEntity } from '@azure/data-tables';
import { minutes } from './kept-back-rows.ts';

export function connectionRow(tenant: string, change: object = {}): TableEntity {
  const facts = { credential: 'client-secret', secretName: `postbus-${tenant}-client-secret`, autoRotate: false };
  return { partitionKey: '_tenants', rowKey: `connection:${tenant}`, tenant, ...facts, ...change };
}

/** What the daily check remembers. */
export function recordRow(tenant: string, change: object = {}): TableEntity {
  const facts = { kind: 'client-secret', version: 'v1', checkedAt: minutes(1), findings: '[]' };
  return { partitionKey: '_tenants', rowKey: `credential:${tenant}`, ...facts, ...change };
}

export function useRow(tenant: string, change: object = {}): TableEntity {
  const key = { partitionKey: '_tenants', rowKey: `use:${tenant}:0123456789abcdef` };
  return { ...key, version: 'v1', usedAt: minutes(-1), ...change };
}
