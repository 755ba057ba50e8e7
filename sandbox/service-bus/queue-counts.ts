/** How many messages of a queue are where. The places exclude each other. */
import { messageBytes, type QueueMessage } from './queue-message.ts';

export type MessagePlace = 'ready' | 'locked' | 'deferred' | 'scheduled';

export interface QueueCounts {
  readonly ready: number;
  readonly locked: number;
  readonly deferred: number;
  readonly scheduled: number;
  readonly deadLettered: number;
  readonly bytes: number;
}

export function placeOf(message: QueueMessage, isLocked: boolean): MessagePlace {
  if (isLocked) return 'locked';
  return message.state === 'active' ? 'ready' : message.state;
}

export function countMessages(
  messages: Iterable<QueueMessage>,
  isLocked: (sequenceNumber: number) => boolean,
): Omit<QueueCounts, 'deadLettered'> {
  const counts = { ready: 0, locked: 0, deferred: 0, scheduled: 0, bytes: 0 };
  for (const message of messages) {
    counts[placeOf(message, isLocked(message.sequenceNumber))]++;
    counts.bytes += messageBytes(message);
  }
  return counts;
}
