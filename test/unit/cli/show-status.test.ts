import { describe, expect, test } from '@jest/globals';
import { type StatusQuery, showStatus } from '../../../cli/status/show-status.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { memoryOperator, NOW } from './command-bundle.ts';
import { conflictEntry, invalidEntry, parkedEntry, sentEntry } from './ledger-entries.ts';

const body = Buffer.from('{"tenant":"\u001B[31m', 'utf8');

async function setup() {
  const { ledger } = memoryOperator();
  await ledger.create(sentEntry('a'));
  await ledger.recordConflict(conflictEntry('a'));
  await ledger.create(invalidEntry('b'));
  await ledger.park(parkedEntry('c'), body);
  return (query: Partial<StatusQuery>) => showStatus({ tenant: 'contoso', limit: 20, ...query }, ledger, NOW);
}

describe('showStatus', () => {
  test('tells all about a message, and what was refused under its id', async () => {
    const { json, text } = await (await setup())({ id: 'a' });
    expect(json).toMatchObject({
      message: { tenant: 'contoso', id: 'a', state: 'sent', attempts: 1, mailbox: 'noreply@contoso.example' },
      refused: [{ state: 'failed', failure: { code: 'ERR_MESSAGE_CONFLICT', owner: 'producer' } }],
    });
    expect(JSON.stringify(json)).not.toContain('fingerprint');
    expect(text(plain)).toMatch(/^contoso {2}a {2}sent\n {2}received +2026-03-01 08:55:00Z \(5 min ago\)\n/);
    expect(text(plain)).toContain('refused under the same id:');
  });

  test('says why, who acts, what to do and every problem', async () => {
    const text = (await (await setup())({ id: 'b' })).text(plain);
    expect(text).toContain('ERR_MESSAGE_INVALID  The message breaks the contract.');
    expect(text).toMatch(/who acts +producer/);
    expect(text).toMatch(/what to do +Correct the problems/);
    expect(text).toContain('$.to[0]  is no address');
  });

  test('lists the latest of a tenant first, as many as wanted', async () => {
    const { json, text } = await (await setup())({ limit: 2 });
    expect(json).toMatchObject({ tenant: 'contoso', total: 3, isWhole: true, messages: [{ id: 'c' }, { id: 'b' }] });
    expect(text(plain)).toContain('latest 2 of 3');
  });

  test('gives the body of a parked message byte for byte, and a terminal no escape sequence', async () => {
    const { json, bytes, text } = await (await setup())({ id: 'c', body: true });
    expect(bytes).toEqual(body);
    expect(json).toEqual({ tenant: 'contoso', id: 'c', bodyBase64: body.toString('base64') });
    expect(text(plain)).toBe('{"tenant":"\\u{001b}[31m');
  });

  test.each<[Partial<StatusQuery>, number]>([
    [{ id: 'unknown' }, 3],
    [{ tenant: 'fabrikam' }, 3],
    [{ tenant: '_unreadable' }, 3],
    [{ id: 'a', body: true }, 3],
    [{ body: true }, 2],
    [{ tenant: "x' or RowKey ge '" }, 2],
  ])('refuses %j with exit code %d', async (query, exitCode) => {
    const show = await setup();
    await expect(show(query)).rejects.toMatchObject({ failure: { exitCode } });
  });
});
