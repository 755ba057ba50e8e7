import { describe, expect, test } from '@jest/globals';
import type { TableQuery, TableRow } from '../../../../sandbox/control/ledger/query-table.ts';
import { readLedger } from '../../../../sandbox/control/ledger/read-ledger.ts';
import { ledgerRoutes } from '../../../../sandbox/control/ledger-routes.ts';

function setup(answer: (query: TableQuery) => readonly TableRow[]) {
  const routes = ledgerRoutes(() => readLedger(async (query) => answer(query)));
  return async () => {
    const response = await routes.request('/');
    return { status: response.status, body: JSON.parse(await response.text()) };
  };
}

const parked = (tenant: string, id: string, parkedAt: string, code?: string) => ({
  PartitionKey: tenant,
  id,
  parkedAt,
  ...(code === undefined ? {} : { code }),
});

/** Rows for the query about messages, and none for the one about holds. */
const messages =
  (...rows: readonly TableRow[]) =>
  ({ filter }: TableQuery) =>
    filter.includes('_holds') ? [] : rows;

describe('ledger routes', () => {
  test('count messages by tenant and code, the most first, and list the newest first', async () => {
    const ask = setup(
      messages(
        parked('contoso', '1', '2026-03-01T12:00:00Z', 'ERR_MAILBOX_FULL'),
        parked('fabrikam', '2', '2026-03-01T12:02:00Z', 'ERR_MAILBOX_FULL'),
        parked('fabrikam', '3', '2026-03-01T12:01:00Z', 'ERR_MAILBOX_FULL'),
        parked('contoso', '4', '2026-03-01T12:03:00Z'),
      ),
    );
    const { body } = await ask();
    expect(body.parked.counts).toEqual([
      { tenant: 'fabrikam', code: 'ERR_MAILBOX_FULL', messages: 2 },
      { tenant: 'contoso', code: '', messages: 1 },
      { tenant: 'contoso', code: 'ERR_MAILBOX_FULL', messages: 1 },
    ]);
    expect(body.parked.messages.map(({ id }: { id: string }) => id)).toEqual(['4', '2', '3', '1']);
  });

  test('leave out a row that somebody changed by hand, and show the others', async () => {
    const good = parked('contoso', '1', '2026-03-01T12:00:00Z');
    const { body } = await setup(messages({ ...good, parkedAt: 7 }, { ...good, mailbox: null }))();
    expect(body.parked.messages).toHaveLength(1);
  });

  test('answer 503 with the reason when the table store does not answer', async () => {
    const ask = setup(() => {
      throw new Error('connect ECONNREFUSED');
    });
    expect(await ask()).toEqual({
      status: 503,
      body: { problems: ['The table store could not be read: connect ECONNREFUSED'] },
    });
  });
});
