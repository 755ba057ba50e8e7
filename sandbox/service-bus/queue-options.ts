/**
 * How one queue behaves, in the words of Azure's own queue settings.
 * Durations are milliseconds; `duplicateDetectionMs: 0` switches duplicate detection off.
 */
export interface QueueOptions {
  readonly lockMs: number;
  readonly maxDeliveryCount: number;
  readonly duplicateDetectionMs: number;
  readonly defaultTtlMs?: number;
  readonly deadLetterOnExpiration: boolean;
}

const minuteMs = 60_000;

/** The settings of the product's own queue. */
export const defaultQueueOptions: QueueOptions = {
  lockMs: 5 * minuteMs,
  maxDeliveryCount: 10,
  duplicateDetectionMs: 24 * 60 * minuteMs,
  deadLetterOnExpiration: true,
};
