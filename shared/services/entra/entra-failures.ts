/**
 * What Entra ID's refusals mean. Microsoft: react to `error`; "apps that take a dependency on text or error code numbers will
 * be broken over time". So `error` and the status decide transient or configuration, and an AADSTS number only picks the
 * better remedy. Source: Entra, "Authentication and authorization error codes"; samples from public issue trackers.
 */
import { type DeliveryError, deliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { IdentityAnswer } from './identity-network.ts';

interface EntraFailureRow {
  readonly aadsts: number;
  readonly means: ErrorCode;
  readonly sample: string;
}

export const entraFailures: readonly EntraFailureRow[] = [
  {
    aadsts: 7000222,
    means: 'ERR_CREDENTIAL_EXPIRED',
    sample: '401 invalid_client "AADSTS7000222: The provided client secret keys for app … are expired."',
  },
  {
    aadsts: 7000215,
    means: 'ERR_CREDENTIAL_REFUSED',
    sample:
      '401 invalid_client "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent … is the client secret value, not the client secret ID"',
  },
  {
    aadsts: 700016,
    means: 'ERR_TOKEN_REFUSED',
    sample: '400 unauthorized_client "AADSTS700016: Application with identifier … was not found in the directory"',
  },
  { aadsts: 7000112, means: 'ERR_TOKEN_REFUSED', sample: '401 "AADSTS7000112: Application … is disabled."' },
  { aadsts: 90002, means: 'ERR_TOKEN_REFUSED', sample: '400 invalid_request "AADSTS90002: Tenant … not found."' },
  {
    aadsts: 53003,
    means: 'ERR_TOKEN_REFUSED',
    sample: '"AADSTS53003: Access has been blocked by Conditional Access policies."',
  },
];

/** From the answer to a token request to our error. */
export function classifyEntraAnswer(answer: IdentityAnswer, now: Date): DeliveryError {
  const { status, body, retryAfter } = answer;
  const aadsts = Array.isArray(body.error_codes) ? Number(body.error_codes[0]) : undefined;
  const error = typeof body.error === 'string' ? body.error : undefined;
  const retryAt = parseRetryAfter(retryAfter, now);
  const traceId = body.trace_id;
  return deliveryError(meaningOf({ status, error, aadsts }), {
    provider: [status, error?.slice(0, 60), aadsts && `AADSTS${aadsts}`].filter(Boolean).join(' '),
    ...(typeof traceId === 'string' ? { requestId: traceId } : {}),
    ...(retryAt ? { retryAt } : {}),
  });
}

function meaningOf({
  status,
  error,
  aadsts,
}: {
  readonly status: number;
  readonly error: string | undefined;
  readonly aadsts: number | undefined;
}): ErrorCode {
  const isTransient =
    status === 429 ||
    status >= 500 ||
    error === undefined ||
    error === 'temporarily_unavailable' ||
    error === 'server_error';
  if (isTransient) return 'ERR_IDENTITY_UNAVAILABLE';
  const row = entraFailures.find((each) => each.aadsts === aadsts);
  return row?.means ?? (error === 'invalid_client' ? 'ERR_CREDENTIAL_REFUSED' : 'ERR_TOKEN_REFUSED');
}
