/**
 * Who holds which message, and until when. A message has at most one lock.
 * All locks of a queue last equally long, so a Map in order of taking is a Map in order of expiry;
 * only a clock that was set back breaks that, and then the Map is sorted again.
 */
export interface Lock {
  readonly token: string;
  readonly sequenceNumber: number;
  readonly until: number;
}

export class LockTable {
  #byToken = new Map<string, Lock>();
  readonly #tokens = new Map<number, string>();
  readonly #newToken: () => string;
  #latestEnd = 0;
  #isSorted = true;

  constructor(newToken: () => string) {
    this.#newToken = newToken;
  }

  get size(): number {
    return this.#byToken.size;
  }

  take(sequenceNumber: number, until: number): Lock {
    const lock: Lock = { token: this.#newToken(), sequenceNumber, until };
    this.#append(lock);
    this.#tokens.set(sequenceNumber, lock.token);
    return lock;
  }

  /** The lock, if it is still held at `now`. */
  find(token: string, now: number): Lock | undefined {
    const lock = this.#byToken.get(token);
    return lock !== undefined && lock.until > now ? lock : undefined;
  }

  ofMessage(sequenceNumber: number): Lock | undefined {
    const token = this.#tokens.get(sequenceNumber);
    return token === undefined ? undefined : this.#byToken.get(token);
  }

  renew(lock: Lock, until: number): void {
    this.#byToken.delete(lock.token);
    this.#append({ ...lock, until });
  }

  release(lock: Lock): void {
    this.#byToken.delete(lock.token);
    this.#tokens.delete(lock.sequenceNumber);
  }

  /** Every lock that has ended by `now`, oldest first. */
  ended(now: number): readonly Lock[] {
    this.#sort();
    const ended: Lock[] = [];
    for (const lock of this.#byToken.values()) {
      if (lock.until > now) break;
      ended.push(lock);
    }
    return ended;
  }

  all(): readonly Lock[] {
    return [...this.#byToken.values()];
  }

  nextEnd(): number {
    this.#sort();
    for (const lock of this.#byToken.values()) return lock.until;
    return Number.POSITIVE_INFINITY;
  }

  #append(lock: Lock): void {
    this.#byToken.set(lock.token, lock);
    if (lock.until < this.#latestEnd) this.#isSorted = false;
    this.#latestEnd = lock.until;
  }

  #sort(): void {
    if (this.#isSorted) return;
    const sorted = this.all().toSorted((one, other) => one.until - other.until);
    this.#byToken = new Map(sorted.map((lock) => [lock.token, lock]));
    this.#latestEnd = sorted.at(-1)?.until ?? 0;
    this.#isSorted = true;
  }
}
