/** Nothing was found of a tenant: that is an answer only where there is such a tenant. Of a mistyped one there is never anything. */
import type { Operator } from '../shared/compose-operator.ts';
import { isDeliveryError } from '../shared/delivery/delivery-error.ts';
import { UNREADABLE } from '../shared/delivery/ledger.ts';
import { notFoundError } from './command-error.ts';

/** @throws CommandError */
export async function refuseUnknownTenant(
  tenant: string,
  { connections }: Pick<Operator, 'connections'>,
): Promise<void> {
  if (tenant === UNREADABLE || (await isThere(tenant, connections))) return;
  throw notFoundError(
    `There is no connection ${JSON.stringify(tenant)}, and nothing of it is kept back.`,
    '`postbus tenants list` shows the connections; without a tenant, `postbus parked` and `postbus holds` list everybody’s.',
  );
}

/** One that cannot be read is there. */
async function isThere(tenant: string, connections: Operator['connections']): Promise<boolean> {
  try {
    return (await connections.find(tenant)) !== undefined;
  } catch (error) {
    if (isDeliveryError(error) && error.code === 'ERR_CONNECTION_UNREADABLE') return true;
    throw error;
  }
}
