/** What may be asked of the control endpoint about certificates, federation and policies of a tenant's app, and what it makes of that. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { certificateFormats, type MadeCertificate, thumbprintOf } from '../app-certificate/make-certificate.ts';
import { credentialKinds, type FederatedCredential, type Tenant } from '../directory/tenant.ts';
import {
  managedIdentity,
  tokenExchangeAudience,
  tokenExchangeIssuer,
} from '../managed-identity/managed-identity-routes.ts';
import { changeEveryApp } from './new-tenant.ts';
import { InputProblems } from './read-input.ts';

export const newCertificateSchema = z.strictObject({
  displayName: z.string().default('CN=postbus'),
  /** From now; negative: it has expired already. */
  expiresInDays: z.number().default(365),
  /** From now; positive: it is not valid yet. */
  startsInDays: z.number().default(0),
  format: z.enum(certificateFormats).default('pem'),
  /** Whether the vault gets it as a new version. */
  updateVault: z.boolean().default(true),
  /** Whether its public part is put on the app registration. */
  register: z.boolean().default(true),
});

export const thumbprintSchema = z.strictObject({ thumbprint: z.string().optional() });

export const newFederatedCredentialSchema = z.strictObject({
  name: z.string().min(1).default('postbus'),
  issuer: z.string().default(tokenExchangeIssuer),
  subject: z.string().default(managedIdentity.objectId),
  audience: z.string().default(tokenExchangeAudience),
});

export const vaultSecretSchema = z.strictObject({
  /** Which of the tenant's two names; absent: the one its connection uses. */
  credential: z.enum(credentialKinds).exclude(['federated']).optional(),
  value: z.string(),
  contentType: z.string().optional(),
  enabled: z.boolean().default(true),
  expiresInDays: z.number().nullable().default(365),
  notBeforeInDays: z.number().nullable().default(null),
});

export const registrationSchema = z.strictObject({
  credential: z.enum(credentialKinds).optional(),
  ownsItself: z.boolean().optional(),
  maxPasswordDays: z.number().min(0).nullable().optional(),
});

export type NewCertificate = z.infer<typeof newCertificateSchema>;
export type Registration = z.infer<typeof registrationSchema>;

/** The validity begins a day before it would end, where it has ended already: a certificate has one in any case. */
export function validityOf({ startsInDays, expiresInDays }: NewCertificate, now: number) {
  const day = 24 * 3_600_000;
  const expiresAt = now + expiresInDays * day;
  return { startsAt: Math.min(now + startsInDays * day, expiresAt - day), expiresAt };
}

export function withCertificate(
  tenant: Tenant,
  { certificate }: Pick<MadeCertificate, 'certificate'>,
  { displayName, register }: Pick<NewCertificate, 'displayName' | 'register'>,
): Tenant {
  const added = { keyId: randomUUID(), displayName, certificate, isRegistered: register };
  return changeEveryApp(tenant, (app) => ({ ...app, certificates: [...app.certificates, added] }));
}

/** Registers a certificate, or takes it off the registration; without a thumbprint the newest. */
export function withRegistration(tenant: Tenant, thumbprint: string | undefined, isRegistered: boolean): Tenant {
  const certificates = tenant.apps.flatMap((app) => app.certificates);
  const wanted = thumbprint?.toUpperCase() ?? thumbprintOfNewest(certificates);
  if (!certificates.some(({ certificate }) => thumbprintOf(certificate) === wanted))
    throw new InputProblems([
      `thumbprint: ${tenant.key} has no certificate ${wanted ?? 'at all'}; GET tenants lists them`,
    ]);
  return changeEveryApp(tenant, (app) => ({
    ...app,
    certificates: app.certificates.map((one) =>
      thumbprintOf(one.certificate) === wanted ? { ...one, isRegistered } : one,
    ),
  }));
}

export function withFederatedCredential(tenant: Tenant, added: FederatedCredential): Tenant {
  const others = withoutFederatedCredential(tenant, added.name);
  return changeEveryApp(others, (app) => ({ ...app, federatedCredentials: [...app.federatedCredentials, added] }));
}

export function withoutFederatedCredential(tenant: Tenant, name: string): Tenant {
  return changeEveryApp(tenant, (app) => ({
    ...app,
    federatedCredentials: app.federatedCredentials.filter((one) => one.name !== name),
  }));
}

export function withSettings(tenant: Tenant, { credential, ownsItself, maxPasswordDays }: Registration): Tenant {
  return changeEveryApp(tenant, (app) => ({
    ...app,
    credential: credential ?? app.credential,
    ownsItself: ownsItself ?? app.ownsItself,
    maxPasswordDays: maxPasswordDays === undefined ? app.maxPasswordDays : maxPasswordDays,
  }));
}

function thumbprintOfNewest(certificates: readonly { readonly certificate: string }[]): string | undefined {
  const newest = certificates.at(-1);
  return newest && thumbprintOf(newest.certificate);
}
