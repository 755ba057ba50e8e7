/** How each of Microsoft's services is asked whether it can be used: the cheapest real call with our own rights. */
import type { TokenCredential } from '@azure/identity';
import type { Probe } from '../health/check-health.ts';
import type { Settings } from '../settings.ts';
import type { CloudEndpoints } from './cloud-endpoints.ts';
import { openSecretClient } from './key-vault/open-secret-client.ts';
import { QUEUE_NAME } from './service-bus/queue.ts';
import { openServiceBusClient } from './service-bus/service-bus-client.ts';
import type { Table } from './table-storage/table.ts';

interface ProbeOptions {
  readonly settings: Settings;
  readonly identity: TokenCredential;
  readonly table: Table;
  readonly cloud: CloudEndpoints;
}

export const createProbes = ({ settings, identity, table, cloud }: ProbeOptions): readonly Probe[] => [
  probeTable(table),
  probeVault(settings, identity),
  probeQueue(settings, identity),
  probeOrigin('entra-id', `${cloud.login}/common/v2.0/.well-known/openid-configuration`),
  probeOrigin('microsoft-graph', `${cloud.graph}/v1.0/`),
];

const probeTable = (table: Table): Probe => ({
  name: 'table-storage',
  remedy:
    'Check POSTBUS_TABLE_STORAGE, the account’s firewall, and that the app’s identity is Storage Table Data Contributor.',
  check: () =>
    table.run('Reading the ledger', async (client, options) => {
      await client.listEntities(options).byPage({ maxPageSize: 1 }).next();
    }),
});

const probeVault = ({ keyVaultUrl }: Settings, identity: TokenCredential): Probe => ({
  name: 'key-vault',
  remedy: 'Check POSTBUS_KEY_VAULT_URL, the vault’s firewall, and that the app’s identity is Key Vault Secrets User.',
  check: async (abortSignal) => {
    const client = await openSecretClient(keyVaultUrl, identity);
    await client.listPropertiesOfSecrets({ abortSignal }).byPage({ maxPageSize: 1 }).next();
  },
});

const probeQueue = (settings: Settings, identity: TokenCredential): Probe => ({
  name: 'service-bus',
  remedy: `Check the ServiceBus settings, that the queue ${QUEUE_NAME} exists, and that the app’s identity is Azure Service Bus Data Receiver and Sender on it.`,
  check: async (abortSignal) => {
    const client = await openServiceBusClient(settings.serviceBus, identity);
    try {
      await client.createReceiver(QUEUE_NAME).peekMessages(1, { abortSignal });
    } finally {
      await client.close();
    }
  },
});

/** Any answer that is no server error means that it can be reached: we have no token to show here. */
const probeOrigin = (name: string, url: string): Probe => ({
  name,
  remedy: 'Check the outbound network rules of the app and the Microsoft 365 service health page.',
  check: async (signal) => {
    const { status } = await fetch(url, { signal });
    if (status >= 500) throw new Error(`answered ${status}`);
  },
});
