/** What an Azure SDK threw for an answer (RestError of @azure/core-rest-pipeline), read without trust in its shape. Never throws. */
import { parseRetryAfter } from './retry-after.ts';

export interface RestFailure {
  /** Absent: there was no answer. */
  readonly status?: number;
  /** The service's own code, at times only the SDK's (`REQUEST_SEND_ERROR`). */
  readonly code?: string;
  /** What to record of it, short and without content. */
  readonly details: { readonly cause: unknown; readonly requestId?: string; readonly retryAt?: Date };
}

export function readRestError(error: unknown, now: Date): RestFailure {
  const status = fieldOf(error, 'statusCode');
  const code = fieldOf(error, 'code');
  const requestId = headerOf(error, 'x-ms-request-id');
  const retryAt = parseRetryAfter(headerOf(error, 'retry-after'), now);
  return {
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    details: { cause: error, ...(requestId ? { requestId } : {}), ...(retryAt ? { retryAt } : {}) },
  };
}

/** `fieldOf(error, 'details', 'odataError', 'code')`: undefined where a part of the way is missing. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

function headerOf(error: unknown, name: string): string | undefined {
  const headers = fieldOf(error, 'response', 'headers');
  const get = fieldOf(headers, 'get');
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}
