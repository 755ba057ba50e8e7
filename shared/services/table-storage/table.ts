/**
 * The one table, with a deadline on every call and our errors. Makes the table where it is missing.
 * Throws DeliveryError ERR_LEDGER_UNAVAILABLE for whatever is not an answer about a row.
 */
import type { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { withDeadline } from '../../deadline.ts';
import { TABLE_DEADLINE } from '../../delivery/deadlines.ts';
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { openOnce } from '../open-once.ts';

const TABLE_NAME = 'postbus';

interface CallOptions {
  readonly abortSignal: AbortSignal;
}

export interface Table {
  /** Runs one call; a missing table is made first and the call repeated. */
  run<T>(operation: string, call: (client: TableClient, options: CallOptions) => Promise<T>): Promise<T>;
  /** The same, and `undefined` where the answer is one of these statuses (404 not found, 409 exists, 412 changed). */
  runUnless<T>(
    statuses: readonly number[],
    operation: string,
    call: (client: TableClient, options: CallOptions) => Promise<T>,
  ): Promise<T | undefined>;
}

/** @param storage a connection string, or the table service's URL, which is then used with the identity */
export function openTable(storage: string, identity: TokenCredential): Table {
  const open = openOnce(() => openClient(storage, identity));

  async function once<T>(
    operation: string,
    call: (client: TableClient, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    return withDeadline(operation, TABLE_DEADLINE, async (abortSignal) => call(await open(), { abortSignal }));
  }

  async function attempt<T>(
    operation: string,
    call: (client: TableClient, options: CallOptions) => Promise<T>,
  ): Promise<T> {
    try {
      return await once(operation, call);
    } catch (error) {
      if (!isMissingTable(error)) throw error;
      await once('Making the table', (each, options) => each.createTable(options));
      return once(operation, call);
    }
  }

  async function runUnless<T>(
    statuses: readonly number[],
    operation: string,
    call: (client: TableClient, options: CallOptions) => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await attempt(operation, call);
    } catch (error) {
      if (statuses.includes(statusOf(error) ?? 0)) return undefined;
      throw isDeliveryError(error)
        ? error
        : deliveryError('ERR_LEDGER_UNAVAILABLE', { cause: error, provider: providerOf(error) });
    }
  }

  return {
    runUnless,
    async run<T>(operation: string, call: (client: TableClient, options: CallOptions) => Promise<T>): Promise<T> {
      try {
        return await attempt(operation, call);
      } catch (error) {
        throw isDeliveryError(error)
          ? error
          : deliveryError('ERR_LEDGER_UNAVAILABLE', { cause: error, provider: providerOf(error) });
      }
    },
  };
}

async function openClient(storage: string, identity: TokenCredential): Promise<TableClient> {
  const { TableClient: Client } = await import('./sdk.ts');
  const retryOptions = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };
  if (storage.startsWith('https://')) return new Client(storage, TABLE_NAME, identity, { retryOptions });
  const isLocal = /TableEndpoint=http:/i.test(storage) || /UseDevelopmentStorage=true/i.test(storage);
  return Client.fromConnectionString(storage, TABLE_NAME, { retryOptions, allowInsecureConnection: isLocal });
}

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;

const isMissingTable = (error: unknown): boolean => statusOf(error) === 404 && codeOf(error) === 'TableNotFound';

/** The service's own code: data-tables puts it into `details.odataError.code`, and that of a transaction into `code`. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  return odataCodeOf(error) ?? ('code' in error && typeof error.code === 'string' ? error.code : undefined);
}

function odataCodeOf(error: object): string | undefined {
  if (!('details' in error)) return undefined;
  const { details } = error;
  if (typeof details !== 'object' || details === null || !('odataError' in details)) return undefined;
  const { odataError } = details;
  return typeof odataError === 'object' &&
    odataError !== null &&
    'code' in odataError &&
    typeof odataError.code === 'string'
    ? odataError.code
    : undefined;
}

const providerOf = (error: unknown): string =>
  [statusOf(error) ?? 'no answer', codeOf(error)].filter(Boolean).join(' ');
