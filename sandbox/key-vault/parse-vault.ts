/** Reads the vault's file back, or says what is wrong with it. */
import * as z from 'zod';
import type { VaultSecret } from './vault-secret.ts';

const secretsSchema = z.array(
  z.strictObject({
    name: z.string(),
    deletedAt: z.number().optional(),
    versions: z.array(
      z.strictObject({
        version: z.string(),
        value: z.string(),
        contentType: z.string().optional(),
        tags: z.record(z.string(), z.string()),
        enabled: z.boolean(),
        exp: z.number().optional(),
        nbf: z.number().optional(),
        created: z.number(),
        updated: z.number(),
      }),
    ),
  }),
);

export function parseVault(input: unknown): readonly VaultSecret[] {
  if (input === undefined) return [];
  const parsed = secretsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new Error(
    `key-vault.json is not a list of secrets (see ${places}). Repair it, or delete it together with directory.json.`,
  );
}
