/**
 * Recipients a mailbox may write to in any 24 hours. Exchange refuses nothing at the door: the surplus comes back as an NDR.
 * Promises: no window of 24 hours holds more than the limit; what was refused does not count.
 */

const dayMilliseconds = 24 * 3_600_000;

/** Recipients of one message, at the instant it was accepted. */
export interface CountedRecipients {
  readonly at: number;
  readonly recipients: number;
}

export interface RecipientQuota {
  /** Counts the recipients, or returns false when they are too many. */
  take(mailbox: string, counted: CountedRecipients, limit: number | null): boolean;
  reset(): void;
}

interface Window {
  entries: CountedRecipients[];
  total: number;
}

/** `since` tells what was accepted before this process began. */
export function createRecipientQuota(
  since: (mailbox: string, instant: number) => readonly CountedRecipients[],
): RecipientQuota {
  const windows = new Map<string, Window>();
  const windowOf = (mailbox: string, now: number): Window => {
    const known = windows.get(mailbox);
    if (known !== undefined) return known;
    const entries = [...since(mailbox, now - dayMilliseconds)];
    const made = { entries, total: entries.reduce((sum, { recipients }) => sum + recipients, 0) };
    windows.set(mailbox, made);
    return made;
  };
  return {
    take: (mailbox, counted, limit) => {
      const window = windowOf(mailbox, counted.at);
      forget(window, counted.at - dayMilliseconds);
      if (limit !== null && window.total + counted.recipients > limit) return false;
      window.entries.push(counted);
      window.total += counted.recipients;
      return true;
    },
    reset: () => windows.clear(),
  };
}

function forget(window: Window, instant: number): void {
  const kept = window.entries.findIndex(({ at }) => at > instant);
  const gone = kept === -1 ? window.entries.length : kept;
  if (gone === 0) return;
  for (const { recipients } of window.entries.splice(0, gone)) window.total -= recipients;
}
