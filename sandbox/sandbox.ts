/**
 * The sandbox: Microsoft's services on this machine, in one call.
 * Promises: when it resolves, everything listens and sandbox.json says where; stop() leaves nothing behind.
 * Fails with a sentence when another sandbox runs on the same folder or a port is taken; then nothing is left running.
 */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareCertificates } from './certificates.ts';
import { toConnection } from './control/tenant-summary.ts';
import { createWorld } from './create-world.ts';
import type { Tenant } from './directory/tenant.ts';
import type { ExchangeSettings } from './exchange/exchange-settings.ts';
import { identityHeader } from './managed-identity/managed-identity-routes.ts';
import { explainTakenPort, freePorts, type Ports } from './ports.ts';
import { findRunningSandbox, removeSandboxFile, type SandboxDescription, writeSandboxFile } from './sandbox-file.ts';
import { defaultQueueOptions, type QueueOptions } from './service-bus/queue-options.ts';
import { type Services, startServices } from './start-services.ts';
import type { World } from './world.ts';

export interface SandboxOptions {
  /** Certificates, sandbox.json and, unless inMemory, everything that was accepted. Made when it is not there. */
  readonly dataDirectory: string;
  /** 0, or absent, is any free port. */
  readonly ports?: Partial<Ports> | undefined;
  readonly inMemory?: boolean | undefined;
  readonly seed?: readonly Tenant[] | undefined;
  /** Seed of the faults' randomness, so that a run can be repeated. */
  readonly faultSeed?: number | undefined;
  readonly queues?: Readonly<Record<string, QueueOptions>> | undefined;
  readonly exchange?: Partial<ExchangeSettings> | undefined;
  /** What has to be seen: calls that no fake knows, failures of the sandbox itself. */
  log(line: string): void;
  /** What the broker and the table store say while they work. */
  trace?(line: string): void;
}

export interface Sandbox {
  readonly description: SandboxDescription;
  readonly world: World;
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dataDirectory = resolve(options.dataDirectory);
  makeDataDirectory(dataDirectory);
  await refuseSecondSandbox(dataDirectory);
  const { caFile, identity } = await prepareCertificates(dataDirectory);
  const world = createWorld({
    directory: options.inMemory ? undefined : dataDirectory,
    seed: options.seed,
    faultSeed: options.faultSeed ?? 1,
    exchange: options.exchange,
    log: options.log,
  });
  const services = await startOrClose(options, { world, tls: identity, dataDirectory });
  const description = describe(services, world, caFile);
  writeSandboxFile(dataDirectory, description);
  return {
    description,
    world,
    stop: async () => {
      removeSandboxFile(dataDirectory);
      await services.stop();
      world.exchange.stop();
    },
  };
}

function makeDataDirectory(dataDirectory: string): void {
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
    throw new Error(
      `The data folder ${dataDirectory} cannot be made${reason}. Give another one with --data <folder>.`,
      { cause },
    );
  }
}

async function refuseSecondSandbox(dataDirectory: string): Promise<void> {
  const pid = await findRunningSandbox(dataDirectory);
  if (pid === undefined) return;
  throw new Error(
    `A sandbox runs on ${dataDirectory} already (process ${pid}). Use that one, stop it, or give this one another folder with --data <folder>.`,
  );
}

async function startOrClose(
  { ports: wanted, inMemory, queues, exchange, trace = () => {} }: SandboxOptions,
  { world, tls, dataDirectory }: { world: World; tls: { key: string; cert: string }; dataDirectory: string },
): Promise<Services> {
  const ports = { ...freePorts, ...wanted };
  const files = {
    brokerFile: join(dataDirectory, 'service-bus.sqlite'),
    azuriteDirectory: join(dataDirectory, 'azurite'),
  };
  try {
    return await startServices({
      world,
      ports,
      tls,
      queues: queues ?? { 'send-email': defaultQueueOptions },
      storage: inMemory ? undefined : files,
      exchangeSettings: exchange,
      trace,
    });
  } catch (error) {
    world.exchange.stop();
    throw explainTakenPort(error, ports);
  }
}

function describe(
  { addresses, tables, broker }: Services,
  { directory, webhooks }: World,
  caFile: string,
): SandboxDescription {
  const { page, graph, login, keyVault } = addresses;
  const { connectionString, administrationConnectionString } = broker;
  const identity = { endpoint: `${addresses.identity}/msi/token`, header: identityHeader };
  return {
    pid: process.pid,
    page,
    control: `${page}/control`,
    graph,
    login,
    keyVault,
    identity,
    serviceBus: { connectionString, administrationConnectionString },
    tables: { connectionString: tables.connectionString },
    caFile,
    tenants: directory.tenants().map(toConnection),
    settings: {
      ServiceBus: connectionString,
      POSTBUS_SERVICE_BUS_ADMINISTRATION: administrationConnectionString,
      POSTBUS_TABLE_STORAGE: tables.connectionString,
      POSTBUS_KEY_VAULT_URL: keyVault,
      POSTBUS_LOGIN_ENDPOINT: login,
      POSTBUS_GRAPH_ENDPOINT: graph,
      POSTBUS_CA_FILE: caFile,
      POSTBUS_ALERT_WEBHOOK_URL: `${page}/webhook/alerts`,
      POSTBUS_ALERT_WEBHOOK_KEY: webhooks.key,
      ...operatorsMail(directory),
      IDENTITY_ENDPOINT: identity.endpoint,
      IDENTITY_HEADER: identity.header,
      AzureWebJobsStorage: tables.connectionString,
      FUNCTIONS_WORKER_RUNTIME: 'node',
    },
  };
}

/** Alerts are mailed from a tenant of the seed; a data folder of before has none of that name, and then nobody is told by mail. */
function operatorsMail({ byKey }: World['directory']): Readonly<Record<string, string>> {
  if (byKey('operators') === undefined) return {};
  return { POSTBUS_ALERT_MAIL_CONNECTIONS: 'operators', POSTBUS_ALERT_MAIL_TO: 'oncall@operators.example' };
}
