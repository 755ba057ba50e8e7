/**
 * The queue's twin in memory, with what a Service Bus queue does behind one's back: it drops a MessageId that it saw within
 * its window (also where the first was received and completed long since), hands a message over again when its lock ends,
 * counts that, and dead-letters what it handed over ten times.
 */
import type { Copies } from '../../../shared/delivery/delivery-ports.ts';
import type { ComeBack } from '../../../shared/delivery/outcome.ts';
import type { CopyMark, ReceivedMessage } from '../../../shared/message/received-message.ts';
import {
  copyMessageId,
  fromCopyProperties,
  toCopyProperties,
} from '../../../shared/services/service-bus/copy-properties.ts';

const MINUTE = 60_000;

export interface QueueOptions {
  /** The broker's clock. */
  readonly now: () => Date;
  readonly lockMs?: number;
  readonly duplicateWindowMs?: number;
  readonly mostDeliveries?: number;
}

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

/** A message that waits in the queue for its time. */
export interface WaitingMessage {
  readonly messageId: string;
  /** 0 for a producer's own. */
  readonly copy: number;
  readonly at: Date;
}

export interface MemoryQueue extends Copies {
  /** False where duplicate detection dropped it. */
  enqueue(message: Enqueued): boolean;
  /** Messages that may be handed over now. */
  available(): number;
  /** Hands the earliest of them over, or the one at `index`; one that was handed over too often is dead-lettered instead. */
  receive(index?: number): LockedMessage | undefined;
  /** False where the lock is lost: then nothing changes, and the message is handed over again. */
  complete(message: LockedMessage): boolean;
  abandon(message: LockedMessage): void;
  loseLock(message: LockedMessage): void;
  /** When the next message becomes available. */
  nextAt(): Date | undefined;
  readonly waiting: readonly WaitingMessage[];
  readonly deadLettered: readonly ReceivedMessage[];
  /** MessageIds that duplicate detection dropped. */
  readonly dropped: readonly string[];
}

interface Held extends Enqueued {
  readonly at: Date;
  readonly sequenceNumber: number;
  deliveryCount: number;
  lock: number;
  lockedUntil: number;
}

export function createMemoryQueue(options: QueueOptions): MemoryQueue {
  const { now, lockMs = 5 * MINUTE, duplicateWindowMs = 10 * MINUTE, mostDeliveries = 10 } = options;
  const held = new Set<Held>();
  const seen = new Map<string, number>();
  const deadLettered: ReceivedMessage[] = [];
  const dropped: string[] = [];
  let count = 0;

  const availableAt = ({ at, lockedUntil }: Held): number => Math.max(at.getTime(), lockedUntil);
  const inOrder = (): Held[] => [...held].sort((a, b) => availableAt(a) - availableAt(b));
  const due = (): Held[] => inOrder().filter((each) => availableAt(each) <= now().getTime());
  const lockedBy = ({ lock }: LockedMessage): Held | undefined =>
    [...held].find((each) => each.lock === lock && each.lockedUntil > now().getTime());

  function enqueue(message: Enqueued): boolean {
    const time = now().getTime();
    const before = seen.get(message.messageId);
    if (before !== undefined && time - before < duplicateWindowMs) {
      dropped.push(message.messageId);
      return false;
    }
    seen.set(message.messageId, time);
    count += 1;
    // What is scheduled for an instant that is over is enqueued now, and says so.
    const at = message.at && message.at.getTime() > time ? message.at : new Date(time);
    held.add({ ...message, at, sequenceNumber: count, deliveryCount: 0, lock: 0, lockedUntil: 0 });
    return true;
  }

  function unlock(message: LockedMessage): void {
    const found = lockedBy(message);
    if (found) found.lockedUntil = 0;
  }

  return {
    deadLettered,
    dropped,
    enqueue,
    get waiting() {
      return inOrder().map((each) => ({ messageId: each.messageId, copy: each.copy?.number ?? 0, at: each.at }));
    },
    schedule: async (received, comeBack) => {
      enqueue(asCopy(received, comeBack));
    },
    available: () => due().length,
    receive(index = 0) {
      const next = due()[index];
      if (!next) return undefined;
      next.deliveryCount += 1;
      if (next.deliveryCount > mostDeliveries) {
        held.delete(next);
        deadLettered.push(toReceived(next));
        return undefined;
      }
      count += 1;
      next.lock = count;
      next.lockedUntil = now().getTime() + lockMs;
      return { received: toReceived(next), lock: next.lock };
    },
    complete(message) {
      const found = lockedBy(message);
      return found !== undefined && held.delete(found);
    },
    abandon: unlock,
    loseLock: unlock,
    nextAt() {
      const [next] = inOrder();
      return next && new Date(availableAt(next));
    },
  };
}

/** Through the application properties and back, as a copy travels. */
function asCopy(received: ReceivedMessage, comeBack: ComeBack): Enqueued {
  const copy = fromCopyProperties(JSON.parse(JSON.stringify(toCopyProperties(received, comeBack))));
  const messageId = copyMessageId(received, comeBack.copy);
  return { body: received.body, messageId, at: comeBack.at, ...(copy ? { copy } : {}) };
}

const toReceived = ({ body, messageId, at, copy, deliveryCount, sequenceNumber }: Held): ReceivedMessage => ({
  body,
  messageId,
  deliveryCount,
  sequenceNumber: String(sequenceNumber),
  enqueuedAt: at,
  ...(copy ? { copy } : {}),
});
