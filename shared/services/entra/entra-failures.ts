/**
 * What Entra ID's refusals mean. Microsoft: react to `error`; "apps that take a dependency on text or error code numbers will
 * be broken over time". So `error` and the status decide whether it passes or somebody must act, and an AADSTS number only picks
 * the better code and remedy among those (entra-failure-rows.ts). A number that speaks against them is not heard.
 */
import { type DeliveryError, deliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { parseRetryAfter } from '../retry-after.ts';
import type { EntraFailureRow } from './entra-failure-row.ts';
import { entraFailures } from './entra-failure-rows.ts';
import type { IdentityAnswer } from './identity-network.ts';

interface Refusal {
  readonly status: number;
  readonly error: string | undefined;
  readonly aadsts: number | undefined;
}

/** From the answer to a token request to our error. */
export function classifyEntraAnswer(answer: IdentityAnswer, now: Date): DeliveryError {
  const { status, body, retryAfter } = answer;
  const refusal = { status, error: errorIn(body.error), aadsts: aadstsIn(body.error_codes) };
  const row = isTransient(refusal) ? undefined : findRefusal(refusal);
  const retryAt = parseRetryAfter(retryAfter, now);
  const traceId = body.trace_id;
  return deliveryError(row?.means ?? defaultMeaning(refusal), {
    provider: providerOf(refusal),
    ...(typeof traceId === 'string' ? { requestId: traceId } : {}),
    ...(retryAt ? { retryAt } : {}),
    ...(row?.isFleeting ? { isFleeting: true } : {}),
  });
}

function isTransient({ status, error }: Refusal): boolean {
  if (status === 429 || status >= 500) return true;
  return error === undefined || error === 'temporarily_unavailable' || error === 'server_error';
}

const findRefusal = ({ aadsts }: Refusal): EntraFailureRow | undefined =>
  entraFailures.find(
    (row) => row.means !== 'ERR_IDENTITY_UNAVAILABLE' && aadsts !== undefined && row.aadsts.includes(aadsts),
  );

function defaultMeaning(refusal: Refusal): ErrorCode {
  if (isTransient(refusal)) return 'ERR_IDENTITY_UNAVAILABLE';
  return refusal.error === 'invalid_client' ? 'ERR_CREDENTIAL_REFUSED' : 'ERR_TOKEN_REFUSED';
}

const providerOf = ({ status, error, aadsts }: Refusal): string =>
  [status, error?.slice(0, 60), aadsts === undefined ? undefined : `AADSTS${aadsts}`]
    .filter((part) => part !== undefined)
    .join(' ');

const errorIn = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function aadstsIn(value: unknown): number | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof first === 'number' && Number.isSafeInteger(first) ? first : undefined;
}
