import { expect, test } from '@jest/globals';
import type { Alert } from '../../shared/alert/alert.ts';
import type { Table } from '../../shared/services/table-storage/table.ts';
import { createTableAlerts } from '../../shared/services/table-storage/table-alerts.ts';
import { createTableTellerLease } from '../../shared/services/table-storage/table-teller-lease.ts';
import { createMemoryAlerts, createMemoryTellerLease } from '../harness/memory/memory-alerts.ts';
import { useTableStorage } from '../harness/use-table-storage.ts';
import { exerciseAlerts, exerciseTellerLease } from './exercise-alerts.ts';

const { open: table } = useTableStorage();

const remembered = createMemoryAlerts();
exerciseAlerts('in memory', () => remembered);
exerciseAlerts('in table storage', () => createTableAlerts(table(), () => new Date()));

exerciseTellerLease('in memory', (now) => {
  const lease = createMemoryTellerLease(now);
  return () => lease;
});
exerciseTellerLease('in table storage', (now) => () => createTableTellerLease(table(), now));

test('a row that somebody changed by hand stands in nobody’s way', async () => {
  const alerts = createTableAlerts(table(), () => new Date());
  const alert = alertOf('test:by-hand');
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

test('an id that was seen in the table costs no further request for a day, and is asked about again after that', async () => {
  const clock = { now: new Date('2026-11-22T12:00:00Z') };
  const own = table();
  const calls: string[] = [];
  const counted: Table = {
    ...own,
    runUnless: (statuses, operation, call) => {
      calls.push(operation);
      return own.runUnless(statuses, operation, call);
    },
  };
  const alerts = createTableAlerts(counted, () => clock.now);
  const raise = () => alerts.raise(alertOf('test:seen'));
  const told = { kind: 'told', at: clock.now } as const;
  expect([await raise(), await raise(), await raise()]).toEqual([true, false, false]);
  expect(calls).toEqual(['Raising an alert']);
  // Another process tells and removes it; this one would go on believing that it is there.
  const other = createTableAlerts(table(), () => clock.now);
  const stored = (await other.pending()).filter(({ record }) => record.alert.id === 'test:seen');
  await other.update(stored.map((each) => ({ stored: each, routes: { log: told, webhook: told, mail: told } })));
  await other.removeOld({ told: new Date(clock.now.getTime() + 1), raised: new Date(0) });
  clock.now = new Date(clock.now.getTime() + 23 * 3_600_000);
  expect(await raise()).toBe(false);
  clock.now = new Date(clock.now.getTime() + 2 * 3_600_000);
  expect(await raise()).toBe(true);
});

function alertOf(id: string): Alert {
  return {
    id,
    kind: 'test',
    severity: 'info',
    code: 'ALERT_TEST',
    sentence: 's',
    remedy: 'r',
    owner: 'operator',
    raisedAt: new Date('2026-11-22T12:00:00Z'),
  };
}
