/**
 * The queue as those who put messages on it and look at it use it: the operator's commands.
 * Throws QueueAccessError. After a failed `send` nobody knows whether the batch under way was taken; the ledger makes sending
 * the same messages once more harmless, because each has its id in the body.
 */

export interface QueueAccess {
  /** Enqueues in batches, in order. `onProgress` gets the number of messages that the queue has taken so far. */
  send(messages: Iterable<OutgoingMessage>, onProgress?: (taken: number) => void): Promise<void>;
  counts(): Promise<QueueCounts>;
}

export interface OutgoingMessage {
  readonly body: string | Uint8Array;
  /** The Service Bus MessageId. Absent: the SDK leaves it out, and the service makes none. */
  readonly messageId?: string;
}

export interface QueueCounts {
  /** Waiting or being handled now. */
  readonly active: number;
  /** Copies that become visible later. */
  readonly scheduled: number;
  readonly deadLetter: number;
}

export const queueErrorCodes = {
  ERR_QUEUE_UNKNOWN: {
    sentence: 'The namespace has no queue send-email.',
    remedy: 'Check that the Service Bus settings name the right namespace; the deployment makes the queue.',
  },
  ERR_QUEUE_ACCESS_DENIED: {
    sentence: 'Service Bus refuses this identity or connection string.',
    remedy:
      'To send you need the role Azure Service Bus Data Sender; to see the counts, Azure Service Bus Data Owner or a connection string with Manage.',
  },
  ERR_QUEUE_FULL: {
    sentence: 'The queue is full.',
    remedy: 'See what holds it up with `postbus queue`, and try again when it has drained.',
  },
  ERR_QUEUE_MESSAGE_TOO_LARGE: {
    sentence: 'A message is larger than the queue takes.',
    remedy: 'Make it smaller: put large content behind a link.',
  },
  ERR_QUEUE_UNAVAILABLE: {
    sentence: 'Service Bus does not answer.',
    remedy: 'Check the Service Bus settings, outbound network rules (port 5671, or 443 for the counts) and try again.',
  },
} as const;

export type QueueErrorCode = keyof typeof queueErrorCodes;

export class QueueAccessError extends Error {
  readonly code: QueueErrorCode;
  /** What the service answered, short: `UnauthorizedAccess`, `404`. */
  readonly provider: string | undefined;

  constructor(
    code: QueueErrorCode,
    details: { readonly cause?: unknown; readonly provider?: string | undefined } = {},
  ) {
    super(`${code}: ${queueErrorCodes[code].sentence}`, { cause: details.cause });
    this.name = 'QueueAccessError';
    this.code = code;
    this.provider = details.provider;
  }
}
