/** Reads the body of PUT and PATCH with the limits the real vault has. */
import * as z from 'zod';
import type { SecretChange } from './vault.ts';

const limits = { valueBytes: 25 * 1024, contentTypeCharacters: 255, tags: 15, tagCharacters: 512 } as const;

const bodySchema = z.object({
  value: z
    .string()
    .refine((value) => Buffer.byteLength(value) <= limits.valueBytes, 'The value is longer than 25 KB')
    .optional(),
  contentType: z.string().max(limits.contentTypeCharacters).optional(),
  tags: z
    .record(z.string().max(limits.tagCharacters), z.string().max(limits.tagCharacters))
    .refine((tags) => Object.keys(tags).length <= limits.tags, 'There are more than 15 tags')
    .optional(),
  attributes: z
    .object({ enabled: z.boolean().optional(), exp: z.int().optional(), nbf: z.int().optional() })
    .optional(),
});

export type ParsedSecretChange =
  | { readonly kind: 'change'; readonly change: SecretChange }
  | { readonly kind: 'refused'; readonly message: string };

export function parseSecretChange(body: unknown): ParsedSecretChange {
  const parsed = bodySchema.safeParse(body);
  if (parsed.success) {
    const { attributes, ...rest } = parsed.data;
    return { kind: 'change', change: { ...rest, ...attributes } };
  }
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return { kind: 'refused', message: `Property has invalid value. ${problems.join('; ')}` };
}
