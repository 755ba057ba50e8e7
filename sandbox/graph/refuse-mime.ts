/** MIME bodies are not played yet: said loudly, because a silent 202 would look like a mail that went out. */
import { GraphError, notBuilt } from './graph-error.ts';
import type { GraphRequest } from './graph-operation.ts';

export function refuseMime({ contentType }: GraphRequest): void {
  if (contentType.startsWith('text/plain')) throw notBuilt('MIME messages (Content-Type: text/plain)');
  if (contentType.startsWith('application/json')) return;
  throw new GraphError(
    415,
    'RequestContentTypeNotSupported',
    `A supported MIME type could not be found that matches the content type of the request: '${contentType}'.`,
  );
}
