import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../sandbox/table-storage/azurite.ts';
import type { Alert } from '../../shared/alert/alert.ts';
import { openTable } from '../../shared/services/table-storage/table.ts';
import { createTableAlerts } from '../../shared/services/table-storage/table-alerts.ts';
import { createTableTellerLease } from '../../shared/services/table-storage/table-teller-lease.ts';
import { createMemoryAlerts, createMemoryTellerLease } from '../harness/memory/memory-alerts.ts';
import { exerciseAlerts, exerciseTellerLease } from './exercise-alerts.ts';

let azurite: Azurite;

beforeAll(async () => {
  azurite = await startAzurite({ ports: { blob: 0, queue: 0, table: 0 }, tableOnly: true, log: () => undefined });
}, 30_000);

afterAll(() => azurite.stop());

const noIdentity = { getToken: async () => null };
const table = () => openTable(azurite.connectionString, noIdentity);

const remembered = createMemoryAlerts();
exerciseAlerts('in memory', () => remembered);
exerciseAlerts('in table storage', () => createTableAlerts(table()));

exerciseTellerLease('in memory', (now) => {
  const lease = createMemoryTellerLease(now);
  return () => lease;
});
exerciseTellerLease('in table storage', (now) => () => createTableTellerLease(table(), now));

test('a row that somebody changed by hand stands in nobody’s way', async () => {
  const alerts = createTableAlerts(table());
  const alert: Alert = {
    id: 'test:by-hand',
    kind: 'test',
    severity: 'info',
    code: 'ALERT_TEST',
    sentence: 's',
    remedy: 'r',
    owner: 'operator',
    raisedAt: new Date('2026-11-22T12:00:00Z'),
  };
  await alerts.raise(alert);
  const spoil = (values: object) =>
    table().run('Spoiling an alert', (client) =>
      client.updateEntity({ partitionKey: '_alerts', rowKey: 'alert:test!3aby-hand', ...values }, 'Merge'),
    );
  for (const values of [{ mail: '{' }, { mail: '{"kind":"lost"}' }, { mail: '[]', severity: 'odd' }]) {
    await spoil(values);
    expect(await alerts.read(alert.id)).toBeUndefined();
    expect((await alerts.pending()).some(({ record }) => record.alert.id === alert.id)).toBe(false);
    expect((await alerts.list()).some((record) => record.alert.id === alert.id)).toBe(false);
  }
});
