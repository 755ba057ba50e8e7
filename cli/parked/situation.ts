/** What decides over a tenant's parked messages now: its connection, and what holds them. Read once a command. */
import type { Operator } from '../../shared/compose-operator.ts';
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import type { LedgerEntry } from '../../shared/delivery/ledger-entry.ts';
import { addressKey } from '../../shared/message/address.ts';
import type { Connection, Connections } from '../../shared/tenant/connection.ts';
import { type Hold, isAboutConnection } from '../../shared/tenant/hold.ts';
import type { StoredHold } from '../../shared/tenant/holds.ts';

export interface Situation {
  /** Undefined where there is none, or none that can be read. */
  readonly connection: Connection | undefined;
  /** Of this tenant, in any state. */
  readonly holds: readonly StoredHold[];
}

export async function readSituation(
  tenant: string,
  { connections, holds }: Pick<Operator, 'connections' | 'holds'>,
): Promise<Situation> {
  const [connection, all] = await Promise.all([findReadable(tenant, connections), holds.list()]);
  return { connection, holds: all.filter(({ hold }) => hold.tenant === tenant) };
}

/** One that cannot be read holds messages back as one that is not there does. */
export async function findReadable(
  tenant: string,
  connections: Pick<Connections, 'find'>,
): Promise<Connection | undefined> {
  try {
    return await connections.find(tenant);
  } catch (error) {
    if (isDeliveryError(error) && error.code === 'ERR_CONNECTION_UNREADABLE') return undefined;
    throw error;
  }
}

/** What would park this message again. A hold for the want of a connection ends when there is one. */
export function holdOver(entry: LedgerEntry, { connection, holds }: Situation): Hold | undefined {
  const inForce = holds
    .map(({ hold }) => hold)
    .filter(({ state, code }) => state === 'held' && !(connection && isAboutConnection(code)));
  return inForce.find(({ mailbox }) => mailbox === undefined) ?? inForce.find((hold) => isOf(entry, hold));
}

const isOf = (entry: LedgerEntry, { mailbox }: Hold): boolean =>
  mailbox !== undefined && entry.mailbox !== undefined && addressKey(entry.mailbox) === addressKey(mailbox);
