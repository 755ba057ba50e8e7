/** Tenants as the control endpoint shows them: everything but the values of secrets. */
import { X509Certificate } from 'node:crypto';
import { thumbprintOf } from '../app-certificate/make-certificate.ts';
import { sendingScope } from '../directory/authorize.ts';
import type { App, AppCertificate, CredentialKind, Tenant } from '../directory/tenant.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { certificateNameOf, secretNameOf } from '../seed.ts';

/** What a program needs to make a connection to the tenant. */
export interface TenantConnection {
  readonly key: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly credential: CredentialKind;
  /** Of the client secret, or of the certificate; a federated app has none. */
  readonly secretName?: string;
  readonly mailboxes: readonly { readonly address: string; readonly displayName: string; readonly inScope: boolean }[];
}

export function toConnection(tenant: Tenant): TenantConnection {
  const { key, tenantId, displayName } = tenant;
  const credential = tenant.apps[0]?.credential ?? 'client-secret';
  return {
    key,
    tenantId,
    displayName,
    clientId: tenant.apps[0]?.clientId ?? '',
    credential,
    ...(credential === 'federated' ? {} : { secretName: vaultNameOf(tenant) }),
    mailboxes: tenant.mailboxes.map((mailbox) => ({
      address: mailbox.address,
      displayName: mailbox.displayName,
      inScope: isInScope(tenant, mailbox.address),
    })),
  };
}

/** Where the vault has the credential of the tenant's app: of the kind that its connection uses, or of another. */
export function vaultNameOf({ apps, key }: Tenant, kind = apps[0]?.credential): string {
  return kind === 'certificate' ? certificateNameOf(key) : secretNameOf(key);
}

export function toSummary(tenant: Tenant, exchange: Exchange) {
  const { key, tenantId, displayName } = tenant;
  return {
    key,
    tenantId,
    displayName,
    apps: tenant.apps.map(toAppSummary),
    mailboxes: tenant.mailboxes.map((mailbox) => ({
      address: mailbox.address,
      displayName: mailbox.displayName,
      inScope: isInScope(tenant, mailbox.address),
      folders: countFolders(exchange, mailbox.address),
    })),
  };
}

function toAppSummary(app: App) {
  const { clientId, credential, displayName, entraRoles, grantsEffectiveAt, maxPasswordDays, ownsItself } = app;
  return {
    clientId,
    registrationId: app.registrationId,
    displayName,
    credential,
    secrets: app.secrets.map((secret) => ({
      keyId: secret.keyId,
      displayName: secret.displayName,
      startsAt: new Date(secret.startsAt).toISOString(),
      expiresAt: new Date(secret.expiresAt).toISOString(),
    })),
    certificates: app.certificates.map(toCertificateSummary),
    federatedCredentials: app.federatedCredentials,
    ownsItself,
    maxPasswordDays,
    roles: entraRoles,
    scope: sendingScope(app),
    grantsEffectiveAt: new Date(grantsEffectiveAt).toISOString(),
  };
}

function toCertificateSummary({ certificate, displayName, isRegistered, keyId }: AppCertificate) {
  const { validFromDate, validToDate } = new X509Certificate(certificate);
  return {
    keyId,
    displayName,
    thumbprint: thumbprintOf(certificate),
    startsAt: validFromDate.toISOString(),
    expiresAt: validToDate.toISOString(),
    isRegistered,
  };
}

function countFolders(exchange: Exchange, address: string) {
  const counts = exchange.store.countFolders(address);
  return { drafts: counts.get('drafts') ?? 0, sentitems: counts.get('sentitems') ?? 0 };
}

function isInScope(tenant: Tenant, address: string): boolean {
  return tenant.apps.some((app) => sendingScope(app).some((one) => one.toLowerCase() === address.toLowerCase()));
}
