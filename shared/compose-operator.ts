/** Joins what the operator's commands need to Microsoft's services: the other file, beside compose.ts, that knows both sides. */
import type { Alerts } from './alert/alerts.ts';
import { type ComposedRotation, composeRotation } from './compose-rotation.ts';
import type { Copies } from './delivery/delivery-ports.ts';
import type { Ledger } from './delivery/ledger.ts';
import type { QueueAccess } from './message/queue-access.ts';
import { createFindEndpoints } from './services/cloud-endpoints.ts';
import { createFederatedCredentials } from './services/entra/federated-credentials.ts';
import { createGraphAppRegistrations } from './services/graph/graph-app-registrations.ts';
import { openOperatorIdentity } from './services/identity/operator-identity.ts';
import { createKeyVaultCredentials } from './services/key-vault/key-vault-credentials.ts';
import { createKeyVaultInventory } from './services/key-vault/key-vault-inventory.ts';
import { createVaultSecrets } from './services/key-vault/key-vault-secrets.ts';
import { createServiceBusCopies } from './services/service-bus/service-bus-copies.ts';
import { createServiceBusQueueAccess } from './services/service-bus/service-bus-queue-access.ts';
import { openTable } from './services/table-storage/table.ts';
import { createTableAlerts } from './services/table-storage/table-alerts.ts';
import { createTableClock } from './services/table-storage/table-clock.ts';
import { createTableConnections } from './services/table-storage/table-connections.ts';
import { createTableCredentialRecords } from './services/table-storage/table-credential-records.ts';
import { createTableCredentialUses } from './services/table-storage/table-credential-uses.ts';
import { createTableHolds } from './services/table-storage/table-holds.ts';
import { createTableLedger } from './services/table-storage/table-ledger.ts';
import { trustAuthority } from './services/trust-authority.ts';
import type { Settings } from './settings.ts';
import type { Connections } from './tenant/connection.ts';
import type { Credentials } from './tenant/credential.ts';
import type { CredentialUses } from './tenant/credential-uses.ts';
import { createCredentialsByKind } from './tenant/credentials-by-kind.ts';
import type { CredentialRecords } from './tenant/expiry/credential-record.ts';
import type { VaultInventory } from './tenant/expiry/vault-inventory.ts';
import type { Holds } from './tenant/holds.ts';
import type { VaultSecrets } from './tenant/vault-secrets.ts';

export interface Operator {
  readonly connections: Connections;
  readonly ledger: Ledger;
  readonly secrets: VaultSecrets;
  /** Values, for what must look at them; of a federated connection only the app itself gets anywhere. */
  readonly credentials: Credentials;
  readonly inventory: VaultInventory;
  /** What the daily check remembers. */
  readonly credentialRecords: CredentialRecords;
  readonly credentialUses: CredentialUses;
  /** Renews client secrets. */
  readonly rotation: ComposedRotation;
  readonly alerts: Alerts;
  readonly queue: QueueAccess;
  readonly holds: Holds;
  /** Puts parked messages back on the queue. */
  readonly copies: Copies;
  /** The table service's clock, once the table was asked for something. */
  readonly now: () => Date;
  /** Ends what keeps the process alive. Never throws. */
  close(): Promise<void>;
}

/** Opens nothing yet: each part connects when it is first used. */
export function composeOperator(settings: Settings): Operator {
  trustAuthority(settings.certificateAuthority);
  const identity = openOperatorIdentity();
  const clock = createTableClock();
  const table = openTable(settings.tableStorage, identity, clock);
  const copies = createServiceBusCopies(settings.serviceBus, identity);
  const queue = createServiceBusQueueAccess(settings, identity);
  const connections = createTableConnections(table);
  const findEndpoints = createFindEndpoints(settings.endpoints);
  const vaultUrl = settings.keyVaultUrl;
  const credentials = createCredentialsByKind({
    vault: createKeyVaultCredentials({ vaultUrl, identity, log: () => undefined, now: clock.now }),
    federated: createFederatedCredentials(undefined),
  });
  const { now } = clock;
  return {
    connections,
    ledger: createTableLedger(table),
    secrets: createVaultSecrets(vaultUrl, identity),
    credentials,
    rotation: composeRotation({
      vaultUrl,
      identity,
      table,
      findEndpoints,
      connections,
      credentials,
      registrations: createGraphAppRegistrations(findEndpoints, now),
      now,
    }),
    inventory: createKeyVaultInventory(settings.keyVaultUrl, identity),
    credentialRecords: createTableCredentialRecords(table),
    credentialUses: createTableCredentialUses(table, clock.now),
    alerts: createTableAlerts(table, clock.now),
    queue,
    holds: createTableHolds(table),
    copies,
    now: clock.now,
    close: async () => {
      await Promise.all([queue.close(), copies.close()]);
    },
  };
}
