/** The queue's copy of a message, as the trigger hands it over, with what the broker knows about it. */
export interface ReceivedMessage {
  readonly body: Uint8Array;
  /**
   * The Service Bus MessageId, or undefined where it was lost on the way: the Functions library JSON-parses every string
   * of the trigger metadata, so that `12e3` arrives as the number 12000. A changed id is no id.
   */
  readonly messageId: string | undefined;
  /** How often the broker handed this over, from 1; it counts crashes and lost locks too and is not our attempt. */
  readonly deliveryCount: number;
  readonly sequenceNumber: string;
  readonly enqueuedAt: Date;
  /** Present on a copy that we scheduled ourselves. */
  readonly copy?: CopyMark;
}

/** What a scheduled copy carries in its application properties. */
export interface CopyMark {
  /** Which copy this is, from 1. */
  readonly number: number;
  /** MessageId of the producer's own queue message: the default for the message's id. */
  readonly originalMessageId?: string;
  /** When the producer's own queue message was enqueued: the day an expiry counts from. */
  readonly firstEnqueuedAt: Date;
}

export const copyNumber = (received: ReceivedMessage): number => received.copy?.number ?? 0;

export const firstEnqueuedAt = (received: ReceivedMessage): Date =>
  received.copy?.firstEnqueuedAt ?? received.enqueuedAt;

/** The id a message has when its producer gave none in the body. */
export const defaultMessageId = (received: ReceivedMessage): string | undefined =>
  received.copy ? received.copy.originalMessageId : received.messageId;
