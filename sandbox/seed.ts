/**
 * The tenants a new sandbox starts with. Ids are fixed, so that documents and examples can name them; secrets are random
 * and made at the first start, so that none is ever in the repository.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { App, Mailbox, Tenant } from './directory/tenant.ts';

const dayMilliseconds = 24 * 3_600_000;

interface SeedTenant {
  readonly key: string;
  /** First block of every GUID of this tenant, so that a reader recognises whose it is. */
  readonly block: string;
  readonly displayName: string;
  readonly secretDays: number;
  readonly inScope: readonly (readonly [address: string, displayName: string])[];
  readonly outOfScope: readonly (readonly [address: string, displayName: string])[];
}

const seedTenants: readonly SeedTenant[] = [
  {
    key: 'contoso',
    block: 'c0c0c0c0',
    displayName: 'Contoso',
    secretDays: 365,
    inScope: [
      ['noreply@contoso.example', 'Contoso'],
      ['orders@contoso.example', 'Contoso Orders'],
    ],
    outOfScope: [['payroll@contoso.example', 'Contoso Payroll']],
  },
  {
    key: 'fabrikam',
    block: 'fab0fab0',
    displayName: 'Fabrikam',
    secretDays: 365,
    inScope: [
      ['noreply@fabrikam.example', 'Fabrikam'],
      ['support@fabrikam.example', 'Fabrikam Support'],
    ],
    outOfScope: [],
  },
  {
    key: 'northwind',
    block: '90290290',
    displayName: 'Northwind Traders',
    secretDays: 9,
    inScope: [
      ['noreply@northwind.example', 'Northwind Traders'],
      ['sales@northwind.example', 'Northwind Sales'],
    ],
    outOfScope: [],
  },
  // Those who run Postbus: their own mailbox tells them of what is wrong elsewhere.
  {
    key: 'operators',
    block: '09e0a09e',
    displayName: 'Postbus Operators',
    secretDays: 400,
    inScope: [['alerts@operators.example', 'Postbus Alerts']],
    outOfScope: [['oncall@operators.example', 'On Call']],
  },
];

export function makeSeed(now: number): readonly Tenant[] {
  return seedTenants.map((seed) => toTenant(seed, now));
}

/** Looks like a real one: 40 characters, with a tilde. */
export function makeSecretValue(): string {
  const characters = randomBytes(30).toString('base64url');
  return `${characters.slice(0, 3)}8Q~${characters.slice(3, 37)}`;
}

/** Name of the vault secret that holds a tenant's client secret. */
export function secretNameOf(tenantKey: string): string {
  return `postbus-${tenantKey}-client-secret`;
}

/** Name of the vault's certificate of a tenant, and so of the secret that holds it with its key. */
export function certificateNameOf(tenantKey: string): string {
  return `postbus-${tenantKey}-certificate`;
}

/** A registration with client secrets only, and no policy over it. */
export const plainRegistration = {
  credential: 'client-secret',
  removedSecrets: [],
  certificates: [],
  federatedCredentials: [],
  ownsItself: true,
  maxPasswordDays: null,
} as const satisfies Partial<App>;

function toTenant(seed: SeedTenant, now: number): Tenant {
  return {
    key: seed.key,
    tenantId: guid(seed.block, 1, 0),
    displayName: seed.displayName,
    apps: [toApp(seed, now)],
    mailboxes: [...seed.inScope, ...seed.outOfScope].map(([address, displayName], index) =>
      toMailbox(guid(seed.block, 3, index), address, displayName),
    ),
  };
}

function toApp(seed: SeedTenant, now: number): App {
  const mailboxes = seed.inScope.map(([address]) => address);
  return {
    clientId: guid(seed.block, 2, 0),
    objectId: guid(seed.block, 2, 1),
    ...plainRegistration,
    registrationId: guid(seed.block, 2, 2),
    displayName: 'Postbus',
    secrets: [
      {
        keyId: randomUUID(),
        displayName: 'postbus',
        value: makeSecretValue(),
        startsAt: now - dayMilliseconds,
        expiresAt: now + seed.secretDays * dayMilliseconds,
      },
    ],
    // No Entra role on purpose: tokens carry no `roles`, and sending works all the same.
    entraRoles: [],
    rbac: [
      { role: 'Application Mail.Send', mailboxes },
      { role: 'Application Mail.ReadWrite', mailboxes },
    ],
    grantsEffectiveAt: 0,
  };
}

function toMailbox(objectId: string, address: string, displayName: string): Mailbox {
  return { address, objectId, displayName, aliases: [] };
}

function guid(block: string, kind: number, index: number): string {
  return `${block}-0000-4000-8000-${String(kind).padStart(4, '0')}${String(index).padStart(8, '0')}`;
}
