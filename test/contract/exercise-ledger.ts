/** What every ledger promises, whatever keeps it. A new implementation is done when it is listed in ledger.test.ts. */
import { describe, expect, test } from '@jest/globals';
import type { Ledger } from '../../shared/delivery/ledger.ts';
import {
  attempting,
  blank,
  enqueuedAgain,
  failed,
  type LedgerEntry,
  parked,
  sent,
} from '../../shared/delivery/ledger-entry.ts';

const NOW = new Date('2026-11-22T12:00:00.123Z');
const FACTS = {
  mailbox: 'noreply@contoso.example',
  plan: 'draft',
  internetMessageId: '<1@contoso.example>',
  settleMs: 120_000,
} as const;

export function exerciseLedger(name: string, open: () => Ledger): void {
  let count = 0;
  const setup = () => {
    count += 1;
    const ledger = open();
    const tenant = `tenant-${process.pid}-${Date.now().toString(36)}-${count}`;
    return { ledger, tenant, entry: attempting(anEntry(tenant, 'order/1#?\\ü %'), FACTS, NOW) };
  };

  describe(`the ledger ${name}`, () => {
    test('gives back what was created', async () => {
      const { ledger, tenant, entry } = setup();
      await ledger.create(entry);
      expect((await ledger.read(tenant, entry.id))?.entry).toEqual(entry);
    });

    test('has nothing under an id nobody used', async () => {
      const { ledger, tenant } = setup();
      expect(await ledger.read(tenant, 'order-1')).toBeUndefined();
      expect(await ledger.find(tenant, 'order-1')).toEqual([]);
    });

    test('creates an id once', async () => {
      const { ledger, entry } = setup();
      const both = await Promise.all([ledger.create(entry), ledger.create(entry)]);
      expect(both.filter((stored) => stored !== undefined)).toHaveLength(1);
    });

    test('keeps one id of two tenants apart', async () => {
      const { ledger, tenant, entry } = setup();
      await ledger.create(entry);
      await ledger.create({ ...entry, tenant: `${tenant}-b`, recipients: 7 });
      expect((await ledger.read(tenant, entry.id))?.entry.recipients).toBe(1);
    });

    test('changes a row from the version that was read, and leaves out what is gone', async () => {
      const { ledger, tenant, entry } = setup();
      const created = await ledger.create(entry);
      const next = sent(entry, 'request-1', NOW);
      if (!created) throw new Error('not created');
      expect((await ledger.update(created, next))?.entry).toEqual(next);
      expect((await ledger.read(tenant, entry.id))?.entry).toEqual(next);
    });

    test('lets one of two writers with the same version win', async () => {
      const { ledger, entry } = setup();
      const created = await ledger.create(entry);
      if (!created) throw new Error('not created');
      const both = await Promise.all([
        ledger.update(created, enqueuedAgain(entry)),
        ledger.update(created, sent(entry, undefined, NOW)),
      ]);
      expect(both.filter((stored) => stored !== undefined)).toHaveLength(1);
    });

    test('goes on from the version an update gave back', async () => {
      const { ledger, entry } = setup();
      const created = await ledger.create(entry);
      const second = created && (await ledger.update(created, enqueuedAgain(entry)));
      expect(second && (await ledger.update(second, sent(entry, undefined, NOW)))).toBeDefined();
    });

    test.each([0, 1, 300_000, 1_500_000, 4_000_000])('keeps a parked body of %d octets byte for byte', async (size) => {
      const { ledger, entry } = setup();
      const body = Buffer.alloc(size, 'postbus');
      const kept = parked(entry, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW);
      expect(await ledger.park(kept, body)).toBeDefined();
      expect(Buffer.compare((await ledger.readBody(kept)) ?? Buffer.from('missing'), body)).toBe(0);
    });

    test('parks no second message under a used id, and none from an old version', async () => {
      const { ledger, entry } = setup();
      const created = await ledger.create(entry);
      if (!created) throw new Error('not created');
      const kept = parked(entry, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW);
      expect(await ledger.park(kept, Buffer.from('x'))).toBeUndefined();
      await ledger.update(created, enqueuedAgain(entry));
      expect(await ledger.park(kept, Buffer.from('x'), created)).toBeUndefined();
    });

    test('drops the body when the message leaves', async () => {
      const { ledger, entry } = setup();
      const kept = parked(entry, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW);
      const stored = await ledger.park(kept, Buffer.from('x'));
      if (!stored) throw new Error('not parked');
      await ledger.update(stored, attempting(kept, FACTS, NOW));
      expect(await ledger.readBody(kept)).toBeUndefined();
    });

    test('parks anew with the body it has then, and drops the one it had', async () => {
      const { ledger, entry } = setup();
      const first = parked(entry, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW);
      const stored = await ledger.park(first, Buffer.from('first'));
      if (!stored) throw new Error('not parked');
      const again = parked(first, { code: 'ERR_MESSAGE_CRASHED' }, NOW);
      expect(await ledger.park(again, Buffer.from('again'), stored)).toBeDefined();
      expect(String(await ledger.readBody(again))).toBe('again');
      expect(await ledger.readBody(first)).toBeUndefined();
    });

    test('keeps the body while a parked message is only counted again', async () => {
      const { ledger, entry } = setup();
      const kept = parked(entry, { code: 'ERR_CONNECTION_UNKNOWN' }, NOW);
      const stored = await ledger.park(kept, Buffer.from('x'));
      const counted = stored && (await ledger.update(stored, enqueuedAgain(kept)));
      expect(String(counted && (await ledger.readBody(counted.entry)))).toBe('x');
    });

    test('keeps bodies apart that were parked at the same instant, under ids that begin alike', async () => {
      const { ledger, tenant } = setup();
      const [short, long] = ['order', 'order:1'].map((id) =>
        parked(anEntry(tenant, id), { code: 'ERR_CONNECTION_UNKNOWN' }, NOW),
      );
      if (!short || !long) throw new Error('none');
      await ledger.park(short, Buffer.from('short'));
      await ledger.park(long, Buffer.from('long'));
      expect(String(await ledger.readBody(short))).toBe('short');
      expect(String(await ledger.readBody(long))).toBe('long');
    });

    test('has no body of a message that is not parked', async () => {
      const { ledger, entry } = setup();
      await ledger.create(entry);
      expect(await ledger.readBody(entry)).toBeUndefined();
    });

    test('records a conflict beside the message, as often as it is seen', async () => {
      const { ledger, tenant, entry } = setup();
      await ledger.create(entry);
      const refused = failed(
        { ...entry, fingerprint: 'other' },
        { code: 'ERR_MESSAGE_CONFLICT', problems: [{ path: '$', sentence: 'x' }] },
        NOW,
      );
      await ledger.recordConflict(refused);
      await ledger.recordConflict(refused);
      expect(await ledger.find(tenant, entry.id)).toEqual([entry, refused]);
    });

    test('lists a partition up to a number, in the order of ids', async () => {
      const { ledger, tenant } = setup();
      for (const id of ['c', 'a', 'b']) await ledger.create(anEntry(tenant, id));
      expect((await ledger.list(tenant, 2)).map(({ id }) => id)).toEqual(['a', 'b']);
    });
  });
}

const anEntry = (tenant: string, id: string): LedgerEntry => ({
  ...blank(tenant, id, { fingerprint: 'f', firstReceivedAt: NOW, now: NOW }),
  recipients: 1,
  tags: { campaign: 'ü' },
});
