/**
 * The world the fakes share: tenants with their apps, grants and mailboxes, as Entra ID and Exchange Online would know them.
 * Instants are milliseconds since 1970, by the sandbox's clock.
 */

/** Exchange "RBAC for Applications" roles and Entra app roles the sandbox understands. */
export type MailPermission = 'Mail.Send' | 'Mail.ReadWrite' | 'Mail.Read' | 'Mail.ReadBasic';
export type ExchangeRole = `Application ${MailPermission}`;

export interface AppSecret {
  readonly keyId: string;
  readonly displayName: string;
  readonly value: string;
  readonly startsAt: number;
  readonly expiresAt: number;
}

/** A role over a list of mailboxes: what New-ManagementRoleAssignment with a scope grants. */
export interface RoleAssignment {
  readonly role: ExchangeRole;
  readonly mailboxes: readonly string[];
}

export interface App {
  readonly clientId: string;
  /** Object id of the enterprise application: `oid` in its tokens. */
  readonly objectId: string;
  readonly displayName: string;
  readonly secrets: readonly AppSecret[];
  /** Tenant-wide app roles; they appear in the token as `roles`. */
  readonly entraRoles: readonly string[];
  /** Scoped grants that only Exchange knows; they never appear in a token. */
  readonly rbac: readonly RoleAssignment[];
  /** Until then every grant is ignored: Microsoft's propagation takes 30 minutes to 2 hours. */
  readonly grantsEffectiveAt: number;
}

export interface Mailbox {
  readonly address: string;
  readonly objectId: string;
  readonly displayName: string;
  readonly aliases: readonly string[];
}

export interface Tenant {
  readonly key: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly apps: readonly App[];
  readonly mailboxes: readonly Mailbox[];
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
