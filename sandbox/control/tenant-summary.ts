/** Tenants as the control endpoint shows them: everything but the values of secrets. */
import { sendingScope } from '../directory/authorize.ts';
import type { App, Tenant } from '../directory/tenant.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { secretNameOf } from '../seed.ts';

/** What a program needs to make a connection to the tenant. */
export interface TenantConnection {
  readonly key: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly clientId: string;
  readonly secretName: string;
  readonly mailboxes: readonly { readonly address: string; readonly displayName: string; readonly inScope: boolean }[];
}

export function toConnection(tenant: Tenant): TenantConnection {
  const { key, tenantId, displayName } = tenant;
  return {
    key,
    tenantId,
    displayName,
    clientId: tenant.apps[0]?.clientId ?? '',
    secretName: secretNameOf(key),
    mailboxes: tenant.mailboxes.map((mailbox) => ({
      address: mailbox.address,
      displayName: mailbox.displayName,
      inScope: isInScope(tenant, mailbox.address),
    })),
  };
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
  const { clientId, displayName, entraRoles, grantsEffectiveAt } = app;
  return {
    clientId,
    displayName,
    secrets: app.secrets.map((secret) => ({
      keyId: secret.keyId,
      displayName: secret.displayName,
      startsAt: new Date(secret.startsAt).toISOString(),
      expiresAt: new Date(secret.expiresAt).toISOString(),
    })),
    roles: entraRoles,
    scope: sendingScope(app),
    grantsEffectiveAt: new Date(grantsEffectiveAt).toISOString(),
  };
}

function countFolders(exchange: Exchange, address: string) {
  const counts = exchange.store.countFolders(address);
  return { drafts: counts.get('drafts') ?? 0, sentitems: counts.get('sentitems') ?? 0 };
}

function isInScope(tenant: Tenant, address: string): boolean {
  return tenant.apps.some((app) => sendingScope(app).some((one) => one.toLowerCase() === address.toLowerCase()));
}
