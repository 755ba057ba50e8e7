/** The inventory of credentials, read from Postbus's table: by REST, from a real Azurite, beside the adapters that write the rows. */
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../sandbox/clock.ts';
import { readCredentialRows } from '../../../sandbox/control/credentials/credential-rows.ts';
import { openTableQuery } from '../../../sandbox/control/ledger/query-table.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import { createRequestCounts } from '../../../sandbox/request-counts.ts';
import { startTableStorage } from '../../../sandbox/table-storage/table-storage.ts';
import { openTable } from '../../../shared/services/table-storage/table.ts';
import { createTableConnections } from '../../../shared/services/table-storage/table-connections.ts';
import { createTableCredentialRecords } from '../../../shared/services/table-storage/table-credential-records.ts';
import { createTableCredentialUses } from '../../../shared/services/table-storage/table-credential-uses.ts';
import { type ConnectionInput, connectionSchema } from '../../../shared/tenant/connection.ts';
import { NOTHING_TOLD } from '../../../shared/tenant/expiry/told.ts';

const world = {
  clock: createMovableClock(),
  faults: createFaults(1),
  counts: createRequestCounts(),
  log: () => undefined,
};
const storage = await startTableStorage({ ...world, ports: { blob: 0, queue: 0, table: 0 }, tableOnly: true });
const query = openTableQuery(storage.azuriteConnectionString);
const table = openTable(storage.connectionString, { getToken: async () => null });
const now = new Date('2026-03-01T12:00:00Z');
const guid = '11111111-2222-4333-8444-555555555555';

function setup() {
  const connections = createTableConnections(table);
  const connect = (tenant: string, change: Partial<ConnectionInput> = {}) => {
    const input = {
      tenantId: guid,
      clientId: guid,
      secretName: `postbus-${tenant}`,
      mailboxes: [`a@${tenant}.example`],
    };
    return connections.save(connectionSchema.parse({ tenant, ...input, ...change }));
  };
  return {
    connect,
    records: createTableCredentialRecords(table),
    uses: createTableCredentialUses(table, () => now),
    read: () => readCredentialRows(query),
  };
}

describe('inventory', () => {
  afterEach(() => table.run('Emptying the table', (client) => client.deleteTable()));
  afterAll(() => storage.stop());

  test('reads connections, records and uses as Postbus writes them, and nothing else of a tenant', async () => {
    const { connect, records, uses, read } = setup();
    await connect('contoso', { autoRotate: true, rotatedAt: now });
    await connect('fabrikam', { credential: 'federated', secretName: undefined });
    await records.save({
      tenant: 'contoso',
      facts: { kind: 'client-secret', version: 'v1', fingerprint: 'f1', statedUntil: now },
      checkedAt: now,
      findings: [{ code: 'ERR_CREDENTIAL_REFUSED', severity: 'critical', provider: '401 AADSTS7000215' }],
      told: NOTHING_TOLD,
    });
    await uses.note('contoso', { fingerprint: 'f1', version: 'v1' });
    const message = { partitionKey: 'contoso', rowKey: 'message:1', state: 'parked' };
    await table.run('Adding a message', (client) => client.createEntity(message));

    expect(await read()).toEqual([
      {
        tenant: 'contoso',
        connection: {
          kind: 'client-secret',
          secretName: 'postbus-contoso',
          isAutoRotated: true,
          rotatedAt: now.toISOString(),
        },
        record: {
          version: 'v1',
          expiresAt: now.toISOString(),
          checkedAt: now.toISOString(),
          findings: [{ code: 'ERR_CREDENTIAL_REFUSED', severity: 'critical', provider: '401 AADSTS7000215' }],
        },
        uses: [{ version: 'v1', usedAt: now.toISOString() }],
      },
      { tenant: 'fabrikam', connection: { kind: 'federated', isAutoRotated: false }, uses: [] },
    ]);
  });

  test('reads 300 tenants with all their rows within seconds', async () => {
    const { connect, uses, read } = setup();
    const tenants = Array.from({ length: 300 }, (_, index) => `tenant-${index}`);
    for (let start = 0; start < tenants.length; start += 30)
      await Promise.all(
        tenants.slice(start, start + 30).map(async (tenant) => {
          await connect(tenant);
          for (let number = 0; number < 4; number += 1)
            await uses.note(tenant, { fingerprint: `f${number}`, version: `v${number}` });
        }),
      );
    const start = performance.now();
    const rows = await read();
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(rows).toHaveLength(300);
    expect(rows?.every((row) => row.uses.length === 4)).toBe(true);
  }, 60_000);
});
