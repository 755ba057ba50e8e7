/**
 * When the transport takes a message out of Drafts: at once, or later once a mailbox sends more than its limit per minute.
 * Promises: no window of 60 seconds releases more than the limit; nothing is refused, the surplus moves to later minutes.
 */

const minuteMilliseconds = 60_000;

export interface MessageRate {
  /** Instant at which the message may leave; it counts from this call on. */
  take(mailbox: string, now: number, messagesPerMinute: number | null): number;
  reset(): void;
}

export function createMessageRate(): MessageRate {
  // The last releases of each mailbox, oldest first, at most as many as the limit.
  const releases = new Map<string, number[]>();
  return {
    take: (mailbox, now, messagesPerMinute) => {
      if (messagesPerMinute === null) return now;
      const past = releases.get(mailbox) ?? [];
      const blocking = past.at(-messagesPerMinute);
      const release = blocking === undefined ? now : Math.max(now, blocking + minuteMilliseconds);
      past.push(release);
      releases.set(mailbox, past.slice(-messagesPerMinute));
      return release;
    },
    reset: () => releases.clear(),
  };
}
