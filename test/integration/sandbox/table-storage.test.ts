/** Table storage as programs meet it: through the proxy, with the real SDK. */
import { createServer } from 'node:net';
import { TableClient } from '@azure/data-tables';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../sandbox/clock.ts';
import { type FaultRuleInput, parseFaultRule } from '../../../sandbox/fault-rule.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import { createRequestCounts } from '../../../sandbox/request-counts.ts';
import { startTableStorage } from '../../../sandbox/table-storage/table-storage.ts';
import { eventually } from '../../harness/eventually.ts';

const clock = createMovableClock();
const faults = createFaults(1);
const counts = createRequestCounts();
const world = { clock, faults, counts, log: () => undefined };
const anyPorts = { blob: 0, queue: 0, table: 0 };
const storage = await startTableStorage({ ...world, ports: anyPorts, tableOnly: true });

let tables = 0;
/** A table of its own, by a client that does not try again by itself. */
async function setup() {
  tables += 1;
  const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const table = TableClient.fromConnectionString(storage.connectionString, `ledger${tables}`, options);
  await table.createTable();
  counts.reset();
  const exists = (rowKey: string) =>
    table.getEntity('p', rowKey).then(
      () => true,
      () => false,
    );
  return { table, exists };
}

function spoil(rule: Partial<FaultRuleInput>): void {
  const parsed = parseFaultRule({ service: 'table-storage', count: 1, ...rule });
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
  faults.add(parsed.rule);
}

const row = (rowKey: string, more: object = {}) => ({ partitionKey: 'p', rowKey, ...more });
const lost = { phase: 'after', effect: { kind: 'reset' } } as const;

describe('table storage', () => {
  afterEach(() => faults.clear());
  afterAll(() => storage.stop());

  test('passes every operation on, signature, quotes and large values included, and counts it by name', async () => {
    const { table } = await setup();

    const created = await table.createEntity(row("o'r d:er", { text: 'ä'.repeat(30_000) }));
    await table.updateEntity(row("o'r d:er", { state: 'sent' }), 'Merge', { etag: created.etag ?? '' });
    expect(await table.getEntity('p', "o'r d:er")).toMatchObject({ state: 'sent', text: 'ä'.repeat(30_000) });
    await table.submitTransaction([
      ['create', row('2')],
      ['delete', row("o'r d:er")],
    ]);
    const rows = [];
    for await (const { rowKey } of table.listEntities()) rows.push(rowKey);
    await table.deleteEntity('p', '2');

    expect(rows).toEqual(['2']);
    expect(counts.list()).toEqual({
      'table-storage.create.204': 1,
      'table-storage.update.204': 1,
      'table-storage.read.200': 1,
      'table-storage.transaction.202': 1,
      'table-storage.list.200': 1,
      'table-storage.delete.204': 1,
    });
  });

  test('loses the answer of a write that took effect', async () => {
    const { table, exists } = await setup();
    await table.createEntity(row('old'));
    for (const operation of ['create', 'update', 'delete', 'transaction']) spoil({ operation, ...lost });

    await expect(table.createEntity(row('new'))).rejects.toThrow();
    await expect(table.updateEntity(row('old', { state: 'changed' }))).rejects.toThrow();
    await expect(table.submitTransaction([['create', row('both')]])).rejects.toThrow();
    const changed = await table.getEntity('p', 'old');
    await expect(table.deleteEntity('p', 'old')).rejects.toThrow();

    expect(changed).toMatchObject({ state: 'changed' });
    expect(await Promise.all(['new', 'both', 'old'].map(exists))).toEqual([true, true, false]);
    expect(counts.list()).toMatchObject({ 'table-storage.create.reset': 1, 'table-storage.transaction.reset': 1 });
  });

  test('keeps an after-fault for a call that takes effect, also where a transaction refuses inside its 202', async () => {
    const { table } = await setup();
    await table.createEntity(row('1'));
    for (const operation of ['create', 'transaction']) spoil({ operation, ...lost });

    await expect(table.createEntity(row('1'))).rejects.toMatchObject({ statusCode: 409 });
    const refused = table.submitTransaction([
      ['create', row('2')],
      ['create', row('1')],
    ]);
    await expect(refused).rejects.toMatchObject({ statusCode: 409 });

    expect(faults.list()).toHaveLength(2);
  });

  test('turns a write away before it takes effect, with the answer asked for', async () => {
    const { table, exists } = await setup();
    const body = { 'odata.error': { code: 'ServerBusy', message: { lang: 'en-US', value: 'Busy.' } } };
    spoil({ operation: 'create', phase: 'before', effect: { kind: 'respond', status: 503, headers: {}, body } });
    spoil({ operation: 'list', phase: 'before', effect: { kind: 'reset' } });

    await expect(table.createEntity(row('1'))).rejects.toMatchObject({
      statusCode: 503,
      details: { odataError: { code: 'ServerBusy' } },
    });
    await expect(table.listEntities().next()).rejects.toThrow();

    expect(await exists('1')).toBe(false);
  });

  test.each([
    ['before', { kind: 'hang' }, false],
    ['before', { kind: 'delay', milliseconds: 3_600_000 }, false],
    ['after', { kind: 'hang' }, true],
    ['after', { kind: 'delay', milliseconds: 3_600_000 }, true],
  ] as const)('keeps a caller waiting %s the write: %j', async (phase, effect, isWritten) => {
    const { table, exists } = await setup();
    spoil({ operation: 'create', phase, effect });
    const giveUp = new AbortController();

    const creating = table.createEntity(row('1'), { abortSignal: giveUp.signal });
    creating.catch(() => undefined);
    await eventually('the fault used', async () => faults.list().length === 0 || undefined);
    giveUp.abort();

    await expect(creating).rejects.toThrow(/abort/i);
    expect(await exists('1')).toBe(isWritten);
  });

  test('tells the sandbox’s time, in answers of its own too', async () => {
    const { table } = await setup();
    clock.set(Date.parse('2031-05-06T07:08:09Z'));
    const dates: (string | undefined)[] = [];
    const onResponse = ({ headers }: { headers: { get(name: string): string | undefined } }) =>
      dates.push(headers.get('date'));
    spoil({ operation: 'read', phase: 'before', effect: { kind: 'respond', status: 500, headers: {} } });

    await table.createEntity(row('1'), { onResponse });
    await table.getEntity('p', '1', { onResponse }).catch(() => undefined);

    expect(dates).toEqual([
      expect.stringMatching(/^Tue, 06 May 2031 07:08:/),
      expect.stringMatching(/^Tue, 06 May 2031 07:08:/),
    ]);
    clock.set(Date.now());
  });

  test('passes large answers and many calls at once', async () => {
    const { table } = await setup();
    const keys = Array.from({ length: 100 }, (_, index) => `row-${index}`);
    await Promise.all(keys.map((key) => table.createEntity(row(key, { text: 'x'.repeat(20_000) }))));

    const found = [];
    for await (const { rowKey } of table.listEntities()) found.push(rowKey);

    expect(found.toSorted()).toEqual(keys.toSorted());
  });

  test('names the port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;

    const start = startTableStorage({ ...world, ports: { ...anyPorts, table: port }, tableOnly: true });

    await expect(start).rejects.toMatchObject({ code: 'EADDRINUSE', port });
    taken.close();
  }, 30_000);
});
