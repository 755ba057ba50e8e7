/** Reads the body of an action; nothing at all is an empty one. */
import type * as z from 'zod';
import { GraphError } from '../graph-error.ts';

export function readAction<Parsed>(body: string, schema: z.ZodType<Parsed>): Parsed {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new GraphError(400, 'Request_BadRequest', `Invalid value specified for property '${issue?.path.join('.')}'.`);
}

function parseJson(body: string): unknown {
  try {
    return body.trim() === '' ? {} : JSON.parse(body);
  } catch {
    throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.');
  }
}
