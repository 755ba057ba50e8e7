/**
 * What Key Vault's refusals mean, as data; the first row that fits decides, and what none knows is a vault that does not answer.
 * Source of the statuses: Key Vault, "REST API error codes".
 */
import { type DeliveryError, deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import type { ProviderSample } from '../provider-sample.ts';
import { fieldOf, readRestError } from '../rest-error.ts';

export interface KeyVaultFailureRow extends ProviderSample {
  readonly status: number;
  /** `error.code`, or `error.innererror.code` where there is one; absent: any. */
  readonly code?: string;
  readonly means: ErrorCode;
}

const PAGE = 'Key Vault, REST API error codes';

export const keyVaultFailures: readonly KeyVaultFailureRow[] = [
  {
    // A 404 without this code is another server's: no tenant is held for a wrong address of the vault.
    status: 404,
    code: 'SecretNotFound',
    means: 'ERR_CREDENTIAL_MISSING',
    sample: '"A secret with (name/id) X was not found in this key vault."',
    source: 'recorded by the Azure SDK’s tests',
  },
  {
    status: 403,
    code: 'SecretDisabled',
    means: 'ERR_CREDENTIAL_DISABLED',
    sample: '"Operation get is not allowed on a disabled secret."',
    source: PAGE,
  },
  {
    status: 403,
    code: 'ForbiddenByRbac',
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: '"Caller is not authorized to perform action on resource. … observe propagation time."',
    source: 'piyushsachdeva/Terraform_AKS #2',
    hint: 'Soon after a role was assigned it passes by itself.',
  },
  {
    status: 403,
    code: 'ForbiddenByPolicy',
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: '"The policy requires the caller \'…\' to use on-behalf-of (OBO) flow."',
    source: 'azure-key-vault-to-kubernetes #232',
    hint: 'The vault works with access policies: move it to RBAC, or give the identity a policy with Get for secrets.',
  },
  {
    status: 403,
    code: 'AccessDenied',
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: 'the caller has no policy that allows it',
    source: PAGE,
  },
  {
    status: 403,
    code: 'ForbiddenByFirewall',
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: 'the client’s address is not authorized',
    source: PAGE,
    hint: 'Let the vault’s firewall pass the app’s outbound addresses or its virtual network.',
  },
  {
    status: 403,
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: 'any other refusal of the family Forbidden',
    source: PAGE,
  },
  {
    status: 401,
    means: 'ERR_VAULT_ACCESS_DENIED',
    sample: '"AKV10032: Invalid issuer." or "AKV10000: Request is missing a Bearer or PoP token."',
    source: PAGE,
    hint: 'The identity’s token is of another tenant than the vault.',
  },
  {
    status: 429,
    means: 'ERR_VAULT_UNAVAILABLE',
    sample: 'over 4,000 requests in 10 s',
    source: 'Key Vault, throttling guidance',
  },
  { status: 500, means: 'ERR_VAULT_UNAVAILABLE', sample: 'Internal Server Error', source: PAGE },
  { status: 503, means: 'ERR_VAULT_UNAVAILABLE', sample: 'Service Unavailable', source: PAGE },
];

/** From what SecretClient threw to our error. */
export function classifyKeyVaultError(error: unknown, now = new Date()): DeliveryError {
  if (isDeliveryError(error)) return error;
  const { status, code, details } = readRestError(error, now);
  const inner = innerCodeOf(error);
  const row = keyVaultFailures.find(
    (each) => each.status === status && (each.code === undefined || each.code === (inner ?? code)),
  );
  return deliveryError(row?.means ?? 'ERR_VAULT_UNAVAILABLE', {
    ...details,
    provider: [status ?? 'no answer', inner ?? code].filter(Boolean).join(' '),
  });
}

/** The service writes `innererror`, the SDK hands on `innerError`. */
function innerCodeOf(error: unknown): string | undefined {
  const body = fieldOf(error, 'details', 'error');
  const inner = fieldOf(body, 'innerError', 'code') ?? fieldOf(body, 'innererror', 'code');
  return typeof inner === 'string' ? inner : undefined;
}

/** Awaits a call of the vault's client and throws our errors for its own. */
export async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw classifyKeyVaultError(error);
  }
}
