/**
 * Reads the directory file back, or says what is wrong with it: people edit it by hand to try things.
 * Promises: a file of an earlier sandbox, which knew client secrets only, is read as what it meant.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { credentialKinds, type ExchangeRole, type Tenant } from './tenant.ts';

const secretSchema = z.strictObject({
  keyId: z.string(),
  displayName: z.string(),
  value: z.string().min(1),
  startsAt: z.number(),
  expiresAt: z.number(),
  spread: z.strictObject({ from: z.number(), until: z.number() }).optional(),
});

const certificateSchema = z.strictObject({
  keyId: z.string(),
  displayName: z.string(),
  certificate: z.string(),
  isRegistered: z.boolean(),
});

const federatedCredentialSchema = z.strictObject({
  name: z.string(),
  issuer: z.string(),
  subject: z.string(),
  audience: z.string(),
});

export const exchangeRoleSchema = z.enum([
  'Application Mail.Send',
  'Application Mail.ReadWrite',
  'Application Mail.Read',
  'Application Mail.ReadBasic',
] satisfies readonly ExchangeRole[]);

const appSchema = z
  .strictObject({
    clientId: z.string(),
    objectId: z.string(),
    registrationId: z.string().optional(),
    displayName: z.string(),
    credential: z.enum(credentialKinds).default('client-secret'),
    secrets: z.array(secretSchema),
    removedSecrets: z.array(secretSchema).default([]),
    certificates: z.array(certificateSchema).default([]),
    federatedCredentials: z.array(federatedCredentialSchema).default([]),
    ownsItself: z.boolean().default(true),
    maxPasswordDays: z.number().nullable().default(null),
    entraRoles: z.array(z.string()),
    rbac: z.array(z.strictObject({ role: exchangeRoleSchema, mailboxes: z.array(z.string()) })),
    grantsEffectiveAt: z.number(),
  })
  .transform(({ registrationId, ...app }) => ({ ...app, registrationId: registrationId ?? deriveId(app.clientId) }));

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

/** A GUID that stays the same from start to start, for an app whose file has none. */
function deriveId(clientId: string): string {
  const hex = createHash('sha256').update(clientId.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
