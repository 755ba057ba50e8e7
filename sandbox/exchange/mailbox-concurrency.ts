/** Open requests per app and mailbox: Microsoft's MailboxConcurrency, four at a time. */

export interface MailboxConcurrency {
  /** Returns how to give the place back, or undefined when none is free. */
  take(key: string, limit: number | null): (() => void) | undefined;
}

export function createMailboxConcurrency(): MailboxConcurrency {
  const open = new Map<string, number>();
  const release = (key: string): void => {
    const left = (open.get(key) ?? 1) - 1;
    if (left === 0) open.delete(key);
    else open.set(key, left);
  };
  return {
    take: (key, limit) => {
      const count = open.get(key) ?? 0;
      if (limit !== null && count >= limit) return undefined;
      open.set(key, count + 1);
      return () => release(key);
    },
  };
}
