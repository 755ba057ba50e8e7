/** What may be asked of the control endpoint about tenants, and the tenants, secrets and grants it makes of that. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { exchangeRoleSchema } from '../directory/parse-tenants.ts';
import { type App, type AppSecret, credentialKinds, type Tenant } from '../directory/tenant.ts';
import { makeSecretValue, plainRegistration } from '../seed.ts';

const dayMilliseconds = 24 * 3_600_000;
const addressSchema = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'is not an address');

const mailboxSchema = z.union([
  addressSchema.transform((address) => ({ address, displayName: address, inScope: true, aliases: [] })),
  z.strictObject({
    address: addressSchema,
    displayName: z.string().default(''),
    inScope: z.boolean().default(true),
    aliases: z.array(addressSchema).default([]),
  }),
]);

export const newSecretSchema = z.strictObject({
  displayName: z.string().default('postbus'),
  /** Negative: it has expired already. */
  expiresInDays: z.number().default(365),
  startsInMilliseconds: z.number().default(0),
  /** Whether the vault gets it as a new version. */
  updateVault: z.boolean().default(true),
});

export const newTenantSchema = z.strictObject({
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not a key: lower-case letters, digits and hyphens'),
  displayName: z.string().optional(),
  mailboxes: z.array(mailboxSchema).min(1),
  credential: z.enum(credentialKinds).default('client-secret'),
  /** Of a certificate too. */
  secretExpiresInDays: z.number().default(365),
  entraRoles: z.array(z.string()).default([]),
  grantsEffectiveInMilliseconds: z.number().default(0),
});

export const grantsSchema = z.strictObject({
  entraRoles: z.array(z.string()).optional(),
  rbac: z.array(z.strictObject({ role: exchangeRoleSchema, mailboxes: z.array(addressSchema) })).optional(),
  effectiveInMilliseconds: z.number().default(0),
});

export type NewTenant = z.infer<typeof newTenantSchema>;
export type NewSecret = z.infer<typeof newSecretSchema>;
export type Grants = z.infer<typeof grantsSchema>;

export function makeTenant(input: NewTenant, now: number): Tenant {
  const inScope = input.mailboxes.filter((mailbox) => mailbox.inScope).map(({ address }) => address);
  const secret = { displayName: 'postbus', expiresInDays: input.secretExpiresInDays, startsInMilliseconds: 0 };
  const app: App = {
    clientId: randomUUID(),
    objectId: randomUUID(),
    ...plainRegistration,
    registrationId: randomUUID(),
    displayName: 'Postbus',
    credential: input.credential,
    secrets: input.credential === 'client-secret' ? [makeSecret(secret, now)] : [],
    entraRoles: input.entraRoles,
    rbac: [
      { role: 'Application Mail.Send', mailboxes: inScope },
      { role: 'Application Mail.ReadWrite', mailboxes: inScope },
    ],
    grantsEffectiveAt: effectiveAt(input.grantsEffectiveInMilliseconds, now),
  };
  return {
    key: input.key,
    tenantId: randomUUID(),
    displayName: input.displayName ?? input.key,
    apps: [app],
    mailboxes: input.mailboxes.map(({ address, displayName, aliases }) => ({
      address,
      objectId: randomUUID(),
      displayName: displayName === '' ? address : displayName,
      aliases,
    })),
  };
}

export function withSecret(tenant: Tenant, input: NewSecret, now: number): Tenant {
  return changeEveryApp(tenant, (app) => ({ ...app, secrets: [...app.secrets, makeSecret(input, now)] }));
}

/** Every secret of the tenant's apps has expired by now; one that had before keeps its date. */
export function withExpiredSecrets(tenant: Tenant, now: number): Tenant {
  const expire = (secret: AppSecret): AppSecret => ({ ...secret, expiresAt: Math.min(secret.expiresAt, now) });
  return changeEveryApp(tenant, (app) => ({ ...app, secrets: app.secrets.map(expire) }));
}

export function withoutSecret(tenant: Tenant, keyId: string): Tenant {
  return changeEveryApp(tenant, (app) => ({ ...app, secrets: app.secrets.filter((secret) => secret.keyId !== keyId) }));
}

export function withGrants(tenant: Tenant, grants: Grants, now: number): Tenant {
  return changeEveryApp(tenant, (app) => ({
    ...app,
    entraRoles: grants.entraRoles ?? app.entraRoles,
    rbac: grants.rbac ?? app.rbac,
    grantsEffectiveAt: effectiveAt(grants.effectiveInMilliseconds, now),
  }));
}

/** Without a delay a grant holds always: a test may set the clock back. */
function effectiveAt(delayMilliseconds: number, now: number): number {
  return delayMilliseconds === 0 ? 0 : now + delayMilliseconds;
}

export function changeEveryApp(tenant: Tenant, change: (app: App) => App): Tenant {
  return { ...tenant, apps: tenant.apps.map(change) };
}

function makeSecret(
  { displayName, expiresInDays, startsInMilliseconds }: Omit<NewSecret, 'updateVault'>,
  now: number,
): AppSecret {
  return {
    keyId: randomUUID(),
    displayName,
    value: makeSecretValue(),
    startsAt: now + startsInMilliseconds,
    expiresAt: now + expiresInDays * dayMilliseconds,
  };
}
