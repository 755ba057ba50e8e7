/** What the ledger keeps of an error: its code and what the service said, never its cause. Pure. */
import type { DeliveryError } from './delivery-error.ts';
import type { Failure } from './ledger-entry.ts';

export const toFailure = ({ code, details: { provider, requestId } }: DeliveryError): Failure => ({
  code,
  ...(provider === undefined ? {} : { provider }),
  ...(requestId === undefined ? {} : { requestId }),
});
