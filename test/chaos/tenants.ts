/** The tenants of a storm: one for each way in which a message may be sent, and a doubt resolved. */
import type { ConnectionInput } from '../../shared/tenant/connection.ts';

export interface ChaosTenant {
  readonly key: string;
  readonly mailboxes: readonly string[];
  readonly connection: Partial<ConnectionInput>;
  /** Of a hundred messages. */
  readonly share: number;
}

const tenant = (key: string, share: number, count: number, connection: Partial<ConnectionInput>): ChaosTenant => ({
  key,
  share,
  mailboxes: Array.from({ length: count }, (_, index) => `noreply-${index + 1}@${key}.example`),
  connection,
});

export const chaosTenants = [
  tenant('drafting', 50, 4, { plan: 'draft' }),
  tenant('direct', 26, 3, { plan: 'direct' }),
  tenant('parking', 12, 2, { plan: 'direct', mayLook: false, unconfirmed: 'park' }),
  tenant('resending', 12, 2, { plan: 'direct', mayLook: false, unconfirmed: 'resend' }),
] as const satisfies readonly ChaosTenant[];

/** The same with as many mailboxes each: one for each thing that goes on beside others. */
export const tenantsWithMailboxes = (count: number): readonly ChaosTenant[] =>
  chaosTenants.map(({ key, share, connection }) => tenant(key, share, count, connection));

export const tenantOf = (key: string): ChaosTenant | undefined => chaosTenants.find((each) => each.key === key);
