/** The one error of a delivery. Code decides everything else, so that the fields cannot disagree. */
import { type Disposition, type ErrorCode, errorCodes, type Scope } from './error-codes.ts';

export interface DeliveryErrorDetails {
  /** The failure behind this one, complete. Private: it is not stored and not shown. */
  readonly cause?: unknown;
  /** When the service said to come back; only where it said so. */
  readonly retryAt?: Date;
  /** What the service answered, short and without content: `403 ErrorAccessDenied`, `AADSTS7000222`. */
  readonly provider?: string;
  /** Microsoft's id of the request, for their support. */
  readonly requestId?: string;
  /** Unconfirmed because the service was busy (503): the mailbox is left alone for a while, too. */
  readonly isBusy?: boolean;
  /** Seen to come and go by itself: worth a few tries before it becomes a hold. */
  readonly isFleeting?: boolean;
}

export class DeliveryError extends Error {
  readonly code: ErrorCode;
  readonly disposition: Disposition;
  readonly scope: Scope;
  readonly status: string;
  readonly details: DeliveryErrorDetails;

  constructor(code: ErrorCode, details: DeliveryErrorDetails) {
    const { sentence, disposition, scope, status } = errorCodes[code];
    super(`${code}: ${sentence}`, { cause: details.cause });
    this.name = 'DeliveryError';
    this.code = code;
    this.disposition = disposition;
    this.scope = scope;
    this.status = status;
    this.details = details;
  }
}

export const deliveryError = (code: ErrorCode, details: DeliveryErrorDetails = {}): DeliveryError =>
  new DeliveryError(code, details);

export const isDeliveryError = (error: unknown): error is DeliveryError => error instanceof DeliveryError;

/** Any failure as a DeliveryError. What nobody has classified is our own fault until shown otherwise: transient, bounded, logged. */
export const toDeliveryError = (error: unknown): DeliveryError =>
  isDeliveryError(error) ? error : deliveryError('ERR_INTERNAL', { cause: error });
