/** A table store of its own for a test file, behind a proxy that hands calls on until it is told to lose an answer. */
import { afterAll, beforeAll } from '@jest/globals';
import { type Azurite, startAzurite } from '../../sandbox/table-storage/azurite.ts';
import { openTable, type Table } from '../../shared/services/table-storage/table.ts';
import { type AnswerLosingProxy, startAnswerLosingProxy } from './answer-losing-proxy.ts';

const noIdentity = { getToken: async () => null };

interface ProxiedTableStorage {
  open(): Table;
  /** Past the proxy: as another instance, whose answers arrive. */
  openDirectly(): Table;
  proxy(): AnswerLosingProxy;
}

interface Started {
  readonly azurite: Azurite;
  readonly proxy: AnswerLosingProxy;
}

export function useProxiedTableStorage(): ProxiedTableStorage {
  let started: Started | undefined;

  beforeAll(async () => {
    const azurite = await startAzurite({
      ports: { blob: 0, queue: 0, table: 0 },
      tableOnly: true,
      log: () => undefined,
    });
    started = { azurite, proxy: await startAnswerLosingProxy(azurite.ports.table) };
  }, 30_000);

  afterAll(async () => {
    await started?.proxy.stop();
    await started?.azurite.stop();
  });

  function running(): Started {
    if (!started) throw new Error('The table store is started before the tests, not before their file is read.');
    return started;
  }

  return {
    open() {
      const { azurite, proxy } = running();
      return openTable(azurite.connectionString.replaceAll(`:${azurite.ports.table}/`, `:${proxy.port}/`), noIdentity);
    },
    openDirectly: () => openTable(running().azurite.connectionString, noIdentity),
    proxy: () => running().proxy,
  };
}
