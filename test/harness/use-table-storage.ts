/** A table store of its own for a test file: started before its tests, stopped after them. Each `open()` is a client that knows nothing of the others. */
import { afterAll, beforeAll } from '@jest/globals';
import { type Azurite, startAzurite } from '../../sandbox/table-storage/azurite.ts';
import { openTable, type Table } from '../../shared/services/table-storage/table.ts';

const noIdentity = { getToken: async () => null };

export function useTableStorage(): { open(): Table } {
  let azurite: Azurite | undefined;

  beforeAll(async () => {
    azurite = await startAzurite({ ports: { blob: 0, queue: 0, table: 0 }, tableOnly: true, log: () => undefined });
  }, 30_000);

  afterAll(() => azurite?.stop());

  return { open: () => openTable(azurite?.connectionString ?? '', noIdentity) };
}
