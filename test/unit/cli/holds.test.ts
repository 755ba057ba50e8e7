import { describe, expect, test } from '@jest/globals';
import { holdTenant } from '../../../cli/holds/hold-tenant.ts';
import { listHolds } from '../../../cli/holds/list-holds.ts';
import { type ReleaseRequest, releaseTenant } from '../../../cli/holds/release-tenant.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import type { LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { QueueAccessError } from '../../../shared/message/queue-access.ts';
import { type Hold, held, lifted, releasing } from '../../../shared/tenant/hold.ts';
import { contoso, memoryOperator, NOW, recordTerminal } from './command-bundle.ts';
import { crashedEntry, heldEntry, minutesAgo } from './ledger-entries.ts';

const orders = 'orders@contoso.example';
const expired = held({ tenant: 'contoso' }, { code: 'ERR_CREDENTIAL_EXPIRED' }, minutesAgo(3));
const full = held({ tenant: 'contoso', mailbox: orders }, { code: 'ERR_MAILBOX_FULL' }, minutesAgo(2));
const byHand = held({ tenant: 'contoso' }, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' }, minutesAgo(1));

async function setup(holds: readonly Hold[] = [], entries: readonly LedgerEntry[] = []) {
  const operator = memoryOperator({ connections: [contoso] });
  for (const hold of holds) await operator.holds.create(hold);
  for (const entry of entries) await operator.ledger.park(entry, Buffer.from('{}'));
  const terminal = recordTerminal();
  const context = { terminal, now: () => NOW, commandName: 'npx postbus' };
  return {
    operator,
    terminal,
    list: (tenant?: string) => listHolds(tenant, operator, NOW),
    hold: (mailbox?: string, because = 'ask Ada', tenant = 'contoso') =>
      holdTenant({ tenant, mailbox, because }, operator, context),
    release: (request: Partial<ReleaseRequest> = {}) =>
      releaseTenant({ tenant: 'contoso', yes: true, ...request }, operator, context),
    read: async (mailbox?: string) =>
      (await operator.holds.read({ tenant: 'contoso', ...(mailbox ? { mailbox } : {}) }))?.hold,
    back: () => operator.scheduled.map(({ id }) => id),
  };
}

const atOrders = (id: string): LedgerEntry => ({
  ...heldEntry(id, { code: 'ERR_MAILBOX_FULL' }),
  mailbox: 'Orders@contoso.example',
});

describe('postbus holds', () => {
  test('lists what is held with its messages, and what to do once a code', async () => {
    const fabrikam = held({ tenant: 'fabrikam' }, { code: 'ERR_CREDENTIAL_EXPIRED' }, minutesAgo(9));
    const { list } = await setup([full, expired, fabrikam], [heldEntry('a'), atOrders('b'), crashedEntry('c')]);
    const { json, text } = await list();
    expect(json).toMatchObject({
      holds: [
        { tenant: 'fabrikam', messages: 0 },
        { tenant: 'contoso', code: 'ERR_CREDENTIAL_EXPIRED', messages: 2, probes: 0, owner: 'tenant administrator' },
        { tenant: 'contoso', mailbox: orders, code: 'ERR_MAILBOX_FULL', messages: 1 },
      ],
    });
    expect(text(plain).match(/The client secret or certificate has expired/g)).toHaveLength(1);
    expect(text(plain)).toContain('Clean up or archive the shared mailbox.');
    expect((await list('fabrikam')).json).toMatchObject({ holds: [{ tenant: 'fabrikam' }] });
  });

  test('says of a tenant that does not exist that it does not', async () => {
    const { list } = await setup();
    await expect(list('contso')).rejects.toThrow('ERR_NOT_FOUND');
    expect((await list('contoso')).json).toEqual({ holds: [] });
  });

  test('leaves out what is lifted, and says where nobody probes', async () => {
    const { list } = await setup([byHand, lifted(full, NOW)]);
    const text = (await list()).text(plain);
    expect(text).toContain('no probe: released by hand alone');
    expect(text).toContain('“ask Ada”');
    expect(text).not.toContain('ERR_MAILBOX_FULL');
    expect((await (await setup()).list()).text(plain)).toBe('Nothing is held.');
  });
});

describe('postbus hold', () => {
  test('holds a tenant, or a mailbox as the connection writes it, and no probe lifts it', async () => {
    const { hold, read } = await setup();
    await hold();
    expect(await read()).toEqual(held({ tenant: 'contoso' }, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' }, NOW));
    const { text } = await hold('ORDERS@contoso.example');
    expect(await read(orders)).toMatchObject({ mailbox: orders, code: 'ERR_HELD_BY_OPERATOR', state: 'held' });
    expect((await read(orders))?.probeAt).toBeUndefined();
    expect(text(plain)).toContain(`npx postbus release contoso ${orders}`);
  });

  test('says whose reason it replaces', async () => {
    const { hold } = await setup([byHand]);
    const { json, text } = await hold(undefined, 'audit until Friday');
    expect(json).toMatchObject({ note: 'audit until Friday', replacedNote: 'ask Ada' });
    expect(text(plain)).toContain('in place of an operator’s hold: “ask Ada”');
  });

  test('replaces a hold that Postbus made, and takes up one that was lifted', async () => {
    const { hold, read } = await setup([expired, lifted(full, NOW)]);
    const { json } = await hold();
    expect(json).toMatchObject({ code: 'ERR_HELD_BY_OPERATOR', replaced: 'ERR_CREDENTIAL_EXPIRED' });
    expect((await hold(orders)).json).not.toHaveProperty('replaced');
    expect([await read(), await read(orders)]).toMatchObject([
      { state: 'held' },
      { state: 'held', code: 'ERR_HELD_BY_OPERATOR' },
    ]);
  });

  test.each<[string, Parameters<Awaited<ReturnType<typeof setup>>['hold']>, number]>([
    ['a mailbox of nobody', ['nobody@contoso.example'], 3],
    ['a tenant without a connection', [undefined, 'x', 'fabrikam'], 3],
    ['no key', [undefined, 'x', 'Contoso/1'], 2],
    ['no words', [undefined, ' '], 2],
    ['too many words', [undefined, 'x'.repeat(501)], 2],
  ])('refuses %s', async (_what, args, exitCode) => {
    const { hold, operator } = await setup();
    await expect(hold(...args)).rejects.toMatchObject({ failure: { exitCode } });
    expect(await operator.holds.list()).toEqual([]);
  });

  test('says that somebody else was faster', async () => {
    const { hold, operator } = await setup([expired]);
    operator.holds.update = async () => undefined;
    await expect(hold()).rejects.toMatchObject({ failure: { code: 'ERR_CHANGED_MEANWHILE' } });
  });
});

describe('postbus release', () => {
  test('says first how many messages go back, and that an automatic hold may come again', async () => {
    const { release, read, back } = await setup([expired], [heldEntry('a'), heldEntry('b'), crashedEntry('c')]);
    const { json, text } = await release({ yes: false });
    expect(json).toMatchObject({
      dryRun: true,
      tenant: 'contoso',
      messages: 2,
      heldElsewhere: 0,
      hold: { code: 'ERR_CREDENTIAL_EXPIRED' },
    });
    expect(text(plain)).toContain('2 messages put back on the queue');
    expect(text(plain)).toContain('is still there, it is held again');
    expect(text(plain)).toContain('npx postbus release contoso --yes');
    expect(await read()).toEqual(expired);
    expect(back()).toEqual([]);
  });

  test('lifts the hold, puts its messages back, oldest first, and shows how far it is', async () => {
    const entries = Array.from({ length: 20 }, (_, index) =>
      heldEntry(`m-${index}`, undefined, minutesAgo(100 - index)),
    );
    const { release, read, back, terminal } = await setup([byHand], entries.toReversed());
    const { json, text } = await release();
    expect(json).toMatchObject({ dryRun: false, released: 20 });
    expect(await read()).toMatchObject({ state: 'lifted' });
    expect(back().slice(0, 2)).toEqual(['m-0', 'm-1']);
    expect(terminal.errorText()).toContain('16 of 20 back on the queue');
    expect(text(plain)).not.toContain('held again');
  });

  test('lifts a mailbox’s hold alone, and tells of the tenant’s that keeps the messages', async () => {
    const { release, read, back } = await setup([expired, full], [heldEntry('a'), atOrders('b')]);
    const { text } = await release({ mailbox: 'ORDERS@contoso.example' });
    expect(back()).toEqual(['b']);
    expect(await read()).toEqual(expired);
    expect(text(plain)).toContain('1 message kept by another hold as well');
  });

  test('goes on where an earlier release was stopped', async () => {
    const { release, read, back } = await setup([releasing(expired, NOW)], [heldEntry('a')]);
    expect((await release()).json).toMatchObject({ released: 1 });
    expect(back()).toEqual(['a']);
    expect(await read()).toMatchObject({ state: 'lifted' });
  });

  test('offers what was left behind where nothing is held any more, and not what another hold keeps', async () => {
    const { release, back } = await setup([lifted(expired, NOW), full], [heldEntry('a'), atOrders('b')]);
    const dry = await release({ yes: false });
    expect(dry.json).toMatchObject({ dryRun: true, messages: 1 });
    expect(dry.text(plain)).toContain('nothing of contoso is held any more; 1 message left behind');
    expect((await release()).json).toMatchObject({ released: 1 });
    expect(back()).toEqual(['a']);
  });

  test('says that nothing is held, and what is', async () => {
    const { release } = await setup([full, lifted(expired, NOW)], [atOrders('b'), crashedEntry('c')]);
    await expect(release()).rejects.toMatchObject({
      failure: { exitCode: 3, remedy: expect.stringContaining(`postbus release contoso ${orders}`) },
    });
    await expect((await setup()).release({ mailbox: orders })).rejects.toMatchObject({ failure: { exitCode: 3 } });
  });

  test('says how far it came where the queue does not answer, and leaves the rest to be gone on with', async () => {
    const { release, read, operator } = await setup([byHand], [heldEntry('a')]);
    operator.copies.failWith = new QueueAccessError('ERR_QUEUE_UNAVAILABLE');
    await expect(release()).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', sentence: expect.stringContaining('0 of 1 message') },
    });
    expect(await read()).toMatchObject({ state: 'releasing' });
  });

  test('says that somebody else was faster', async () => {
    const { release, operator } = await setup([byHand]);
    operator.holds.update = async () => undefined;
    await expect(release()).rejects.toMatchObject({ failure: { code: 'ERR_CHANGED_MEANWHILE' } });
  });
});
