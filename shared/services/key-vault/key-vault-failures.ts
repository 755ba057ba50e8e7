/** What Key Vault's refusals mean. Source: Key Vault, "REST API error codes". */
import { type DeliveryError, deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';

interface KeyVaultFailureRow {
  readonly status: number;
  readonly inner?: string;
  readonly means: ErrorCode;
  readonly sample: string;
}

export const keyVaultFailures: readonly KeyVaultFailureRow[] = [
  {
    status: 404,
    means: 'ERR_CREDENTIAL_MISSING',
    sample: '404 SecretNotFound "A secret with (name/id) X was not found in this key vault."',
  },
  {
    status: 403,
    inner: 'SecretDisabled',
    means: 'ERR_CREDENTIAL_DISABLED',
    sample: '403 Forbidden, innererror SecretDisabled "Operation get is not allowed on a disabled secret."',
  },
  {
    status: 403,
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: '403 Forbidden, innererror ForbiddenByRbac or ForbiddenByFirewall',
  },
  { status: 401, means: 'ERR_VAULT_ACCESS_DENIED', sample: '401 Unauthorized "AKV10032: Invalid issuer."' },
];

/** From what SecretClient threw to our error. */
export function classifyKeyVaultError(error: unknown): DeliveryError {
  const { status, inner } = readRestError(error);
  const row = keyVaultFailures.find(
    (each) => each.status === status && (each.inner === undefined || each.inner === inner),
  );
  if (isDeliveryError(error)) return error;
  return deliveryError(row?.means ?? 'ERR_VAULT_UNAVAILABLE', {
    cause: error,
    provider: [status ?? 'no answer', inner].filter(Boolean).join(' '),
  });
}

function readRestError(error: unknown): { readonly status: number | undefined; readonly inner: string | undefined } {
  if (typeof error !== 'object' || error === null) return { status: undefined, inner: undefined };
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const text = 'message' in error && typeof error.message === 'string' ? error.message : '';
  return { status, inner: /disabled secret|SecretDisabled/i.test(text) ? 'SecretDisabled' : undefined };
}

/** Awaits a call of the vault's client and throws our errors for its own. */
export async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw classifyKeyVaultError(error);
  }
}
