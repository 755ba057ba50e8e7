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
  /** Graph accepted the message, and the ledger could not be told: all that is left to do. Microsoft's id of the request. */
  readonly sent?: { readonly requestId?: string };
  /** Present where this copy was made of a parked message. */
  readonly replay?: Replay;
}

/** Which parking a copy ends: a message that was parked again since then is another case, and the copy is stale. */
export interface Replay {
  readonly parkedAt: Date;
  /** Somebody looked, and says that a message in doubt was not sent. */
  readonly isResend: boolean;
}

export const copyNumber = (received: ReceivedMessage): number => received.copy?.number ?? 0;

/** The producer's own queue message, handed over for the first time: whatever the ledger holds of it, another one made. */
export const isFirstDelivery = ({ copy, deliveryCount }: ReceivedMessage): boolean =>
  copy === undefined && deliveryCount === 1;

/** The latest instant we know of: our clock's, or the broker's when it made the received message available. Clocks differ by minutes. */
export const arrivedAt = ({ enqueuedAt }: ReceivedMessage, now: Date): Date => (enqueuedAt > now ? enqueuedAt : now);

export const firstEnqueuedAt = (received: ReceivedMessage): Date =>
  received.copy?.firstEnqueuedAt ?? received.enqueuedAt;

/** The id a message has when its producer gave none in the body. */
export const defaultMessageId = (received: ReceivedMessage): string | undefined =>
  received.copy ? received.copy.originalMessageId : received.messageId;
