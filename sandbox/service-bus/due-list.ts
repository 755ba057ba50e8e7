/**
 * When something is to happen to a message by itself: a scheduled one becomes active, an active one expires.
 * Entries of messages that left earlier stay until they are due or until they outnumber the living.
 */
import { MinHeap } from './min-heap.ts';

interface DueEntry {
  readonly at: number;
  readonly sequenceNumber: number;
}

const compactAfter = 1024;

export class DueList {
  readonly #entries = new MinHeap<DueEntry>(({ at }) => at);

  add(at: number, sequenceNumber: number): void {
    this.#entries.push({ at, sequenceNumber });
  }

  nextAt(): number {
    return this.#entries.peek()?.at ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the next sequence number whose instant has come. */
  take(now: number): number | undefined {
    return this.nextAt() <= now ? this.#entries.pop()?.sequenceNumber : undefined;
  }

  /** A million messages with a time to live of a day would otherwise be remembered for a day after they were completed. */
  compact(livingCount: number, isLiving: (sequenceNumber: number) => boolean): void {
    if (this.#entries.size < compactAfter + 2 * livingCount) return;
    this.#entries.keepOnly(({ sequenceNumber }) => isLiving(sequenceNumber));
  }
}
