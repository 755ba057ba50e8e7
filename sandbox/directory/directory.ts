/**
 * Holds the tenants and finds them the ways Microsoft's services are asked: by GUID, by domain, by address.
 * Promises: every look-up is one map access, because Graph asks twice per request; a change is on disk before it counts.
 * Fails when a tenant takes a key, id or address that another one has.
 */
import type { DurableFile } from '../durable-file.ts';
import { type App, domainOf, type Mailbox, type Tenant } from './tenant.ts';

export interface Directory {
  tenants(): readonly Tenant[];
  byKey(key: string): Tenant | undefined;
  /** By tenant id (GUID) or by a domain of the tenant, as in a login URL. */
  byIdOrDomain(idOrDomain: string): Tenant | undefined;
  app(tenantId: string, clientId: string): App | undefined;
  /** By address, alias or object id, as in /users/{id}. */
  mailbox(tenantId: string, idOrAddress: string): Mailbox | undefined;
  mailboxByAddress(address: string): { readonly tenant: Tenant; readonly mailbox: Mailbox } | undefined;
  put(tenant: Tenant): void;
  remove(key: string): boolean;
  replaceAll(tenants: readonly Tenant[]): void;
}

interface Index {
  readonly byKey: Map<string, Tenant>;
  readonly byIdOrDomain: Map<string, Tenant>;
  readonly apps: Map<string, App>;
  readonly mailboxes: Map<string, Mailbox>;
  readonly owners: Map<string, { readonly tenant: Tenant; readonly mailbox: Mailbox }>;
}

export function createDirectory(file: DurableFile, initial: readonly Tenant[]): Directory {
  let index = buildIndex(initial);

  const replaceAll = (tenants: readonly Tenant[]): void => {
    const next = buildIndex(tenants);
    file.write(tenants);
    index = next;
  };
  const without = (key: string): Tenant[] => [...index.byKey.values()].filter((tenant) => tenant.key !== key);

  return {
    tenants: () => [...index.byKey.values()],
    byKey: (key) => index.byKey.get(key),
    byIdOrDomain: (idOrDomain) => index.byIdOrDomain.get(idOrDomain.toLowerCase()),
    app: (tenantId, clientId) => index.apps.get(join(tenantId, clientId)),
    mailbox: (tenantId, idOrAddress) => index.mailboxes.get(join(tenantId, idOrAddress)),
    mailboxByAddress: (address) => index.owners.get(address.toLowerCase()),
    put: (tenant) => {
      const place = [...index.byKey.keys()].indexOf(tenant.key);
      const others = without(tenant.key);
      replaceAll(place < 0 ? [...others, tenant] : others.toSpliced(place, 0, tenant));
    },
    remove: (key) => {
      if (!index.byKey.has(key)) return false;
      replaceAll(without(key));
      return true;
    },
    replaceAll,
  };
}

function buildIndex(tenants: readonly Tenant[]): Index {
  const index: Index = {
    byKey: new Map(),
    byIdOrDomain: new Map(),
    apps: new Map(),
    mailboxes: new Map(),
    owners: new Map(),
  };
  for (const tenant of tenants) addTenant(index, tenant);
  return index;
}

function addTenant(index: Index, tenant: Tenant): void {
  claim(index.byKey, tenant.key, tenant);
  claim(index.byIdOrDomain, tenant.tenantId, tenant);
  for (const domain of new Set(tenant.mailboxes.map(({ address }) => domainOf(address)))) {
    claim(index.byIdOrDomain, domain, tenant);
  }
  for (const app of tenant.apps) claim(index.apps, join(tenant.tenantId, app.clientId), app);
  for (const mailbox of tenant.mailboxes) {
    claim(index.owners, mailbox.address, { tenant, mailbox });
    for (const name of [mailbox.address, mailbox.objectId, ...mailbox.aliases]) {
      claim(index.mailboxes, join(tenant.tenantId, name), mailbox);
    }
  }
}

function claim<Value>(map: Map<string, Value>, name: string, value: Value): void {
  const key = name.toLowerCase();
  if (map.has(key)) throw new Error(`"${name}" is taken already. Keys, ids, domains and addresses are unique.`);
  map.set(key, value);
}

function join(tenantId: string, name: string): string {
  return `${tenantId} ${name}`.toLowerCase();
}
