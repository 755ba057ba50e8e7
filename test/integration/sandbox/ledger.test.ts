/** What Postbus keeps back, read from its table: by REST, from a real Azurite, beside the real SDK that writes the rows. */
import { TableClient } from '@azure/data-tables';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../sandbox/clock.ts';
import { openTableQuery } from '../../../sandbox/control/ledger/query-table.ts';
import { readLedger } from '../../../sandbox/control/ledger/read-ledger.ts';
import { parseFaultRule } from '../../../sandbox/fault-rule.ts';
import { createFaults } from '../../../sandbox/faults.ts';
import { createRequestCounts } from '../../../sandbox/request-counts.ts';
import { startTableStorage } from '../../../sandbox/table-storage/table-storage.ts';
import { blank, parked } from '../../../shared/delivery/ledger-entry.ts';
import { toHoldRow } from '../../../shared/services/table-storage/hold-row.ts';
import { messageKey } from '../../../shared/services/table-storage/keys.ts';
import { toRow } from '../../../shared/services/table-storage/ledger-row.ts';
import { held, lifted } from '../../../shared/tenant/hold.ts';

const faults = createFaults(1);
const counts = createRequestCounts();
const world = { clock: createMovableClock(), faults, counts, log: () => undefined };
const storage = await startTableStorage({ ...world, ports: { blob: 0, queue: 0, table: 0 }, tableOnly: true });
const query = openTableQuery(storage.azuriteConnectionString);
const table = TableClient.fromConnectionString(storage.azuriteConnectionString, 'postbus', {
  allowInsecureConnection: true,
});
const now = new Date('2026-03-01T12:00:00Z');

async function setup() {
  await table.createTable();
  return { read: () => readLedger(query) };
}

/** A parked message as Postbus itself writes it. */
function parkedRow(tenant: string, id: string, parkedAt = now) {
  const entry = blank(tenant, id, { fingerprint: 'f', firstReceivedAt: now, now });
  const failure = { code: 'ERR_MAILBOX_FULL', provider: '403 ErrorQuotaExceeded' } as const;
  const row = toRow(parked({ ...entry, mailbox: `noreply@${tenant}.example` }, failure, parkedAt));
  return { partitionKey: tenant, rowKey: messageKey(id), ...row };
}

describe('ledger', () => {
  afterEach(async () => {
    faults.clear();
    await table.deleteTable();
  });
  afterAll(() => storage.stop());

  test('is not there before Postbus has made its table, and empty afterwards', async () => {
    expect(await readLedger(query)).toEqual({
      isThere: false,
      holds: [],
      parked: { total: 0, counts: [], messages: [] },
    });
    const { read } = await setup();
    expect(await read()).toMatchObject({ isThere: true, holds: [], parked: { total: 0 } });
  });

  test('shows holds and parked messages as Postbus writes them, and leaves out what is lifted or not parked', async () => {
    const { read } = await setup();
    const hold = held({ tenant: 'contoso' }, { code: 'ERR_CREDENTIAL_EXPIRED', provider: 'AADSTS7000222' }, now);
    const ofMailbox = held({ tenant: 'fabrikam', mailbox: 'a@b.example' }, { code: 'ERR_MAILBOX_FULL' }, now);
    await table.createEntity(toHoldRow(hold));
    await table.createEntity(toHoldRow(lifted(ofMailbox, now)));
    await table.createEntity(parkedRow('contoso', 'order/1'));
    await table.createEntity({ ...parkedRow('contoso', 'order/2'), state: 'sent' });
    await table.createEntity({ partitionKey: 'contoso', rowKey: 'parked:2026:order!2f1:0000', body: 'secret words' });

    expect(await read()).toEqual({
      isThere: true,
      holds: [
        {
          tenant: 'contoso',
          state: 'held',
          code: 'ERR_CREDENTIAL_EXPIRED',
          provider: 'AADSTS7000222',
          since: '2026-03-01T12:00:00.000Z',
          updatedAt: '2026-03-01T12:00:00.000Z',
          probes: 0,
          probeAt: '2026-03-01T12:01:00.000Z',
        },
      ],
      parked: {
        total: 1,
        counts: [{ tenant: 'contoso', code: 'ERR_MAILBOX_FULL', messages: 1 }],
        messages: [
          {
            tenant: 'contoso',
            id: 'order/1',
            mailbox: 'noreply@contoso.example',
            attempt: 0,
            code: 'ERR_MAILBOX_FULL',
            provider: '403 ErrorQuotaExceeded',
            isUnconfirmed: false,
            parkedAt: '2026-03-01T12:00:00.000Z',
            firstReceivedAt: '2026-03-01T12:00:00.000Z',
            expiresAt: '2026-03-02T12:00:00.000Z',
          },
        ],
      },
    });
  });

  test('counts all of more messages than an answer of the table holds, and lists the newest 500', async () => {
    const { read } = await setup();
    const rows = Array.from({ length: 1_100 }, (_, index) =>
      parkedRow('contoso', `order-${index}`, new Date(now.getTime() + index * 1_000)),
    );
    for (let start = 0; start < rows.length; start += 100)
      await table.submitTransaction(rows.slice(start, start + 100).map((row) => ['create', row]));

    const { parked: shown } = await read();

    expect(shown.total).toBe(1_100);
    expect(shown.counts).toEqual([{ tenant: 'contoso', code: 'ERR_MAILBOX_FULL', messages: 1_100 }]);
    expect(shown.messages.map(({ id }) => id)).toEqual(
      Array.from({ length: 500 }, (_, index) => `order-${1_099 - index}`),
    );
  });

  test('meets no fault that is meant for programs, and is not counted as one', async () => {
    const { read } = await setup();
    const rule = { service: 'table-storage', operation: '*', count: 1, effect: { kind: 'respond', status: 500 } };
    const parsed = parseFaultRule(rule);
    if (parsed.kind === 'refused') throw new Error(parsed.problems.join());
    faults.add(parsed.rule);
    counts.reset();
    expect(await read()).toMatchObject({ isThere: true });
    expect(counts.list()).toEqual({});
    expect(faults.list()).toHaveLength(1);
  });

  test('says what the table store answered when it refuses', async () => {
    await setup();
    const other = storage.azuriteConnectionString.replace(/AccountKey=[^;]+/, 'AccountKey=bm90IHRoZSBrZXk=');
    await expect(readLedger(openTableQuery(other))).rejects.toThrow('Table storage answered 403');
  });
});
