/**
 * Graph's refusals. An operation throws one; the pipeline is the only place that catches it and makes the answer,
 * because the answer carries the ids of the request. Codes and sentences are those that real responses showed.
 */
import type { Headers } from '../answer.ts';

export class GraphError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Headers;
  /** Further errors, in Graph's own shape; most have none. */
  readonly details: readonly object[];

  constructor(status: number, code: string, message: string, headers: Headers = {}, details: readonly object[] = []) {
    super(message);
    this.name = 'GraphError';
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.details = details;
  }
}

export function itemNotFound(): GraphError {
  return new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

export function malformedId(): GraphError {
  return new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
}

export function accessDenied(): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}

export function requestBodyRead(message: string): GraphError {
  return new GraphError(400, 'RequestBodyRead', message);
}

export function notBuilt(what: string): GraphError {
  return new GraphError(
    501,
    'NotImplemented',
    `The sandbox's Graph does not play ${what}. docs/sandbox.md lists what it plays.`,
  );
}
