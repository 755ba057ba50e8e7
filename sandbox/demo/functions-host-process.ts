/**
 * One process of the functions host with a built app.
 * Promises: `ready` gives its port once it listens, or fails with how the process ended before that.
 * It dies with this process: its standard input closes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ProductEvent } from './product-events.ts';

export interface FunctionsHostOptions {
  /** Absent: the product's bundle. */
  readonly appDirectory?: string;
  readonly settings: Readonly<Record<string, string>>;
  /** 0 asks for any free port. */
  readonly port: number;
  /** A message with an id that fits one of these patterns kills the host. */
  readonly crashOnMessageIds?: readonly string[] | undefined;
  /** Everything it prints that is no log event. */
  readonly print: (line: string) => void;
}

export interface FunctionsHostProcess {
  readonly ready: Promise<number>;
  readonly ended: Promise<FunctionsHostEnd>;
  signal(signal: NodeJS.Signals): void;
  /** Lets what is running end, then stops. */
  stop(): Promise<void>;
}

export interface FunctionsHostEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** It never came to listen, by its own choice: another start would end alike. */
  readonly isRefusal: boolean;
}

const hostMain = fileURLToPath(new URL('../functions-host/main.ts', import.meta.url));

export function startFunctionsHost(
  options: FunctionsHostOptions,
  onEvent: (event: ProductEvent) => void,
): FunctionsHostProcess {
  const child = spawn(process.execPath, hostArguments(options), {
    env: { ...process.env, ...options.settings },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C reaches the whole group of processes; this one is told in its turn, while the sandbox still runs.
    detached: true,
  });
  let isUp = false;
  const listening = readOutput(child, options.print, onEvent).finally(() => {
    isUp = true;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({
    code,
    signal,
    isRefusal: !isUp && signal === null,
  }));
  const ready = Promise.race([listening, ended.then(neverStarted)]);
  ready.catch(() => undefined);
  return { ready, ended, signal: (signal) => child.kill(signal), stop: () => stop(child, ended) };
}

function neverStarted({ code, signal }: FunctionsHostEnd): never {
  throw new Error(`The functions host did not start (${signal ?? `code ${code}`}).`);
}

function hostArguments({ appDirectory = 'build/app', port, crashOnMessageIds = [] }: FunctionsHostOptions): string[] {
  const crashes = crashOnMessageIds.flatMap((pattern) => ['--crash-on-message-id', pattern]);
  return [hostMain, '--app', appDirectory, '--port', String(port), '--json', '--with-parent', ...crashes];
}

function readOutput(
  child: ChildProcess,
  print: (line: string) => void,
  onEvent: (event: ProductEvent) => void,
): Promise<number> {
  const listening = Promise.withResolvers<number>();
  const take = (line: string): void => {
    const parsed = parseLine(line);
    if (parsed.kind === 'ready') listening.resolve(parsed.port);
    if (parsed.kind === 'text' && line.trim() !== '') print(line);
    if (parsed.kind === 'event') onEvent(parsed.event);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', take);
  return listening.promise;
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

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
  await ended;
}
