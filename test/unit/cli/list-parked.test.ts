import { describe, expect, test } from '@jest/globals';
import { type ListParkedRequest, listParked } from '../../../cli/parked/list-parked.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { contoso, memoryOperator, NOW } from './command-bundle.ts';
import { doubtfulEntry, heldEntry, minutesAgo, parkedEntry, sentEntry } from './ledger-entries.ts';

const body = Buffer.from('{}');

async function setup() {
  const operator = memoryOperator({ connections: [contoso] });
  const inDoubtByHold = {
    ...doubtfulEntry('d'),
    failure: { code: 'ERR_DELIVERY_UNCONFIRMED', because: 'ERR_CREDENTIAL_EXPIRED' },
  } as const;
  const entries = [
    heldEntry('a', { code: 'ERR_CREDENTIAL_EXPIRED' }, minutesAgo(300)),
    heldEntry('b', { code: 'ERR_CREDENTIAL_EXPIRED' }, minutesAgo(5)),
    parkedEntry('c', minutesAgo(60)),
    inDoubtByHold,
    { ...heldEntry('e'), tenant: 'fabrikam', mailbox: 'Sales@Fabrikam.example' },
  ];
  for (const entry of entries) await operator.ledger.park(entry, body);
  await operator.ledger.create(sentEntry('sent'));
  const notes: string[] = [];
  const list = (request: ListParkedRequest) =>
    listParked(request, operator, { now: NOW, command: 'postbus', note: (text) => void notes.push(text) });
  const idsOf = async (request: ListParkedRequest) => {
    const { json } = await list({ tenant: 'contoso', ...request });
    return (json as { messages: readonly { id: string }[] }).messages.map(({ id }) => id);
  };
  return { list, idsOf, notes };
}

describe('postbus parked', () => {
  test('lists what is parked of a tenant, oldest first, and nothing else', async () => {
    const { idsOf, notes } = await setup();
    expect(await idsOf({})).toEqual(['a', 'c', 'd', 'b']);
    expect(notes).toEqual([]);
  });

  test('reads every tenant’s without one, and says that it does', async () => {
    const { list, notes } = await setup();
    expect((await list({})).json).toMatchObject({ total: 5 });
    expect(notes).toEqual([expect.stringContaining('whole table')]);
  });

  test.each<[ListParkedRequest, readonly string[]]>([
    [{ olderThan: '1h' }, ['a', 'c']],
    [{ except: ['a', 'd'] }, ['c', 'b']],
    [{ youngerThan: '7m' }, ['b']],
    [{ olderThan: '6m', youngerThan: '2h' }, ['c', 'd']],
    [{ code: ['ERR_CONNECTION_UNKNOWN'] }, ['c']],
    [{ code: ['ERR_CREDENTIAL_EXPIRED'] }, ['a', 'd', 'b']],
    [{ code: ['connection_unknown', 'ERR_DELIVERY_UNCONFIRMED'] }, ['c', 'd']],
    [{ mailbox: 'NOREPLY@contoso.example' }, ['a', 'd', 'b']],
    [{ tenant: 'fabrikam', mailbox: 'sales@fabrikam.example' }, ['e']],
    [{ mailbox: 'orders@contoso.example' }, []],
    [{ limit: 1 }, ['a']],
  ])('chooses by %j', async (request, ids) => {
    const { idsOf } = await setup();
    expect(await idsOf(request)).toEqual(ids);
  });

  test('counts all of them by tenant and code, also those that the limit leaves out', async () => {
    const { list } = await setup();
    const { json, text } = await list({ limit: 1 });
    expect(json).toMatchObject({
      total: 5,
      counts: [
        { tenant: 'contoso', code: 'ERR_CREDENTIAL_EXPIRED', messages: 2, inDoubt: 0 },
        { tenant: 'contoso', code: 'ERR_CONNECTION_UNKNOWN', messages: 1 },
        { tenant: 'contoso', code: 'ERR_DELIVERY_UNCONFIRMED', messages: 1, inDoubt: 1 },
        { tenant: 'fabrikam', messages: 1 },
      ],
    });
    expect(text(plain)).toContain('the oldest 1 of 5');
    expect(text(plain)).toContain('5 messages parked');
  });

  test('marks a message that may have been sent', async () => {
    const { list } = await setup();
    const lines = (await list({ tenant: 'contoso' })).text(plain).split('\n');
    expect(lines.filter((line) => line.includes('it may have been sent'))).toEqual([
      expect.stringMatching(/^contoso +d .*ERR_DELIVERY_UNCONFIRMED \(ERR_CREDENTIAL_EXPIRED\)/),
    ]);
  });

  test('names every wrong flag at once, and the codes there are', async () => {
    const { list } = await setup();
    const failure = await list({ code: ['ERR_X'], olderThan: 'soon', youngerThan: '3' }).catch(
      (error) => error.failure,
    );
    expect(failure).toMatchObject({ exitCode: 2 });
    expect(failure.problems.map(({ path }: { path: string }) => path)).toEqual([
      '--code',
      '--older-than',
      '--younger-than',
    ]);
    expect(failure.problems[0].sentence).toContain('ERR_CREDENTIAL_EXPIRED');
  });

  test('says that nothing is parked, which is no failure', async () => {
    const { list } = await setup();
    const { exitCode, text } = await list({ tenant: 'contoso', olderThan: '9d' });
    expect({ exitCode, text: text(plain) }).toEqual({ exitCode: undefined, text: 'Nothing is parked that fits.' });
  });

  test('says of a tenant that does not exist that it does not, and of one with nothing parked that nothing is', async () => {
    const { list } = await setup();
    await expect(list({ tenant: 'contso' })).rejects.toThrow('ERR_NOT_FOUND');
    expect((await list({ tenant: 'contoso', olderThan: '9d' })).text(plain)).toContain('Nothing is parked');
    expect((await list({ tenant: 'fabrikam' })).json).toMatchObject({ total: 1 });
  });
});
