/** Where a reader lands who asked for nothing: the first Sent Items with something in it, else the first of all. */
import type { Tenant } from '../control/control-types.ts';
import type { Place } from '../route.ts';

export function firstPlace(tenants: readonly Tenant[]): Place | undefined {
  const all = tenants.flatMap((tenant) => tenant.mailboxes.map((mailbox) => ({ tenant: tenant.key, mailbox })));
  const found = all.find(({ mailbox }) => mailbox.folders.sentitems > 0) ?? all[0];
  return found === undefined
    ? undefined
    : { tenant: found.tenant, mailbox: found.mailbox.address, folder: 'sentitems' };
}
