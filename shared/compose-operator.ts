/** Joins what the operator's commands need to Microsoft's services: the other file, beside compose.ts, that knows both sides. */
import type { Copies } from './delivery/delivery-ports.ts';
import type { Ledger } from './delivery/ledger.ts';
import type { QueueAccess } from './message/queue-access.ts';
import { openOperatorIdentity } from './services/identity/operator-identity.ts';
import { createVaultSecrets } from './services/key-vault/key-vault-secrets.ts';
import { createServiceBusCopies } from './services/service-bus/service-bus-copies.ts';
import { createServiceBusQueueAccess } from './services/service-bus/service-bus-queue-access.ts';
import { openTable } from './services/table-storage/table.ts';
import { createTableConnections } from './services/table-storage/table-connections.ts';
import { createTableHolds } from './services/table-storage/table-holds.ts';
import { createTableLedger } from './services/table-storage/table-ledger.ts';
import { trustAuthority } from './services/trust-authority.ts';
import type { Settings } from './settings.ts';
import type { Connections } from './tenant/connection.ts';
import type { Holds } from './tenant/holds.ts';
import type { VaultSecrets } from './tenant/vault-secrets.ts';

export interface Operator {
  readonly connections: Connections;
  readonly ledger: Ledger;
  readonly secrets: VaultSecrets;
  readonly queue: QueueAccess;
  readonly holds: Holds;
  /** Puts parked messages back on the queue. */
  readonly copies: Copies;
  /** Ends what keeps the process alive. Never throws. */
  close(): Promise<void>;
}

/** Opens nothing yet: each part connects when it is first used. */
export function composeOperator(settings: Settings): Operator {
  trustAuthority(settings.certificateAuthority);
  const identity = openOperatorIdentity();
  const table = openTable(settings.tableStorage, identity);
  const copies = createServiceBusCopies(settings.serviceBus, identity);
  const queue = createServiceBusQueueAccess(settings, identity);
  return {
    connections: createTableConnections(table),
    ledger: createTableLedger(table),
    secrets: createVaultSecrets(settings.keyVaultUrl, identity),
    queue,
    holds: createTableHolds(table),
    copies,
    close: async () => {
      await Promise.all([queue.close(), copies.close()]);
    },
  };
}
