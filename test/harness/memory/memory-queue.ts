/**
 * The queue's twin in memory, with what a Service Bus queue does behind one's back: it drops a MessageId that it saw within
 * its window (also where the first was received and completed long since), hands a message over again when its lock ends,
 * counts that, and dead-letters what it handed over ten times.
 */
import type { Copies } from '../../../shared/delivery/delivery-ports.ts';
import type { ComeBack } from '../../../shared/delivery/outcome.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';
import {
  copyMessageId,
  fromCopyProperties,
  toCopyProperties,
} from '../../../shared/services/service-bus/copy-properties.ts';
import { createLockedMessages, type Enqueued, type LockedMessage } from './locked-messages.ts';

const MINUTE = 60_000;

export interface QueueOptions {
  /** The broker's clock. */
  readonly now: () => Date;
  readonly lockMs?: number;
  readonly duplicateWindowMs?: number;
  readonly mostDeliveries?: number;
}

/** A message that waits in the queue for its time. */
export interface WaitingMessage {
  readonly messageId: string;
  /** 0 for a producer's own. */
  readonly copy: number;
  readonly at: Date;
}

/** The queue of what was given up on, with locks of its own. */
export interface DeadLetters {
  available(): number;
  receive(): LockedMessage | undefined;
  complete(message: LockedMessage): boolean;
  abandon(message: LockedMessage): void;
  nextAt(): Date | undefined;
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
  /** What was handed over too often. */
  readonly deadLetters: DeadLetters;
  /** MessageIds that duplicate detection dropped. */
  readonly dropped: readonly string[];
}

export function createMemoryQueue(options: QueueOptions): MemoryQueue {
  const { now, lockMs = 5 * MINUTE, duplicateWindowMs = 10 * MINUTE, mostDeliveries = 10 } = options;
  const messages = createLockedMessages(now, lockMs);
  const dead = createLockedMessages(now, lockMs);
  const seen = new Map<string, number>();
  const dropped: string[] = [];
  let count = 0;

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
    messages.add({ ...message, at, sequenceNumber: count, deliveryCount: 0, lock: 0, lockedUntil: 0 });
    return true;
  }

  return {
    dropped,
    enqueue,
    deadLetters: {
      available: dead.available,
      receive: () => dead.receive()?.locked,
      complete: dead.complete,
      abandon: dead.unlock,
      nextAt: dead.nextAt,
    },
    get waiting() {
      return messages
        .inOrder()
        .map((each) => ({ messageId: each.messageId, copy: each.copy?.number ?? 0, at: each.at }));
    },
    schedule: async (received, comeBack) => {
      enqueue(asCopy(received, comeBack));
    },
    available: messages.available,
    receive(index) {
      const next = messages.receive(index);
      if (!next) return undefined;
      if (next.kept.deliveryCount <= mostDeliveries) return next.locked;
      messages.remove(next.kept);
      // The lock that was just made is nobody's.
      dead.add({ ...next.kept, lockedUntil: 0 });
      return undefined;
    },
    complete: messages.complete,
    abandon: messages.unlock,
    loseLock: messages.unlock,
    nextAt: messages.nextAt,
  };
}

/** Through the application properties and back, as a copy travels. */
function asCopy(received: ReceivedMessage, comeBack: ComeBack): Enqueued {
  const copy = fromCopyProperties(JSON.parse(JSON.stringify(toCopyProperties(received, comeBack))));
  const messageId = copyMessageId(received, comeBack.copy);
  return { body: received.body, messageId, at: comeBack.at, ...(copy ? { copy } : {}) };
}
