/** How often each operation was called and how it ended, for tests ("two Graph calls a mail") and for finding calls that no fake knows. */

export interface RequestCounts {
  count(service: string, operation: string, ending: number | string): void;
  /** `graph.sendDraft.202` -> 17 */
  list(): Readonly<Record<string, number>>;
  reset(): void;
}

export function createRequestCounts(): RequestCounts {
  const counts = new Map<string, number>();
  return {
    count: (service, operation, ending) => {
      const key = `${service}.${operation}.${ending}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    list: () => Object.fromEntries([...counts].sort(([one], [other]) => one.localeCompare(other))),
    reset: () => counts.clear(),
  };
}
