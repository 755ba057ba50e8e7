/**
 * Starts Azurite as the sandbox's table store (and as the blob and queue store that `UseDevelopmentStorage=true` expects).
 * Promises: loopback only, no telemetry, ports known when it resolves, gone after stop() and with its parent.
 * Fails when a port is taken or Azurite ends at start; the error carries what Azurite said.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 5_000;

/** Azurite's built-in account. The key is published by Microsoft and the same on every machine: it protects nothing. */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export type AzuriteService = 'blob' | 'queue' | 'table';

export interface AzuriteOptions {
  /** Where data is kept. Absent: in memory, gone with the process. */
  readonly directory?: string | undefined;
  /** 0 asks for any free port. */
  readonly ports: Readonly<Record<AzuriteService, number>>;
  /** Serve tables alone: starts faster, enough for the ledger's tests. */
  readonly tableOnly?: boolean | undefined;
  readonly log: (line: string) => void;
}

export interface Azurite {
  readonly connectionString: string;
  readonly tableEndpoint: string;
  /** Only what is served: `blob` and `queue` are absent with `tableOnly`. */
  readonly ports: { readonly table: number; readonly blob?: number; readonly queue?: number };
  readonly stop: () => Promise<void>;
}

export async function startAzurite(options: AzuriteOptions): Promise<Azurite> {
  const services: readonly AzuriteService[] = options.tableOnly ? ['table'] : ['blob', 'queue', 'table'];
  const child = fork(new URL('azurite-process.ts', import.meta.url), azuriteArguments(options, services), {
    execArgv: [],
    // Its own process group: Ctrl-C reaches the whole group, and tables must outlast the work that is being drained.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = collectOutput(child, options.log);
  try {
    const listening = await untilListening(child, services);
    const ports = { table: 0, ...listening };
    return {
      connectionString: connectionString(ports),
      tableEndpoint: endpoint(ports.table),
      ports,
      stop: () => stop(child),
    };
  } catch (cause) {
    await stop(child);
    throw new Error(explainFailure(cause, output), { cause });
  }
}

function azuriteArguments(options: AzuriteOptions, services: readonly AzuriteService[]): string[] {
  return [
    options.tableOnly ? 'table' : 'all',
    ...services.flatMap((service) => [
      `--${service}Host`,
      '127.0.0.1',
      `--${service}Port`,
      String(options.ports[service]),
    ]),
    ...(options.directory === undefined ? ['--inMemoryPersistence'] : ['--location', options.directory]),
    '--disableTelemetry',
    '--skipApiVersionCheck',
    '--silent',
  ];
}

/** Azurite opens its servers one after another, in the order blob, queue, table; that order tells which port is whose. */
async function untilListening(
  child: ChildProcess,
  services: readonly AzuriteService[],
): Promise<Partial<Record<AzuriteService, number>>> {
  const bound: [AzuriteService, number][] = [];
  const { promise, resolve, reject } = Promise.withResolvers<Partial<Record<AzuriteService, number>>>();
  const deadline = setTimeout(
    () => reject(new Error(`it was not listening within ${START_DEADLINE_MS / 1_000} s`)),
    START_DEADLINE_MS,
  );
  child.on('message', (message: { listening: number }) => {
    const service = services[bound.length];
    if (service !== undefined) bound.push([service, message.listening]);
    if (bound.length === services.length) resolve(Object.fromEntries(bound));
  });
  child.once('error', reject);
  // 'close', not 'exit': by then everything Azurite printed has been read.
  child.once('close', (code, signal) => reject(new Error(`it ended at start (${signal ?? `exit code ${code}`})`)));
  return promise.finally(() => clearTimeout(deadline));
}

function collectOutput(child: ChildProcess, log: (line: string) => void): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      if (lines.push(line) > 20) lines.shift();
      log(line);
    });
  }
  return lines;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const deadline = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  if (child.connected) child.disconnect();
  await exited;
  clearTimeout(deadline);
}

function connectionString(ports: Partial<Record<AzuriteService, number>>): string {
  const endpoints = Object.entries(ports).map(
    ([service, port]) => `${service.charAt(0).toUpperCase()}${service.slice(1)}Endpoint=${endpoint(port)}`,
  );
  const account = ['DefaultEndpointsProtocol=http', `AccountName=${ACCOUNT}`, `AccountKey=${ACCOUNT_KEY}`];
  return `${[...account, ...endpoints].join(';')};`;
}

function endpoint(port: number): string {
  return `http://127.0.0.1:${port}/${ACCOUNT}`;
}

function explainFailure(cause: unknown, output: readonly string[]): string {
  const said = output.join('\n');
  const taken = /EADDRINUSE.*:(\d+)/.exec(said)?.[1];
  const remedy = taken
    ? ` Port ${taken} is already in use: stop what listens there (another Azurite?) or choose another port.`
    : '';
  const reason = cause instanceof Error ? cause.message : String(cause);
  return `Azurite did not start: ${reason}.${remedy}${said === '' ? '' : `\nIt said:\n${said}`}`;
}
