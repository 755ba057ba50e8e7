import { describe, expect, test } from '@jest/globals';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableCredentialRecords } from '../../shared/services/table-storage/table-credential-records.ts';
import { createTableCredentialUses } from '../../shared/services/table-storage/table-credential-uses.ts';
import type { CredentialUses } from '../../shared/tenant/credential-uses.ts';
import { createMemoryCredentialRecords } from '../harness/memory/memory-credential-records.ts';
import { createMemoryCredentialUses } from '../harness/memory/memory-credential-uses.ts';
import { useTableStorage } from '../harness/use-table-storage.ts';
import { exerciseCredentialRecords } from './exercise-credential-records.ts';

const { open: table } = useTableStorage();
const NOW = new Date('2026-11-22T12:00:00.000Z');

exerciseCredentialRecords('in memory', createMemoryCredentialRecords);
exerciseCredentialRecords('in table storage', () => createTableCredentialRecords(table()));

describe.each<[string, (now: () => Date) => CredentialUses]>([
  ['in memory', createMemoryCredentialUses],
  ['in table storage', (now) => createTableCredentialUses(table(), now)],
])('the credential uses %s', (name, open) => {
  test('remember the last use of each credential of a tenant', async () => {
    let now = NOW;
    const uses = open(() => now);
    const tenant = `uses-${name.length}`;
    await uses.note(tenant, { fingerprint: 'f1', version: 'v1' });
    await uses.note(`${tenant}-b`, { fingerprint: 'f1', version: 'v1' });
    now = new Date(NOW.getTime() + 60_000);
    await uses.note(tenant, { fingerprint: 'f1', version: 'v1' });
    await uses.note(tenant, { fingerprint: 'f2', version: 'v2' });
    const own = await uses.list(tenant);
    expect(own).toHaveLength(2);
    expect(own).toEqual(
      expect.arrayContaining([
        { tenant, fingerprint: 'f1', version: 'v1', usedAt: now },
        { tenant, fingerprint: 'f2', version: 'v2', usedAt: now },
      ]),
    );
    expect((await uses.list()).length).toBeGreaterThanOrEqual(3);
  });
});

describe('the credential records in table storage', () => {
  test('leave out what somebody changed by hand into something else', async () => {
    const own = table();
    await own.run('Spoiling a row', (client) =>
      client.upsertEntity({
        partitionKey: '_tenants',
        rowKey: 'credential:spoilt',
        version: 'v',
        findings: '{',
        told: 'x',
      }),
    );
    const records = createTableCredentialRecords(own);
    expect(await records.find('spoilt')).toBeUndefined();
    expect((await records.list()).map(({ tenant }) => tenant)).not.toContain('spoilt');
  });

  test('cost no mail where the table does not answer', async () => {
    const broken = openTable(
      'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=YQ==;TableEndpoint=http://127.0.0.1:1/a;',
      { getToken: async () => null },
    );
    await createTableCredentialUses(broken, () => NOW).note('contoso', { fingerprint: 'f', version: 'v' });
  }, 30_000);
});
