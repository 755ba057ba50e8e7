/**
 * The product's log events, read from its output as a log query would read them, over all its processes.
 * Promises: nothing is forgotten, so that what is waited for may have happened already. Waiting fails after a minute.
 */
export interface ProductEvent {
  readonly event: string;
  readonly name: string;
  readonly tenant?: string;
  readonly id?: string;
  readonly code?: string;
  readonly problems?: string;
  readonly nextAt?: string;
  readonly provider?: string;
  readonly remedy?: string;
}

type Fits = (event: ProductEvent) => boolean;

export interface ProductEvents {
  /** Resolves with the first event that fits, past ones included. */
  until(what: string, fits: Fits): Promise<ProductEvent>;
  /** The last event so far that fits. */
  latest(fits: Fits): ProductEvent | undefined;
  onEvent(listener: (event: ProductEvent) => void): void;
}

export interface ProductEventLog extends ProductEvents {
  add(event: ProductEvent): void;
}

const EVENT_DEADLINE_MS = 60_000;

export function createProductEvents(): ProductEventLog {
  const seen: ProductEvent[] = [];
  const listeners = new Set<(event: ProductEvent) => void>();
  return {
    add: (event) => {
      seen.push(event);
      for (const listener of [...listeners]) listener(event);
    },
    latest: (fits) => seen.findLast(fits),
    onEvent: (listener) => {
      listeners.add(listener);
    },
    until: async (what, fits) => seen.find(fits) ?? (await nextEvent(what, fits, listeners)),
  };
}

function nextEvent(what: string, fits: Fits, listeners: Set<(event: ProductEvent) => void>): Promise<ProductEvent> {
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
