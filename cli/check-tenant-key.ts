/** A tenant's key as an argument. One that cannot be a key is a slip, and it would go into a query. */
import { UNREADABLE } from '../shared/delivery/ledger.ts';
import { tenantKey } from '../shared/message/message-schema.ts';
import { usageError } from './command-error.ts';

/** @throws CommandError */
export function checkTenantKey(tenant: string): void {
  if (tenantKey.safeParse(tenant).success) return;
  throw usageError(
    `${JSON.stringify(tenant)} is no tenant key.`,
    `A key is lower-case letters, digits and hyphens; for \`postbus status\`, ${UNREADABLE} stands for messages that name no tenant.`,
  );
}
