import { describe, expect, test } from '@jest/globals';
import { type ReplayRequest, replayParked } from '../../../cli/parked/replay-parked.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import type { LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { QueueAccessError } from '../../../shared/message/queue-access.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import { held, lifted } from '../../../shared/tenant/hold.ts';
import { contoso, memoryOperator, NOW, recordTerminal } from './command-bundle.ts';
import { crashedEntry, doubtfulEntry, heldEntry, minutesAgo, parkedEntry, sentEntry } from './ledger-entries.ts';

const content = { version: 1, tenant: 'contoso', to: ['ada@example.org'], subject: 's', text: 't' };

interface Setup {
  readonly entries?: readonly LedgerEntry[];
  readonly connection?: Partial<Connection> | null;
  readonly body?: object;
}

async function setup({ entries = [crashedEntry('a')], connection = {}, body = content }: Setup = {}) {
  const operator = memoryOperator({ connections: connection ? [{ ...contoso, ...connection }] : [] });
  const terminal = recordTerminal();
  for (const entry of entries)
    await operator.ledger.park(entry, Buffer.from(JSON.stringify({ ...body, id: entry.id })));
  const context = { terminal, now: () => NOW, commandName: 'npx postbus' };
  const replay = (request: Partial<ReplayRequest> = {}) =>
    replayParked({ tenant: 'contoso', ids: [], yes: true, ...request }, operator, context);
  return { operator, terminal, replay, back: () => operator.scheduled.map(({ id }) => id) };
}

