/** Messages that are handed over under a lock, and again when it ends: a queue's own, and its dead letters. */
import type { CopyMark, ReceivedMessage } from '../../../shared/message/received-message.ts';

export interface Enqueued {
  readonly body: Uint8Array;
  readonly messageId: string;
  readonly at?: Date;
  readonly copy?: CopyMark;
}

/** A message with the lock it was handed over under. */
export interface LockedMessage {
  readonly received: ReceivedMessage;
  readonly lock: number;
}

export interface Kept extends Enqueued {
  readonly at: Date;
  readonly sequenceNumber: number;
  deliveryCount: number;
  lock: number;
  lockedUntil: number;
}

export interface LockedMessages {
  add(message: Kept): void;
  remove(message: Kept): boolean;
  inOrder(): readonly Kept[];
  available(): number;
  /** Hands one over, and counts that. */
  receive(index?: number): { readonly kept: Kept; readonly locked: LockedMessage } | undefined;
  complete(message: LockedMessage): boolean;
  unlock(message: LockedMessage): void;
  nextAt(): Date | undefined;
}

export function createLockedMessages(now: () => Date, lockMs: number): LockedMessages {
  const kept = new Set<Kept>();
  let count = 0;

  const inOrder = (): Kept[] => [...kept].sort((a, b) => availableAt(a) - availableAt(b));
  const due = (): Kept[] => inOrder().filter((each) => availableAt(each) <= now().getTime());
  const lockedBy = ({ lock }: LockedMessage): Kept | undefined =>
    [...kept].find((each) => each.lock === lock && each.lockedUntil > now().getTime());

  return {
    add: (message) => {
      kept.add(message);
    },
    remove: (message) => kept.delete(message),
    inOrder,
    available: () => due().length,
    receive(index = 0) {
      const next = due()[index];
      if (!next) return undefined;
      count += 1;
      next.deliveryCount += 1;
      next.lock = count;
      next.lockedUntil = now().getTime() + lockMs;
      return { kept: next, locked: { received: toReceived(next), lock: next.lock } };
    },
    complete(message) {
      const found = lockedBy(message);
      return found !== undefined && kept.delete(found);
    },
    unlock(message) {
      const found = lockedBy(message);
      if (found) found.lockedUntil = 0;
    },
    nextAt() {
      const [next] = inOrder();
      return next && new Date(availableAt(next));
    },
  };
}

const availableAt = ({ at, lockedUntil }: Kept): number => Math.max(at.getTime(), lockedUntil);

const toReceived = ({ body, messageId, at, copy, deliveryCount, sequenceNumber }: Kept): ReceivedMessage => ({
  body,
  messageId,
  deliveryCount,
  sequenceNumber: String(sequenceNumber),
  enqueuedAt: at,
  ...(copy ? { copy } : {}),
});
