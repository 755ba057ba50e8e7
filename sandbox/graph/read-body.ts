/**
 * Reads a request body up to Graph's limit of 4 MB.
 * Promises: a body over the limit is read to its end before the refusal, so that the caller sees the answer and not a reset.
 */
import type { ServerContext } from '../perform.ts';
import { badRequest, GraphError } from './graph-error.ts';

const limitBytes = 4 * 1024 * 1024;

export async function readBody(context: ServerContext): Promise<string> {
  if (context.req.method === 'GET' || context.req.method === 'DELETE') return '';
  const body = await context.req.text();
  // Characters never outnumber bytes, so most bodies need no counting.
  if (body.length * 3 <= limitBytes || Buffer.byteLength(body) <= limitBytes) return body;
  if (context.req.header('content-type')?.startsWith('text/plain')) {
    throw new GraphError(413, 'RequestEntityTooLarge', 'The request body is too large.');
  }
  throw badRequest('The maximum request length supported is 4MB.');
}
