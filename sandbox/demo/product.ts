/**
 * The product as it runs in Azure, on this machine: the built bundle in the functions host, a process of its own.
 * Its log events are read from its output, as a log query would read them.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface ProductEvent {
  readonly event: string;
  readonly name: string;
  readonly tenant: string;
  readonly id: string;
  readonly code?: string;
  readonly problems?: string;
  readonly nextAt?: string;
  readonly provider?: string;
  readonly remedy?: string;
}

export interface Product {
  readonly port: number;
  /** Resolves with the first event that fits, past ones included. */
  until(what: string, fits: (event: ProductEvent) => boolean): Promise<ProductEvent>;
  /** The last event so far that fits. */
  latest(fits: (event: ProductEvent) => boolean): ProductEvent | undefined;
  onEvent(listener: (event: ProductEvent) => void): void;
  signal(signal: NodeJS.Signals): void;
  /** Lets what is running end, then stops. */
  stop(): Promise<void>;
  /** Rejects if the product ends by itself. */
  readonly failed: Promise<never>;
}

export interface ProductOptions {
  readonly settings: Readonly<Record<string, string>>;
  readonly port: number;
  /** Everything it prints that is no log event. */
  readonly print: (line: string) => void;
}

const EVENT_DEADLINE_MS = 60_000;
const hostMain = fileURLToPath(new URL('../functions-host/main.ts', import.meta.url));

export async function startProduct({ settings, port, print }: ProductOptions): Promise<Product> {
  const child = spawn(
    process.execPath,
    [hostMain, '--app', 'build/app', '--port', String(port), '--json', '--with-parent'],
    {
      env: { ...process.env, ...settings },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C reaches the whole group of processes; this one is told in its turn, while the sandbox still runs.
      detached: true,
    },
  );
  const { ready, ...events } = readEvents(child, print);
  let isStopping = false;
  const failed = untilEnded(child, () => isStopping);
  failed.catch(() => undefined);
  return {
    port: await Promise.race([ready, failed]),
    ...events,
    failed,
    signal: (signal) => child.kill(signal),
    stop: () => {
      isStopping = true;
      return stop(child);
    },
  };
}

function readEvents(child: ChildProcess, print: (line: string) => void) {
  const seen: ProductEvent[] = [];
  const listeners = new Set<(event: ProductEvent) => void>();
  const ready = Promise.withResolvers<number>();
  const take = (line: string): void => {
    const parsed = parseLine(line);
    if (parsed.kind === 'ready') ready.resolve(parsed.port);
    if (parsed.kind === 'text' && line.trim() !== '') print(line);
    if (parsed.kind !== 'event') return;
    seen.push(parsed.event);
    for (const listener of listeners) listener(parsed.event);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', take);
  return {
    ready: ready.promise,
    latest: (fits: (event: ProductEvent) => boolean) => seen.findLast(fits),
    onEvent: (listener: (event: ProductEvent) => void) => {
      listeners.add(listener);
    },
    until: (what: string, fits: (event: ProductEvent) => boolean) => untilEvent(what, fits, { seen, listeners }),
  };
}

interface EventSource {
  readonly seen: readonly ProductEvent[];
  readonly listeners: Set<(event: ProductEvent) => void>;
}

function untilEvent(
  what: string,
  fits: (event: ProductEvent) => boolean,
  { seen, listeners }: EventSource,
): Promise<ProductEvent> {
  const past = seen.find(fits);
  if (past) return Promise.resolve(past);
  const { promise, resolve, reject } = Promise.withResolvers<ProductEvent>();
  const timer = setTimeout(
    () => reject(new Error(`${what} did not happen within ${EVENT_DEADLINE_MS / 1000} s.`)),
    EVENT_DEADLINE_MS,
  );
  const listener = (event: ProductEvent): void => {
    if (fits(event)) resolve(event);
  };
  listeners.add(listener);
  return promise.finally(() => {
    clearTimeout(timer);
    listeners.delete(listener);
  });
}

type Line =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'event'; readonly event: ProductEvent }
  | { readonly kind: 'text' };

/** An event is the JSON after `[time] [function]`. */
function parseLine(line: string): Line {
  const json = line.slice(Math.max(0, line.indexOf('{')));
  try {
    const value = JSON.parse(json);
    if (value.ready === true) return { kind: 'ready', port: value.http };
    if (typeof value.event === 'string') return { kind: 'event', event: value };
  } catch {
    // Not JSON: a line for people.
  }
  return { kind: 'text' };
}

/** Never resolves where the end was asked for. */
async function untilEnded(child: ChildProcess, isExpected: () => boolean): Promise<never> {
  const [code, signal] = await once(child, 'exit');
  if (isExpected()) return new Promise(() => undefined);
  throw new Error(`The functions host ended by itself (${signal ?? `code ${code}`}).`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
