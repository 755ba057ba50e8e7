/** One row of what Graph's refusals mean. */
import type { ErrorCode } from '../../delivery/error-codes.ts';
import type { ProviderSample } from '../provider-sample.ts';

export interface GraphFailureRow {
  /** Absent: any. */
  readonly status?: number;
  /** `error.code`; absent: any, or none. */
  readonly code?: string;
  readonly means: ErrorCode;
  /**
   * What the answer says of a message that was being sent: `refused`, it was not sent; `unconfirmed`, it may have been.
   * Absent: the status decides, and 5xx is unconfirmed.
   */
  readonly onSend?: 'refused' | 'unconfirmed';
  /** Seen to come and go by itself. */
  readonly isFleeting?: true;
  /** Milliseconds to wait where the answer does not say. */
  readonly pause?: number;
  readonly samples: readonly GraphSample[];
}

export interface GraphSample extends ProviderSample {
  /** Absent: nobody wrote it down. */
  readonly status?: number;
  /** Absent: the row's; where that has none either, the answer had none. */
  readonly code?: string;
}
