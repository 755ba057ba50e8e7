/** Reads what somebody sent to the control endpoint; bad input is answered once, with every problem. */
import type * as z from 'zod';
import type { ServerContext } from '../perform.ts';

export class InputProblems extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'InputProblems';
    this.problems = problems;
  }
}

export async function readJsonBody(context: ServerContext): Promise<unknown> {
  const text = await context.req.text();
  if (text.trim() === '') return {};
  // A foreign web page can post text, but not JSON, without asking first.
  if (!context.req.header('content-type')?.startsWith('application/json')) {
    throw new InputProblems(['content-type: send JSON with Content-Type: application/json']);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new InputProblems(['body: is not JSON']);
  }
}

export async function readInput<Parsed>(context: ServerContext, schema: z.ZodType<Parsed>): Promise<Parsed> {
  return parseInput(schema, await readJsonBody(context));
}

export function readQuery<Parsed>(context: ServerContext, schema: z.ZodType<Parsed>): Parsed {
  return parseInput(schema, context.req.query());
}

function parseInput<Parsed>(schema: z.ZodType<Parsed>, input: unknown): Parsed {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InputProblems(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`));
}
