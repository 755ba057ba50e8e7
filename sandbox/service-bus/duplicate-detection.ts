/**
 * Remembers message ids for a window of time. The first message with an id is new, later ones are duplicates,
 * whatever has become of the first: completed, dead-lettered or still scheduled. Like Azure's, it does not look at content.
 */
export class DuplicateDetection {
  readonly #windowMs: number;
  /** Insertion order is expiry order, because every id is kept equally long. */
  readonly #until = new Map<string, number>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  /** The instant until which a new id is now remembered, or undefined when it is a duplicate or nothing is remembered. */
  remember(messageId: string, now: number): { readonly isDuplicate: boolean; readonly until?: number } {
    if (this.#windowMs === 0) return { isDuplicate: false };
    this.#forgetOld(now);
    if ((this.#until.get(messageId) ?? 0) > now) return { isDuplicate: true };
    const until = now + this.#windowMs;
    this.#until.delete(messageId);
    this.#until.set(messageId, until);
    return { isDuplicate: false, until };
  }

  restore(messageId: string, until: number): void {
    if (this.#windowMs > 0) this.#until.set(messageId, until);
  }

  clear(): void {
    this.#until.clear();
  }

  #forgetOld(now: number): void {
    for (const [messageId, until] of this.#until) {
      if (until > now) return;
      this.#until.delete(messageId);
    }
  }
}
