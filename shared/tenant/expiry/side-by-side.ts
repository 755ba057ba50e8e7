/** Does something for each of many, so many at a time, until the time is up. */

interface SideBySide {
  readonly atOnce: number;
  /** Asked before each item. */
  readonly mayGoOn?: () => boolean;
}

/** @returns how many were begun; what `work` throws ends it, once those under way are done */
export async function sideBySide<T>(
  items: readonly T[],
  { atOnce, mayGoOn = () => true }: SideBySide,
  work: (item: T) => Promise<void>,
): Promise<number> {
  let begun = 0;
  async function next(): Promise<void> {
    for (let item = items[begun]; item !== undefined && mayGoOn(); item = items[begun]) {
      begun += 1;
      await work(item);
    }
  }
  const results = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, next));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return begun;
}
