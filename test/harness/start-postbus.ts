/** The whole of Postbus for a test: the sandbox, its tenants connected, and the built bundle in the functions host. */
import { type Product, startProduct } from '../../sandbox/demo/product.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableConnections } from '../../shared/services/table-storage/table-connections.ts';
import { createTableLedger } from '../../shared/services/table-storage/table-ledger.ts';
import { type ConnectionInput, connectionSchema } from '../../shared/tenant/connection.ts';
import { eventually } from './eventually.ts';
import { type RunningSandbox, type SandboxTenant, type StartSandboxOptions, startSandbox } from './start-sandbox.ts';

export interface RunningPostbus {
  readonly sandbox: RunningSandbox;
  readonly product: Product;
  /** Everything the product printed: for a search for what must not be there. */
  output(): string;
  /** Waits until the ledger holds a message's last word. */
  untilClosed(tenant: string, id: string): Promise<LedgerEntry>;
  findEntries(tenant: string, id: string): Promise<readonly LedgerEntry[]>;
  listEntries(tenant: string): Promise<readonly LedgerEntry[]>;
  connect(tenant: string, overrides: Partial<ConnectionInput>): Promise<void>;
  disconnect(tenant: string): Promise<void>;
  stop(): Promise<void>;
}

const toConnection = ({ tenantId, clientId, secretName, mailboxes }: SandboxTenant) => ({
  tenantId,
  clientId,
  secretName,
  mailboxes: mailboxes.map(({ address }) => address),
});

const noIdentity = { getToken: async () => null };
const LAST_WORDS: readonly string[] = ['sent', 'failed', 'parked', 'cancelled'];

export interface StartPostbusOptions extends StartSandboxOptions {
  /** Kills the worker that gets such a message, and starts it again. */
  readonly crashOnMessageIds?: readonly string[];
  /** In place of what the sandbox gives the product. */
  readonly appSettings?: Readonly<Record<string, string>>;
}

export async function startPostbus({
  crashOnMessageIds = [],
  appSettings = {},
  ...options
}: StartPostbusOptions = {}): Promise<RunningPostbus> {
  const sandbox = await startSandbox(options);
  const table = openTable(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', noIdentity);
  const connections = createTableConnections(table);
  const ledger = createTableLedger(table);
  const lines: string[] = [];

  async function connect(key: string, overrides: Partial<ConnectionInput> = {}): Promise<void> {
    const known = sandbox.tenants.find((each) => each.key === key);
    await connections.save(connectionSchema.parse({ tenant: key, ...(known && toConnection(known)), ...overrides }));
  }

  async function connectAndStart(): Promise<Product> {
    for (const { key } of sandbox.tenants) await connect(key);
    return startProduct({
      settings: { ...sandbox.settings, ...appSettings },
      port: 0,
      print: (line) => lines.push(line),
      crashOnMessageIds,
      restarts: crashOnMessageIds.length > 0,
    });
  }

  const product = await connectAndStart().catch(async (error: unknown) => {
    await sandbox.stop();
    throw new Error(`Postbus did not start:\n${lines.join('\n')}`, { cause: error });
  });
  product.onEvent((event) => lines.push(JSON.stringify(event)));

  return {
    sandbox,
    product,
    output: () => lines.join('\n'),
    connect,
    disconnect: async (tenant) => void (await connections.remove(tenant)),
    findEntries: (tenant, id) => ledger.find(tenant, id),
    listEntries: (tenant) => ledger.list(tenant, 10_000),
    untilClosed: (tenant, id) =>
      eventually(`the last word on ${tenant} ${id}`, async () => {
        const entry = (await ledger.read(tenant, id))?.entry;
        return entry && LAST_WORDS.includes(entry.state) ? entry : undefined;
      }),
    async stop() {
      await product.stop();
      await sandbox.stop();
    },
  };
}
