/** Connections in memory: the twin of table-connections.ts. */
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { Connection, Connections } from '../../../shared/tenant/connection.ts';

export interface MemoryConnections extends Connections {
  /** Somebody changes the connection by hand into something that cannot be read. */
  spoil(tenant: string): Promise<void>;
}

/** @param removeRest removes what else is known of a tenant, with its connection */
export function createMemoryConnections(
  initial: readonly Connection[] = [],
  removeRest: (tenant: string) => Promise<void> = async () => {},
): MemoryConnections {
  const rows = new Map<string, Connection | 'spoilt'>(initial.map((connection) => [connection.tenant, connection]));
  const readRow = (tenant: string): Connection | undefined => {
    const row = rows.get(tenant);
    if (row === 'spoilt') throw deliveryError('ERR_CONNECTION_UNREADABLE');
    return row;
  };
  return {
    find: async (tenant) => readRow(tenant),
    read: async (tenant) => readRow(tenant),
    list: async (onUnreadable) =>
      [...rows.keys()].flatMap((tenant) => {
        try {
          return readRow(tenant) ?? [];
        } catch (error) {
          if (!onUnreadable) throw error;
          onUnreadable(tenant, error);
          return [];
        }
      }),
    save: async (connection) => void rows.set(connection.tenant, connection),
    markRotated: async (tenant, rotatedAt) => {
      const row = rows.get(tenant);
      if (row !== undefined && row !== 'spoilt') rows.set(tenant, { ...row, rotatedAt });
      return row !== undefined;
    },
    remove: async (tenant) => {
      await removeRest(tenant);
      return rows.delete(tenant);
    },
    spoil: async (tenant) => void rows.set(tenant, 'spoilt'),
  };
}
