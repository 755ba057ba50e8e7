/**
 * Sequence numbers that wait for a consumer, smallest first. New messages arrive in order and cost nothing to add;
 * returned ones go back to their old place. Entries are not removed when a message leaves: `next` skips what is stale.
 */
import { MinHeap } from './min-heap.ts';

const compactAfter = 1024;

export class ReadyList {
  #arrived: number[] = [];
  #head = 0;
  readonly #returned = new MinHeap<number>((sequenceNumber) => sequenceNumber);

  /** Adds a number larger than every one added this way before. */
  push(sequenceNumber: number): void {
    this.#arrived.push(sequenceNumber);
  }

  /** Adds a number at its place in the order. */
  putBack(sequenceNumber: number): void {
    this.#returned.push(sequenceNumber);
  }

  next(isReady: (sequenceNumber: number) => boolean): number | undefined {
    for (;;) {
      const candidate = this.#takeSmallest();
      if (candidate === undefined || isReady(candidate)) return candidate;
    }
  }

  clear(): void {
    this.#arrived = [];
    this.#head = 0;
    this.#returned.keepOnly(() => false);
  }

  #takeSmallest(): number | undefined {
    const arrived = this.#arrived[this.#head];
    const returned = this.#returned.peek();
    if (arrived === undefined) return this.#returned.pop();
    if (returned !== undefined && returned < arrived) return this.#returned.pop();
    this.#head++;
    this.#compact();
    return arrived;
  }

  #compact(): void {
    if (this.#head < compactAfter || this.#head * 2 < this.#arrived.length) return;
    this.#arrived = this.#arrived.slice(this.#head);
    this.#head = 0;
  }
}
