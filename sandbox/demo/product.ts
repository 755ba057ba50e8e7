/**
 * The product as it runs in Azure, on this machine: the built bundle in the functions host, a process of its own.
 * Promises: with `restarts`, a host that ends by itself is started again on its port, as Azure does, a few times a
 * minute at most; `failed` then rejects only when it does not start any more. Without, `failed` rejects at its end.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type FunctionsHostOptions, type FunctionsHostProcess, startFunctionsHost } from './functions-host-process.ts';
import { createProductEvents, type ProductEvents } from './product-events.ts';
import { nextRestartAt } from './restart-pace.ts';

export interface Product extends ProductEvents {
  readonly port: number;
  signal(signal: NodeJS.Signals): void;
  /** Lets what is running end, then stops. */
  stop(): Promise<void>;
  readonly failed: Promise<never>;
}

export interface ProductOptions extends FunctionsHostOptions {
  readonly restarts?: boolean;
}

interface Running {
  host: FunctionsHostProcess;
  readonly stopping: AbortController;
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const { add, ...events } = createProductEvents();
  const start = (port: number): FunctionsHostProcess => startFunctionsHost({ ...options, port }, add);
  const running: Running = { host: start(options.port), stopping: new AbortController() };
  const port = await running.host.ready;
  const failed = watch(running, options, () => start(port));
  failed.catch(() => undefined);
  return {
    ...events,
    port,
    failed,
    signal: (signal) => running.host.signal(signal),
    stop: () => {
      running.stopping.abort();
      return running.host.stop();
    },
  };
}

/** Never resolves where the end was asked for. */
async function watch(
  running: Running,
  { restarts = false, print }: ProductOptions,
  start: () => FunctionsHostProcess,
): Promise<never> {
  const { signal } = running.stopping;
  const past: number[] = [];
  for (;;) {
    const end = await running.host.ended;
    if (signal.aborted) return new Promise(() => undefined);
    const how = end.signal ?? `code ${end.code}`;
    if (!restarts || end.isRefusal) throw new Error(`The functions host ended by itself (${how}).`);
    const waitMs = nextRestartAt(past, performance.now()) - performance.now();
    print(describeRestart(how, waitMs));
    await delay(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return new Promise(() => undefined);
    past.push(performance.now());
    running.host = start();
  }
}

function describeRestart(how: string, waitMs: number): string {
  const when = waitMs > 0 ? `in ${Math.ceil(waitMs / 1_000)} s` : 'now';
  return `The functions host ended by itself (${how}). It starts again ${when}; what it held is delivered again when its locks end.`;
}
