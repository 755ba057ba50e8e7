/**
 * The world the fakes share: tenants with their apps, grants and mailboxes, as Entra ID and Exchange Online would know them.
 * Instants are milliseconds since 1970, by the sandbox's clock.
 */

/** Exchange "RBAC for Applications" roles and Entra app roles the sandbox understands. */
export type MailPermission = 'Mail.Send' | 'Mail.ReadWrite' | 'Mail.Read' | 'Mail.ReadBasic';
export type ExchangeRole = `Application ${MailPermission}`;

/** How an app proves who it is; the others stay possible beside it. */
export const credentialKinds = ['client-secret', 'certificate', 'federated'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

/** The time in which a change is known to some of Entra ID's servers only, and to more and more of them. */
export interface Spread {
  readonly from: number;
  readonly until: number;
}

export interface AppSecret {
  readonly keyId: string;
  readonly displayName: string;
  readonly value: string;
  readonly startsAt: number;
  readonly expiresAt: number;
  /** Of its addition, or of its removal; absent: everywhere at once. */
  readonly spread?: Spread | undefined;
}

/** A certificate of the app, public part only: its key is in the vault. */
export interface AppCertificate {
  readonly keyId: string;
  readonly displayName: string;
  /** PEM. */
  readonly certificate: string;
  /** Whether it is on the app registration: only then Entra ID takes what its key has signed. */
  readonly isRegistered: boolean;
}

/** Whose tokens vouch for the app. Every character counts, also whether it is a capital. */
export interface FederatedCredential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
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
  /** Object id of the app registration, which is another object than the enterprise application. */
  readonly registrationId: string;
  readonly displayName: string;
  /** What a connection to the tenant uses. */
  readonly credential: CredentialKind;
  readonly secrets: readonly AppSecret[];
  /** Taken away through Graph, and still taken by servers that have not heard of it. */
  readonly removedSecrets: readonly AppSecret[];
  readonly certificates: readonly AppCertificate[];
  readonly federatedCredentials: readonly FederatedCredential[];
  /** Whether its own service principal is an owner of the registration. Nobody makes it one unasked, and `…OwnedBy` is worth nothing without. */
  readonly ownsItself: boolean;
  /** What an app management policy allows: days that a new password may live, 0 for none at all. */
  readonly maxPasswordDays: number | null;
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
