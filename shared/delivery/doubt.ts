/** What is recorded of a send in doubt: that it is one, and what keeps anybody from resolving it, as long as that lasts. Pure. */
import type { DeliveryError } from './delivery-error.ts';
import type { Failure } from './ledger-entry.ts';
import { toFailure } from './to-failure.ts';

/** Nothing keeps anybody from looking: what did so earlier is no longer why. */
export function doubt(failure: Failure | undefined): Failure {
  if (failure?.code !== 'ERR_DELIVERY_UNCONFIRMED') return { code: 'ERR_DELIVERY_UNCONFIRMED' };
  const { because: _because, ...rest } = failure;
  return rest;
}

/** The look failed, or the send itself got no clear answer. */
export function doubtBecauseOf(error: DeliveryError): Failure {
  if (error.code === 'ERR_DELIVERY_UNCONFIRMED') return toFailure(error);
  return { ...toFailure(error), code: 'ERR_DELIVERY_UNCONFIRMED', because: error.code };
}
