/** Whether a message comes as MIME (base64, declared as text/plain) or as JSON; any other declaration is refused. */
import { GraphError } from './graph-error.ts';
import type { GraphRequest } from './graph-operation.ts';

export function isMime({ contentType }: GraphRequest): boolean {
  if (contentType.startsWith('text/plain')) return true;
  if (contentType.startsWith('application/json')) return false;
  throw new GraphError(
    415,
    'RequestContentTypeNotSupported',
    `A supported MIME type could not be found that matches the content type of the request: '${contentType}'.`,
  );
}
