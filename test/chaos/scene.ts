/** Where a storm takes place: the sandbox with the storm's tenants, and what the judge and the storm ask of it. */

import type { Ledger } from '../../shared/delivery/ledger.ts';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableConnections } from '../../shared/services/table-storage/table-connections.ts';
import { createTableHolds } from '../../shared/services/table-storage/table-holds.ts';
import { createTableLedger } from '../../shared/services/table-storage/table-ledger.ts';
import { connectionSchema } from '../../shared/tenant/connection.ts';
import type { Holds } from '../../shared/tenant/holds.ts';
import { type RunningSandbox, startSandbox } from '../harness/start-sandbox.ts';
import { type ChaosTenant, chaosTenants } from './tenants.ts';

export interface QueueCounts {
  readonly active: number;
  readonly locked: number;
  readonly scheduled: number;
  readonly deadLetter: number;
}

export interface Scene {
  readonly sandbox: RunningSandbox;
  readonly tenants: readonly ChaosTenant[];
  readonly ledger: Ledger;
  readonly holds: Holds;
  /** @returns how far the sandbox's clock is ahead of the machine's by then */
  moveClock(advanceMs: number): Promise<number>;
  now(): Promise<Date>;
  countQueue(): Promise<QueueCounts>;
  stop(): Promise<void>;
}

interface NewTenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secretName: string;
}

const noIdentity = { getToken: async () => null };

export async function openScene(
  seed: number,
  exchange: Readonly<Record<string, unknown>>,
  tenants: readonly ChaosTenant[] = chaosTenants,
): Promise<Scene> {
  const sandbox = await startSandbox({ exchange, flags: ['--seed', String(seed)] });
  const table = openTable(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '', noIdentity);
  const connections = createTableConnections(table);

  async function connect({ key, mailboxes, connection }: ChaosTenant): Promise<void> {
    const made = await sandbox.control<NewTenant>('tenants', { method: 'POST', body: { key, mailboxes } });
    const { tenantId, clientId, secretName } = made;
    await connections.save(
      connectionSchema.parse({ tenant: key, tenantId, clientId, secretName, mailboxes: [...mailboxes], ...connection }),
    );
  }

  for (const tenant of tenants) await connect(tenant);
  return {
    sandbox,
    tenants,
    ledger: createTableLedger(table),
    holds: createTableHolds(table),
    async moveClock(advanceMilliseconds) {
      const body = { advanceMilliseconds };
      const moved = await sandbox.control<{ offsetMilliseconds: number }>('clock', { method: 'POST', body });
      return moved.offsetMilliseconds;
    },
    now: async () => new Date((await sandbox.control<{ now: string }>('clock')).now),
    async countQueue() {
      const { queues } = await sandbox.control<{ queues: Readonly<Record<string, QueueCounts>> }>('queue');
      const counts = queues['send-email'];
      if (!counts) throw new Error('The sandbox has no queue send-email.');
      return counts;
    },
    stop: () => sandbox.stop(),
  };
}
