/** A binary heap that gives back the entry with the smallest key first. Equal keys come in no promised order. */
export class MinHeap<Entry> {
  #entries: Entry[] = [];
  readonly #keyOf: (entry: Entry) => number;

  constructor(keyOf: (entry: Entry) => number) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#entries.length;
  }

  peek(): Entry | undefined {
    return this.#entries[0];
  }

  push(entry: Entry): void {
    let index = this.#entries.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#swapIfSmaller(index, parent)) return;
      index = parent;
    }
  }

  pop(): Entry | undefined {
    const smallest = this.#entries[0];
    const last = this.#entries.pop();
    if (last === undefined || this.#entries.length === 0) return smallest;
    this.#entries[0] = last;
    this.#sink();
    return smallest;
  }

  keepOnly(isWanted: (entry: Entry) => boolean): void {
    const wanted = this.#entries.filter(isWanted);
    this.#entries = [];
    for (const entry of wanted) this.push(entry);
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      const child = this.#smallerChild(index);
      if (!this.#swapIfSmaller(child, index)) return;
      index = child;
    }
  }

  #smallerChild(index: number): number {
    const left = 2 * index + 1;
    const leftEntry = this.#entries[left];
    const rightEntry = this.#entries[left + 1];
    if (leftEntry === undefined || rightEntry === undefined) return left;
    return this.#keyOf(rightEntry) < this.#keyOf(leftEntry) ? left + 1 : left;
  }

  #swapIfSmaller(child: number, parent: number): boolean {
    const lower = this.#entries[child];
    const upper = this.#entries[parent];
    if (lower === undefined || upper === undefined || this.#keyOf(upper) <= this.#keyOf(lower)) return false;
    this.#entries[child] = upper;
    this.#entries[parent] = lower;
    return true;
  }
}
