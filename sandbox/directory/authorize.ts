/**
 * Whether an app may act on a mailbox: the union of tenant-wide Entra roles and Exchange's scoped assignments.
 * The union is the trap that customers fall into: a scope restricts nothing while the tenant-wide role is still there.
 */
import type { App, MailPermission } from './tenant.ts';

// What each permission includes. Sending is never included in reading or writing.
const granting: Readonly<Record<MailPermission, readonly MailPermission[]>> = {
  'Mail.Send': ['Mail.Send'],
  'Mail.ReadWrite': ['Mail.ReadWrite'],
  'Mail.Read': ['Mail.Read', 'Mail.ReadWrite'],
  'Mail.ReadBasic': ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
};

export interface AccessQuestion {
  readonly permission: MailPermission;
  readonly address: string;
  /** `roles` of the presented token: a grant made after the token was issued is not in it. */
  readonly tokenRoles: readonly string[];
  readonly now: number;
}

export function mayAccess(app: App, { permission, address, tokenRoles, now }: AccessQuestion): boolean {
  if (now < app.grantsEffectiveAt) return false;
  const sufficient = granting[permission];
  if (sufficient.some((role) => tokenRoles.includes(role) || tokenRoles.includes(`${role}.All`))) return true;
  return app.rbac.some(
    (assignment) =>
      sufficient.some((role) => assignment.role === `Application ${role}`) && covers(assignment.mailboxes, address),
  );
}

/** Addresses for which the app's Exchange assignments allow sending. */
export function sendingScope(app: App): readonly string[] {
  return app.rbac.filter(({ role }) => role === 'Application Mail.Send').flatMap(({ mailboxes }) => mailboxes);
}

function covers(mailboxes: readonly string[], address: string): boolean {
  return mailboxes.some((mailbox) => mailbox.toLowerCase() === address.toLowerCase());
}
