/**
 * What table storage's refusals mean: that the ledger cannot be used, and the rows say by what it may be recognised. Only an
 * answer about a row (not found, exists, changed) is none, and a missing table is one that can be made.
 * Source of the statuses: Azure Storage, "Table Storage error codes".
 */
import { type DeliveryError, deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import type { ProviderSample } from '../provider-sample.ts';
import { fieldOf, readRestError } from '../rest-error.ts';

export interface TableFailureRow extends ProviderSample {
  readonly status: number;
  readonly code: string;
  readonly means: ErrorCode;
}

const PAGE = 'Azure Storage, error codes';
const means = 'ERR_LEDGER_UNAVAILABLE';

export const tableFailures: readonly TableFailureRow[] = [
  {
    status: 403,
    code: 'AuthorizationPermissionMismatch',
    means,
    sample: '"This request is not authorized to perform this operation using this permission."',
    source: 'microsoft/AzureStorageExplorer #5891',
    hint: 'The identity lacks the role Storage Table Data Contributor; Owner of the account does not include it.',
  },
  {
    status: 403,
    code: 'AuthorizationFailure',
    means,
    sample: '"This request is not authorized to perform this operation."',
    source: 'azure-sdk-for-net #35633',
    hint: 'Mostly the storage account’s firewall; also seen to come and go by itself.',
  },
  {
    status: 403,
    code: 'AuthenticationFailed',
    means,
    sample: '"Server failed to authenticate the request."',
    source: PAGE,
    hint: 'The key in the connection string is an old one, or the clock is wrong.',
  },
  {
    status: 401,
    code: 'InvalidAuthenticationInfo',
    means,
    sample: '"Server failed to authenticate the request."',
    source: PAGE,
    hint: 'The identity’s token is of another tenant than the storage account.',
  },
  { status: 429, code: 'TooManyRequests', means, sample: 'too many requests for the account', source: PAGE },
  {
    status: 503,
    code: 'ServerBusy',
    means,
    sample: '"The server is currently unable to receive requests. Please retry your request."',
    source: PAGE,
    hint: 'The account or one partition is over its rate.',
  },
  {
    status: 500,
    code: 'OperationTimedOut',
    means,
    sample: '"The operation could not be completed within the permitted time."',
    source: PAGE,
  },
  {
    status: 500,
    code: 'InternalError',
    means,
    sample: '"The server encountered an internal error. Please retry the request."',
    source: PAGE,
  },
  {
    status: 400,
    code: 'InvalidInput',
    means,
    sample: '"An error occurred while processing this request." or "One of the request inputs is not valid."',
    source: 'Azurite; Azure Storage, error codes',
    hint: 'A defect of Postbus: report it.',
  },
  {
    status: 409,
    code: 'TableBeingDeleted',
    means,
    sample: '"The specified table is being deleted. Try operation later."',
    source: PAGE,
    hint: 'Somebody deleted the ledger; it is made anew when the service allows.',
  },
];

/** From what TableClient threw to our error. */
export function classifyTableError(error: unknown, now = new Date()): DeliveryError {
  if (isDeliveryError(error)) return error;
  const { status, details } = readRestError(error, now);
  const provider = [status ?? 'no answer', tableCodeOf(error)].filter(Boolean).join(' ');
  return deliveryError('ERR_LEDGER_UNAVAILABLE', { ...details, provider });
}

/** Answers with the status of an answer about a row that are about the whole table: they must not pass for "exists" or "none". */
const ABOUT_THE_TABLE: ReadonlySet<unknown> = new Set(['TableNotFound', 'TableAlreadyExists', 'TableBeingDeleted']);

/** The answer is about a row, and its status is one of these: 404 not found, 409 exists, 412 changed. */
export const isAboutRow = (error: unknown, statuses: readonly number[]): boolean =>
  statuses.some((status) => status === fieldOf(error, 'statusCode')) && !ABOUT_THE_TABLE.has(tableCodeOf(error));

export const isMissingTable = (error: unknown): boolean =>
  fieldOf(error, 'statusCode') === 404 && tableCodeOf(error) === 'TableNotFound';

/** The service's own code: data-tables puts it into `details.odataError.code`, and that of a transaction into `code`. */
function tableCodeOf(error: unknown): string | undefined {
  const code = fieldOf(error, 'details', 'odataError', 'code') ?? fieldOf(error, 'code');
  return typeof code === 'string' ? code : undefined;
}
