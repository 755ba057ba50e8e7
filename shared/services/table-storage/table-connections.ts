/** Connections in the table: one row a tenant, in the partition of what is known of tenants. Found ones are kept for a minute. */
import { LRUCache } from 'lru-cache';
import { deliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE } from '../../duration.ts';
import { type Connection, type Connections, connectionSchema } from '../../tenant/connection.ts';
import { withPrefix } from './keys.ts';
import { listPages } from './list-pages.ts';
import { removeTenantRows } from './remove-tenant-rows.ts';
import type { Table } from './table.ts';
import { CONNECTION_PREFIX, connectionKey, fromTenantRowKey, TENANTS_PARTITION } from './tenant-keys.ts';

const FRESH_FOR = MINUTE;
const MOST_CONNECTIONS = 10_000;

export function createTableConnections(table: Table): Connections {
  const cache = new LRUCache<string, Connection>({
    max: MOST_CONNECTIONS,
    ttl: FRESH_FOR,
    fetchMethod: read,
  });

  async function read(tenant: string): Promise<Connection | undefined> {
    const row = await table.runUnless([404], 'Reading the connection', (client, options) =>
      client.getEntity<Record<string, unknown>>(TENANTS_PARTITION, connectionKey(tenant), options),
    );
    return row && fromRow(row);
  }

  return {
    find: (tenant) => cache.fetch(tenant),
    read,
    async list(onUnreadable) {
      const connections: Connection[] = [];
      const filter = withPrefix(TENANTS_PARTITION, CONNECTION_PREFIX);
      const pages = listPages(table, 'Listing the connections', { filter });
      for await (const page of pages) connections.push(...page.flatMap((row) => readRow(row, onUnreadable)));
      return connections;
    },
    async save(connection) {
      await table.run('Writing the connection', (client, options) =>
        client.upsertEntity(toRow(connection), 'Replace', options),
      );
      cache.delete(connection.tenant);
    },
    async markRotated(tenant, at) {
      const row = { partitionKey: TENANTS_PARTITION, rowKey: connectionKey(tenant), rotatedAt: at };
      const marked = await table.runUnless([404], 'Marking the connection', (client, options) =>
        client.updateEntity(row, 'Merge', options),
      );
      cache.delete(tenant);
      return marked !== undefined;
    },
    async remove(tenant) {
      const wasThere = await removeTenantRows(table, tenant);
      cache.delete(tenant);
      return wasThere;
    },
  };
}

function readRow(
  row: Readonly<Record<string, unknown>>,
  onUnreadable: ((tenant: string, error: unknown) => void) | undefined,
): readonly Connection[] {
  try {
    return [fromRow(row)];
  } catch (error) {
    if (!onUnreadable) throw error;
    onUnreadable(tenantOf(row), error);
    return [];
  }
}

const toRow = ({ mailboxes, ...connection }: Connection) => ({
  partitionKey: TENANTS_PARTITION,
  rowKey: connectionKey(connection.tenant),
  ...connection,
  mailboxes: JSON.stringify(mailboxes),
});

const tenantOf = ({ rowKey }: Readonly<Record<string, unknown>>): string => fromTenantRowKey(String(rowKey)).tenant;

/** A row that somebody changed by hand is read as strictly as it is written. */
function fromRow(row: Readonly<Record<string, unknown>>): Connection {
  const known = Object.fromEntries(Object.entries(row).filter(([name]) => Object.hasOwn(connectionSchema.shape, name)));
  const parsed = connectionSchema.safeParse({ ...known, tenant: tenantOf(row), mailboxes: parseList(row.mailboxes) });
  if (parsed.success) return parsed.data;
  throw deliveryError('ERR_CONNECTION_UNREADABLE', {
    cause: parsed.error,
    provider: 'the connection’s row cannot be read; save it again with `postbus tenants add`',
  });
}

function parseList(json: unknown): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return undefined;
  }
}
