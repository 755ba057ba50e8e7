/**
 * Table storage as the sandbox offers it: Azurite, with the proxy in front of its tables that plays faults and keeps the
 * sandbox's time. Promises: the port asked for is the proxy's, and the connection string names it; nothing of either is
 * left when it fails or is stopped.
 */
import { type Azurite, type AzuriteOptions, startAzurite } from './azurite.ts';
import { startTableProxy, type TableProxyOptions } from './table-proxy.ts';

export type TableStorageOptions = AzuriteOptions & Pick<TableProxyOptions, 'clock' | 'faults' | 'counts'>;

export interface TableStorage {
  /** Blobs and queues lead to Azurite itself. */
  readonly connectionString: string;
  /** Past the proxy: for the sandbox's own looks, which must neither meet a fault nor be counted. */
  readonly azuriteConnectionString: string;
  stop(): Promise<void>;
}

export async function startTableStorage(options: TableStorageOptions): Promise<TableStorage> {
  const azurite = await startAzurite({ ...options, ports: { ...options.ports, table: 0 } });
  try {
    const proxy = await startTableProxy({ ...options, port: options.ports.table, azuritePort: azurite.ports.table });
    return {
      connectionString: namePort(azurite, proxy.port),
      azuriteConnectionString: azurite.connectionString,
      stop: async () => {
        await proxy.stop();
        await azurite.stop();
      },
    };
  } catch (error) {
    await azurite.stop();
    throw error;
  }
}

function namePort({ connectionString, ports }: Azurite, port: number): string {
  return connectionString.replace(
    `TableEndpoint=http://127.0.0.1:${ports.table}/`,
    `TableEndpoint=http://127.0.0.1:${port}/`,
  );
}
