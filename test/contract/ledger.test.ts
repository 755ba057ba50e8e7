import { createTableLedger } from '../../shared/services/table-storage/table-ledger.ts';
import { createMemoryLedger } from '../harness/memory/memory-ledger.ts';
import { useTableStorage } from '../harness/use-table-storage.ts';
import { exerciseLedger } from './exercise-ledger.ts';
import { exerciseLedgerHousekeeping } from './exercise-ledger-housekeeping.ts';

const { open: table } = useTableStorage();
const inTable = () => createTableLedger(table());

exerciseLedger('in memory', createMemoryLedger);
exerciseLedger('in table storage', inTable);
exerciseLedgerHousekeeping('in memory', createMemoryLedger);
exerciseLedgerHousekeeping('in table storage', inTable);
