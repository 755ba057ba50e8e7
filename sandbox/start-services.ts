/**
 * Starts every server of a sandbox, and stops them all again when one of them cannot start.
 * Promises: when it resolves, everything listens; when it rejects, nothing does.
 */
import type { Hono } from 'hono';
import { createMovableClock } from './clock.ts';
import { controlRoutes } from './control/control-routes.ts';
import { readCredentialRows } from './control/credentials/credential-rows.ts';
import { paceReading } from './control/ledger/pace-reading.ts';
import { openTableQuery } from './control/ledger/query-table.ts';
import { readLedger } from './control/ledger/read-ledger.ts';
import { entraRoutes } from './entra/entra-routes.ts';
import { createTokenIssuer, type TokenIssuer } from './entra/token-issuer.ts';
import type { ExchangeSettings } from './exchange/exchange-settings.ts';
import { graphRoutes } from './graph/graph-routes.ts';
import { uploadRoutes } from './graph/upload/upload-routes.ts';
import { keyVaultRoutes } from './key-vault/key-vault-routes.ts';
import type { TlsIdentity } from './listen.ts';
import { listen } from './listen.ts';
import { managedIdentityRoutes } from './managed-identity/managed-identity-routes.ts';
import { pageRoutes } from './page/page-routes.ts';
import type { ServerEnvironment } from './perform.ts';
import type { Ports } from './ports.ts';
import { followSeed } from './random.ts';
import { type Broker, startBroker } from './service-bus/broker.ts';
import type { QueueOptions } from './service-bus/queue-options.ts';
import { toBrokerFaults } from './service-bus-faults.ts';
import { startTableStorage, type TableStorage } from './table-storage/table-storage.ts';
import type { World } from './world.ts';

export interface ServiceOptions {
  readonly world: World;
  readonly ports: Ports;
  readonly tls: TlsIdentity;
  readonly queues: Readonly<Record<string, QueueOptions>>;
  /** Absent: in memory. */
  readonly storage?: { readonly brokerFile: string; readonly azuriteDirectory: string } | undefined;
  readonly exchangeSettings?: Partial<ExchangeSettings> | undefined;
  trace(line: string): void;
}

const machineClock = createMovableClock();

export interface Services {
  readonly broker: Broker;
  readonly tables: TableStorage;
  readonly addresses: Readonly<Record<'page' | 'graph' | 'login' | 'keyVault' | 'identity', string>>;
  stop(): Promise<void>;
}

export async function startServices(options: ServiceOptions): Promise<Services> {
  const stops: (() => Promise<void>)[] = [];
  const keep = <Started extends { stop(): Promise<void> }>(started: Started): Started => {
    stops.unshift(() => started.stop());
    return started;
  };
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((stopOne) => stopOne()));
  };
  try {
    // Azurite takes most of a second, in a process of its own: everything else starts meanwhile.
    const [tables, broker, fakes] = await allOrFirstFailure([
      startTables(options).then(keep),
      startQueue(options).then(keep),
      startFakes(options, keep),
    ]);
    const page = keep(await startPage(options, { broker, tables }));
    return { broker, tables, addresses: { ...fakes, page: `http://localhost:${page.port}` }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for all before it fails, so that the caller can stop what did start. */
async function allOrFirstFailure<One, Two, Three>(
  work: readonly [Promise<One>, Promise<Two>, Promise<Three>],
): Promise<[One, Two, Three]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

function startTables({ ports, storage, trace, world }: ServiceOptions): Promise<TableStorage> {
  const { blob, queue, table } = ports;
  const { clock, faults, counts } = world;
  const directory = storage?.azuriteDirectory;
  return startTableStorage({ directory, ports: { blob, queue, table }, log: trace, clock, faults, counts });
}

function startQueue({ ports, queues, storage, trace, world }: ServiceOptions): Promise<Broker> {
  return startBroker({
    queues,
    port: ports.amqp,
    administrationPort: ports.administration,
    clock: world.clock,
    faults: toBrokerFaults(world.faults),
    log: trace,
    ...(storage === undefined ? {} : { storeFile: storage.brokerFile }),
  });
}

type Keep = <Started extends { stop(): Promise<void> }>(started: Started) => Started;

async function startFakes({ world, ports, tls }: ServiceOptions, keep: Keep) {
  const { counts, faults, knobs, log } = world;
  const shared = { ...world, performer: { counts, faults } };
  const start = async (app: Hono<ServerEnvironment>, port: number, identity?: TlsIdentity) =>
    keep(await listen(app.fetch, { port, tls: identity })).port;

  // Azure SDKs keep the identity's token by the machine's clock: by a moved one it would be refused, and they never ask again.
  const ownIdentity = { issuer: identityIssuer(world.issuer), clock: machineClock };
  const entra = entraRoutes({
    ...shared,
    identityIssuer: ownIdentity.issuer,
    machineNow: machineClock.now,
    chance: followSeed(faults.seed),
    lifetimeSeconds: () => knobs.get().tokenLifetimeSeconds,
  });
  const login = `https://localhost:${await start(entra, ports.login, tls)}`;
  // By its number, so that it is another host than Graph also by name: tokens and allow-lists have to tell them apart.
  const uploadOrigin = `https://127.0.0.1:${await start(uploadRoutes(shared), ports.upload, tls)}`;
  const vault = keyVaultRoutes({ ...shared, ...ownIdentity, loginEndpoint: () => login });
  const identity = managedIdentityRoutes({ ...shared, ...ownIdentity, log });
  return {
    login,
    graph: `https://localhost:${await start(graphRoutes({ ...shared, uploadOrigin }), ports.graph, tls)}`,
    keyVault: `https://localhost:${await start(vault, ports['key-vault'], tls)}`,
    identity: `http://localhost:${await start(identity, ports.identity)}`,
  };
}

function startPage(
  { world, ports, queues, exchangeSettings }: ServiceOptions,
  { broker, tables }: Pick<Services, 'broker' | 'tables'>,
) {
  const queue = { broker, queueNames: Object.keys(queues) };
  const query = openTableQuery(tables.azuriteConnectionString);
  const ledger = paceReading(() => readLedger(query));
  const credentials = paceReading(() => readCredentialRows(query));
  const control = controlRoutes({ world, queue, ledger, credentials, page: pageRoutes(), exchangeSettings });
  return listen(control.fetch, { port: ports.page });
}

/** Issues by the machine's clock; still knows the tokens of apps, so that the vault can say whom it forbids. */
function identityIssuer(apps: TokenIssuer): TokenIssuer {
  const own = createTokenIssuer(machineClock);
  return {
    ...own,
    verify: (token, audience) => {
      const verified = own.verify(token, audience);
      return verified.kind === 'refused' && verified.reason === 'signature' ? apps.verify(token, audience) : verified;
    },
  };
}
