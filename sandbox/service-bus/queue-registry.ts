/** The queues of a broker, and which of them an AMQP address means. */
import { Queue, type QueueSurroundings } from './queue.ts';
import type { QueueOptions } from './queue-options.ts';

export type Address =
  | { readonly kind: 'token' }
  | { readonly kind: 'management'; readonly queue: Queue }
  | { readonly kind: 'queue'; readonly queue: Queue }
  | { readonly kind: 'unknown' };

const deadLetterSuffix = '/$DeadLetterQueue';
const managementSuffix = '/$management';

export class QueueRegistry {
  readonly #queues = new Map<string, Queue>();

  constructor(queues: Readonly<Record<string, QueueOptions>>, surroundings: QueueSurroundings) {
    for (const [name, options] of Object.entries(queues)) {
      const deadLetters = new Queue(name + deadLetterSuffix, deadLetterOptions(options), surroundings);
      this.#add(deadLetters);
      this.#add(new Queue(name, options, surroundings, deadLetters));
    }
  }

  /** The queues producers send to; their dead-letter queues are inside them. */
  all(): readonly Queue[] {
    return [...this.#queues.values()].filter(({ deadLetters }) => deadLetters !== undefined);
  }

  find(name: string): Queue | undefined {
    return this.#queues.get(name.toLowerCase());
  }

  get(name: string): Queue {
    const queue = this.find(name);
    if (queue !== undefined) return queue;
    const known = this.all().map((one) => one.name);
    throw new Error(`The broker has no queue "${name}". It was started with: ${known.join(', ')}.`);
  }

  /** JavaScript writes `q`, .NET writes `/q` percent-encoded, others `amqp://host/q`. Names do not distinguish case. */
  resolve(address: string | null | undefined): Address {
    const path = decode(address ?? '')
      .replace(/^[a-z]+:\/\/[^/]*/i, '')
      .replace(/^\/+|\/+$/g, '')
      .toLowerCase();
    if (path === '$cbs') return { kind: 'token' };
    const isManagement = path.endsWith(managementSuffix);
    const queue = this.find(isManagement ? path.slice(0, -managementSuffix.length) : path);
    if (queue === undefined) return { kind: 'unknown' };
    return { kind: isManagement ? 'management' : 'queue', queue };
  }

  stop(): void {
    for (const queue of this.all()) queue.stop();
  }

  #add(queue: Queue): void {
    this.#queues.set(queue.name.toLowerCase(), queue);
  }
}

/** What is in a dead-letter queue stays there until somebody completes it. */
function deadLetterOptions({ lockMs }: QueueOptions): QueueOptions {
  return { lockMs, maxDeliveryCount: Number.POSITIVE_INFINITY, duplicateDetectionMs: 0, deadLetterOnExpiration: false };
}

function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