describe('postbus replay', () => {
  test('does nothing without --yes, and says what it would do, and how', async () => {
    const { replay, back } = await setup({ entries: [crashedEntry('a'), crashedEntry("b'c")] });
    const { json, text, exitCode } = await replay({ yes: false, code: ['ERR_MESSAGE_CRASHED'], olderThan: '1m' });
    expect(back()).toEqual([]);
    expect(json).toMatchObject({ dryRun: true, messages: [{ id: 'a', step: 'send' }, { id: "b'c" }], leftOut: [] });
    expect(exitCode).toBe(0);
    expect(text(plain)).toContain('npx postbus replay contoso --code ERR_MESSAGE_CRASHED --older-than 1m --yes');
    const named = await replay({ yes: false, ids: ["b'c"] });
    expect(named.text(plain)).toContain(String.raw`npx postbus replay contoso 'b'\''c' --yes`);
  });

  test('leaves out what is excepted, also in the command to copy', async () => {
    const { replay, back } = await setup({ entries: [crashedEntry('a'), crashedEntry('poison')] });
    const request = { code: ['ERR_MESSAGE_CRASHED'], except: ['poison'] };
    const { text } = await replay({ ...request, yes: false });
    expect(text(plain)).toContain('npx postbus replay contoso --code ERR_MESSAGE_CRASHED --except poison --yes');
    await replay(request);
    expect(back()).toEqual(['a']);
  });

  test('does nothing where an excepted id is not parked, or stands beside ids', async () => {
    const { replay, back } = await setup();
    await expect(replay({ except: ['pioson'] })).rejects.toMatchObject({ failure: { exitCode: 2 } });
    await expect(replay({ ids: ['a'], except: ['a'] })).rejects.toMatchObject({ failure: { exitCode: 2 } });
    expect(back()).toEqual([]);
  });

  test('puts them back on the queue, oldest first, and shows how far it is', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `m-${index}`);
    const entries = ids.map((id, index) => crashedEntry(id, minutesAgo(100 - index)));
    const { replay, back, terminal } = await setup({ entries: entries.toReversed() });
    expect((await replay()).json).toMatchObject({ dryRun: false, replayed: 20 });
    expect(back()).toEqual(ids);
    expect(terminal.errorText()).toContain('16 of 20 back on the queue');
  });

  test('takes the oldest so many', async () => {
    const { replay, back } = await setup({
      entries: [crashedEntry('b', minutesAgo(1)), crashedEntry('a', minutesAgo(9))],
    });
    await replay({ limit: 1 });
    expect(back()).toEqual(['a']);
  });

  test('leaves out what is held, with the hold', async () => {
    const { replay, back, operator } = await setup({ entries: [heldEntry('a'), heldEntry('b')] });
    await operator.holds.create(
      held({ tenant: 'contoso', mailbox: 'Noreply@contoso.example' }, { code: 'ERR_MAILBOX_FULL' }, NOW),
    );
    const { json, text, exitCode } = await replay();
    expect(back()).toEqual([]);
    expect(json).toMatchObject({
      replayed: 0,
      leftOut: [
        { id: 'a', reason: 'held' },
        { id: 'b', reason: 'held' },
      ],
    });
    expect(text(plain)).toContain('2 messages (a, b)  Noreply@contoso.example is held (ERR_MAILBOX_FULL)');
    expect(exitCode).toBe(0);
  });

  test('does not mind a hold that is lifted, of another mailbox, or for the want of a connection that is there now', async () => {
    const { replay, back, operator } = await setup({ entries: [heldEntry('a')] });
    await operator.holds.create(lifted(held({ tenant: 'contoso' }, { code: 'ERR_CREDENTIAL_EXPIRED' }, NOW), NOW));
    await operator.holds.create(
      held({ tenant: 'contoso', mailbox: 'orders@contoso.example' }, { code: 'ERR_MAILBOX_FULL' }, NOW),
    );
    await operator.holds.create(held({ tenant: 'fabrikam' }, { code: 'ERR_CREDENTIAL_EXPIRED' }, NOW));
    await replay();
    expect(back()).toEqual(['a']);
    const other = await setup({ entries: [parkedEntry('b')] });
    await other.operator.holds.create(held({ tenant: 'contoso' }, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW));
    await other.replay();
    expect(other.back()).toEqual(['b']);
  });

  test.each<[string, Setup, string]>([
    ['without a connection', { entries: [parkedEntry('a')], connection: null }, 'not-connected'],
    ['that has expired', { entries: [{ ...crashedEntry('a'), expiresAt: NOW }] }, 'expired'],
    [
      'in doubt, where Postbus may not read the mailbox',
      { entries: [doubtfulEntry('a')], connection: { mayLook: false } },
      'nobody-may-look',
    ],
    [
      'in doubt, of a mailbox the connection has no more',
      { entries: [doubtfulEntry('a')], connection: { mailboxes: ['orders@contoso.example'] } },
      'nobody-may-look',
    ],
    [
      'in doubt, that leaves no copy in Sent Items',
      {
        entries: [{ ...doubtfulEntry('a'), plan: 'direct' }],
        connection: { plan: 'direct' },
        body: { ...content, saveToSentItems: false },
      },
      'nobody-may-look',
    ],
  ])('leaves out a message %s', async (_what, options, reason) => {
    const { replay, back } = await setup(options);
    const { json, exitCode } = await replay({ ids: ['a'] });
    expect(back()).toEqual([]);
    expect(json).toMatchObject({ replayed: 0, leftOut: [{ id: 'a', reason }] });
    expect(exitCode).toBe(1);
  });

  test.each<[string, Setup, string]>([
    ['looked up first', { entries: [doubtfulEntry('a')] }, 'look'],
    ['looked up first although it has expired', { entries: [{ ...doubtfulEntry('a'), expiresAt: NOW }] }, 'look'],
    [
      'looked up where a direct send leaves its copy',
      { entries: [{ ...doubtfulEntry('a'), plan: 'direct' }], connection: { plan: 'direct' } },
      'look',
    ],
    [
      'sent again where the policy says so',
      { entries: [doubtfulEntry('a')], connection: { mayLook: false, unconfirmed: 'resend' } },
      'resend',
    ],
  ])('replays a message in doubt: %s', async (_what, options, step) => {
    const { replay, back } = await setup(options);
    expect((await replay({ yes: false })).json).toMatchObject({ messages: [{ id: 'a', step }] });
    await replay();
    expect(back()).toEqual(['a']);
  });

  test('names what is not parked and what is not there, and does the rest', async () => {
    const { replay, back, operator } = await setup();
    await operator.ledger.create(sentEntry('s'));
    const { json, exitCode } = await replay({ ids: ['a', 's', 'zz', 'a'] });
    expect(back()).toEqual(['a']);
    expect(json).toMatchObject({
      replayed: 1,
      leftOut: [
        { id: 'zz', reason: 'unknown' },
        { id: 's', reason: 'not-parked', sentence: 'it is sent, not parked' },
      ],
    });
    expect(exitCode).toBe(1);
    expect((await replay({ ids: ['zz'] })).exitCode).toBe(3);
  });

  test('leaves messages that cannot be read to their producer', async () => {
    const { replay, back, operator } = await setup({ entries: [] });
    await operator.ledger.park({ ...parkedEntry('u'), tenant: '_unreadable' }, Buffer.from('x'));
    expect((await replay({ tenant: '_unreadable' })).json).toMatchObject({
      leftOut: [{ id: 'u', reason: 'unreadable' }],
    });
    expect(back()).toEqual([]);
  });

  test('sends again without a look what somebody looked up', async () => {
    const { replay, operator } = await setup({ entries: [doubtfulEntry('a')], connection: { mayLook: false } });
    await replay({ ids: ['a'], resend: true });
    expect(operator.scheduled).toEqual([{ id: 'a', isResend: true }]);
  });

  test('resends nothing that is not in doubt, may still show up in Sent Items, or is not named', async () => {
    const { replay, back } = await setup({
      entries: [crashedEntry('a'), doubtfulEntry('early', { lookAt: new Date(NOW.getTime() + 1) })],
    });
    expect((await replay({ ids: ['a', 'early'], resend: true })).json).toMatchObject({
      leftOut: [
        { id: 'a', reason: 'not-in-doubt' },
        { id: 'early', reason: 'too-early' },
      ],
    });
    await expect(replay({ resend: true })).rejects.toMatchObject({ failure: { exitCode: 2 } });
    expect(back()).toEqual([]);
  });

  test('counts what left the parking meanwhile', async () => {
    const { replay, operator } = await setup();
    operator.ledger.readBody = async () => undefined;
    const { json, text } = await replay();
    expect(json).toMatchObject({ replayed: 0, goneMeanwhile: 1 });
    expect(text(plain)).toContain('1 had left the parking meanwhile');
  });

  test('says how far it came where the queue does not answer', async () => {
    const { replay, operator } = await setup();
    operator.copies.failWith = new QueueAccessError('ERR_QUEUE_UNAVAILABLE');
    await expect(replay()).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', sentence: expect.stringMatching(/^0 of 1 .*Service Bus does not answer/) },
    });
  });

  test('takes ids or flags, and no key that cannot be one', async () => {
    const { replay } = await setup();
    await expect(replay({ ids: ['a'], limit: 1 })).rejects.toMatchObject({ failure: { exitCode: 2 } });
    await expect(replay({ tenant: 'Contoso/1' })).rejects.toMatchObject({ failure: { exitCode: 2 } });
  });

  test('refuses a tenant that does not exist, where nothing of it is parked', async () => {
    const { replay } = await setup({ entries: [], connection: null });
    await expect(replay({ yes: false })).rejects.toThrow('ERR_NOT_FOUND');
  });
});
