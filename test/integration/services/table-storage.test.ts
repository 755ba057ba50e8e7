import { afterEach, describe, expect, test } from '@jest/globals';
import { attempting, blank, enqueuedAgain, sent } from '../../../shared/delivery/ledger-entry.ts';
import { createTableConnections } from '../../../shared/services/table-storage/table-connections.ts';
import { createTableLedger } from '../../../shared/services/table-storage/table-ledger.ts';
import { eventually } from '../../harness/eventually.ts';
import { contoso } from '../../harness/memory/delivery-bundle.ts';
import { useProxiedTableStorage } from '../../harness/use-proxied-table-storage.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const storage = useProxiedTableStorage();

afterEach(() => storage.proxy().loseNoMore());

let count = 0;
const setup = () => {
  count += 1;
  const table = storage.open();
  const tenant = `lost-${count}`;
  const entry = attempting(
    blank(tenant, 'order-1', { fingerprint: 'f', firstReceivedAt: NOW, now: NOW }),
    { mailbox: 'a@b.example', plan: 'draft', internetMessageId: '<1@b.example>', settleMs: 120_000 },
    NOW,
  );
  return { table, ledger: createTableLedger(table), connections: createTableConnections(table), entry, tenant };
};

describe('table storage', () => {
  test('takes a created row whose answer was lost for its own, not for another worker’s', async () => {
    const { ledger, entry } = setup();
    await ledger.read(entry.tenant, entry.id);
    storage.proxy().loseNext('POST');
    const before = storage.proxy().lost;
    expect((await ledger.create(entry))?.entry).toEqual(entry);
    expect(storage.proxy().lost).toBe(before + 1);
    expect(await ledger.create(entry)).toBeUndefined();
  });

  // Both would be completed as duplicates of each other, and the message be lost (chaos, seed 316).
  test('takes a created row for its own though a duplicate was counted in it before its answer was known', async () => {
    const { ledger, entry } = setup();
    const other = createTableLedger(storage.openDirectly());
    await ledger.read(entry.tenant, entry.id);
    storage.proxy().loseNext('POST');
    const creating = ledger.create(entry);
    const seen = await eventually('the row is there', () => other.read(entry.tenant, entry.id));
    const counted = await other.update(seen, enqueuedAgain(seen.entry));
    expect(counted?.entry.duplicates).toBe(1);
    const created = await creating;
    expect(created?.entry).toEqual({ ...entry, duplicates: 1 });
    expect(created && (await ledger.update(created, sent(created.entry, 'request-1', NOW)))).toBeDefined();
  });

  test('leaves a created row to another worker that has taken it further meanwhile', async () => {
    const { ledger, entry } = setup();
    const other = createTableLedger(storage.openDirectly());
    await ledger.read(entry.tenant, entry.id);
    storage.proxy().loseNext('POST');
    const creating = ledger.create(entry);
    const seen = await eventually('the row is there', () => other.read(entry.tenant, entry.id));
    await other.update(seen, sent(seen.entry, 'request-1', NOW));
    expect(await creating).toBeUndefined();
  });

  test('takes a changed row whose answer was lost for its own, and goes on from it', async () => {
    const { ledger, entry } = setup();
    const created = await ledger.create(entry);
    if (!created) throw new Error('not created');
    storage.proxy().loseNext('PUT');
    const closed = await ledger.update(created, sent(entry, 'request-1', NOW));
    expect(closed?.entry.state).toBe('sent');
    expect(closed && (await ledger.update(closed, { ...closed.entry, duplicates: 1 }))).toBeDefined();
  });

  test('takes a parked message whose answer was lost for its own', async () => {
    const { ledger, entry } = setup();
    storage.proxy().loseNext('POST');
    expect(await ledger.park({ ...entry, state: 'parked', parkedAt: NOW }, Buffer.from('body'))).toBeDefined();
  });

  test('says that the ledger is out of reach when every answer is lost', async () => {
    const { ledger, entry } = setup();
    storage.proxy().loseNext('POST', 10);
    await expect(ledger.create(entry)).rejects.toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE', scope: 'self' });
  }, 20_000);

  test('keeps, lists and removes connections', async () => {
    const { connections } = setup();
    const connection = contoso();
    await connections.save(connection);
    expect(await connections.find('contoso')).toEqual(connection);
    expect(await connections.list()).toEqual([connection]);
    await connections.save({ ...connection, plan: 'direct' });
    expect(await connections.find('contoso')).toMatchObject({ plan: 'direct' });
    expect(await connections.remove('contoso')).toBe(true);
    expect(await connections.find('contoso')).toBeUndefined();
    expect(await connections.remove('contoso')).toBe(false);
  });

  test('removes records of messages that ended long ago, and no other row that says failed', async () => {
    const { table, ledger, entry, tenant } = setup();
    const { partitionKey, rowKey } = { partitionKey: '_tenants', rowKey: `rotation:${tenant}` };
    await table.run('Writing a row', (client, options) =>
      client.createEntity({ partitionKey, rowKey, state: 'failed', updatedAt: NOW }, options),
    );
    const created = await ledger.create(entry);
    if (created) await ledger.update(created, sent(created.entry, undefined, NOW));
    expect(await ledger.removeEnded(new Date(NOW.getTime() + 1), () => true)).toBeGreaterThanOrEqual(1);
    expect(await ledger.read(tenant, entry.id)).toBeUndefined();
    const row = await table.run('Reading a row', (client, options) => client.getEntity(partitionKey, rowKey, options));
    expect(row).toMatchObject({ state: 'failed' });
  });
});
