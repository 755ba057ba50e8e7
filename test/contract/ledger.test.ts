import { afterAll, beforeAll } from '@jest/globals';
import { type Azurite, startAzurite } from '../../sandbox/table-storage/azurite.ts';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableLedger } from '../../shared/services/table-storage/table-ledger.ts';
import { createMemoryLedger } from '../harness/memory/memory-ledger.ts';
import { exerciseLedger } from './exercise-ledger.ts';
import { exerciseLedgerHousekeeping } from './exercise-ledger-housekeeping.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite({ ports: { blob: 0, queue: 0, table: 0 }, tableOnly: true, log: () => undefined });
}, 30_000);

afterAll(() => azurite.stop());

const noIdentity = { getToken: async () => null };

const inTable = () => createTableLedger(openTable(azurite.connectionString, noIdentity));

exerciseLedger('in memory', createMemoryLedger);
exerciseLedger('in table storage', inTable);
exerciseLedgerHousekeeping('in memory', createMemoryLedger);
exerciseLedgerHousekeeping('in table storage', inTable);
