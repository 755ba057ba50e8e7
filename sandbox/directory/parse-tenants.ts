/** Reads the directory file back, or says what is wrong with it: people edit it by hand to try things. */
import * as z from 'zod';
import type { ExchangeRole, Tenant } from './tenant.ts';

const secretSchema = z.strictObject({
  keyId: z.string(),
  displayName: z.string(),
  value: z.string().min(1),
  startsAt: z.number(),
  expiresAt: z.number(),
});

export const exchangeRoleSchema = z.enum([
  'Application Mail.Send',
  'Application Mail.ReadWrite',
  'Application Mail.Read',
  'Application Mail.ReadBasic',
] satisfies readonly ExchangeRole[]);

const appSchema = z.strictObject({
  clientId: z.string(),
  objectId: z.string(),
  displayName: z.string(),
  secrets: z.array(secretSchema),
  entraRoles: z.array(z.string()),
  rbac: z.array(z.strictObject({ role: exchangeRoleSchema, mailboxes: z.array(z.string()) })),
  grantsEffectiveAt: z.number(),
});

const tenantsSchema = z.array(
  z.strictObject({
    key: z.string(),
    tenantId: z.string(),
    displayName: z.string(),
    apps: z.array(appSchema),
    mailboxes: z.array(
      z.strictObject({
        address: z.string(),
        objectId: z.string(),
        displayName: z.string(),
        aliases: z.array(z.string()),
      }),
    ),
  }),
);

export function parseTenants(input: unknown): readonly Tenant[] {
  const parsed = tenantsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(
    `directory.json is not a list of tenants. Repair it, or delete it to get the seed:\n${problems.join('\n')}`,
  );
}
