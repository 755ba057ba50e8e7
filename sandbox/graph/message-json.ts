/**
 * The JSON of a message as a caller may send it: which properties exist and what they may hold.
 * Promises: what Graph's type does not have is refused, never ignored, so that a typing mistake shows here and not in production.
 */
import * as z from 'zod';
import { requestBodyRead } from './graph-error.ts';

const anyCase = <Value extends string>(values: readonly [Value, ...Value[]]) =>
  z.preprocess((value) => (typeof value === 'string' ? value.toLowerCase() : value), z.enum(values));

const recipientSchema = z.strictObject({
  emailAddress: z.strictObject({ name: z.string().optional(), address: z.string().optional() }),
});

export const attachmentSchema = z.strictObject({
  '@odata.type': z.string().optional(),
  name: z.string(),
  contentType: z.string().nullish(),
  contentBytes: z.string(),
  isInline: z.boolean().optional(),
  contentId: z.string().nullish(),
});

export const messageSchema = z.strictObject({
  '@odata.type': z.literal('#microsoft.graph.message').optional(),
  subject: z.string().nullish(),
  body: z.strictObject({ contentType: anyCase(['text', 'html']), content: z.string() }).optional(),
  from: recipientSchema.optional(),
  sender: recipientSchema.optional(),
  toRecipients: z.array(recipientSchema).optional(),
  ccRecipients: z.array(recipientSchema).optional(),
  bccRecipients: z.array(recipientSchema).optional(),
  replyTo: z.array(recipientSchema).optional(),
  importance: anyCase(['low', 'normal', 'high']).optional(),
  categories: z.array(z.string()).optional(),
  isDeliveryReceiptRequested: z.boolean().nullish(),
  isReadReceiptRequested: z.boolean().nullish(),
  isRead: z.boolean().optional(),
  internetMessageId: z.string().optional(),
  internetMessageHeaders: z.array(z.strictObject({ name: z.string(), value: z.string() })).optional(),
  singleValueExtendedProperties: z.array(z.strictObject({ id: z.string(), value: z.string() })).optional(),
  attachments: z.array(attachmentSchema).optional(),
});

export type MessageJson = z.infer<typeof messageSchema>;
export type AttachmentJson = z.infer<typeof attachmentSchema>;

/** Parses JSON with one of the schemas here; the first problem is the answer, as with Graph. */
export function parseJson<Parsed>(body: string, schema: z.ZodType<Parsed>): Parsed {
  const parsed = schema.safeParse(readJson(body));
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw requestBodyRead(describe(problem));
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw requestBodyRead(
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

function describe(problem: z.core.$ZodIssue | undefined): string {
  const place = problem?.path.join('.') ?? '';
  if (problem?.code === 'unrecognized_keys') {
    return `The property '${problem.keys[0]}' does not exist on the type of '${place || 'message'}'. Make sure to only use property names that are defined by the type.`;
  }
  return `Cannot convert the value of '${place}' to the expected type: ${problem?.message ?? 'unknown'}.`;
}
