/**
 * The one table, with a deadline on every call and our errors. Makes the table where it is missing.
 * Throws DeliveryError ERR_LEDGER_UNAVAILABLE for whatever is not an answer about a row.
 */
import type { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { withDeadline } from '../../deadline.ts';
import { TABLE_DEADLINE } from '../../delivery/deadlines.ts';
import { openOnce } from '../open-once.ts';
import type { TableClock } from './table-clock.ts';
import { classifyTableError, isAboutRow, isMissingTable } from './table-failures.ts';

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
export function openTable(storage: string, identity: TokenCredential, clock?: TableClock): Table {
  const open = openOnce(async () => tellTime(await openClient(storage, identity), clock));

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
      if (isAboutRow(error, statuses)) return undefined;
      throw classifyTableError(error);
    }
  }

  return {
    runUnless,
    async run<T>(operation: string, call: (client: TableClient, options: CallOptions) => Promise<T>): Promise<T> {
      try {
        return await attempt(operation, call);
      } catch (error) {
        throw classifyTableError(error);
      }
    },
  };
}

type PipelinePolicy = Parameters<TableClient['pipeline']['addPolicy']>[0];

/** Lets the clock hear when each answer was made. */
function tellTime(client: TableClient, clock: TableClock | undefined): TableClient {
  const policy: PipelinePolicy = {
    name: 'tell-time',
    async sendRequest(request, next) {
      const start = performance.now();
      const response = await next(request);
      clock?.hear(response.headers.get('date'), performance.now() - start);
      return response;
    },
  };
  // Behind the retries: of each try, not of all of them together.
  client.pipeline.addPolicy(policy, { afterPhase: 'Retry' });
  return client;
}

async function openClient(storage: string, identity: TokenCredential): Promise<TableClient> {
  const { TableClient: Client } = await import('./sdk.ts');
  const retryOptions = { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 1000 };
  if (storage.startsWith('https://')) return new Client(storage, TABLE_NAME, identity, { retryOptions });
  const isLocal = /TableEndpoint=http:/i.test(storage) || /UseDevelopmentStorage=true/i.test(storage);
  return Client.fromConnectionString(storage, TABLE_NAME, { retryOptions, allowInsecureConnection: isLocal });
}
