/** What every ledger promises to housekeeping and to operators: records by state and expiry, all of them, and the removal of old ones. */
import { describe, expect, test } from '@jest/globals';
import type { Ledger, Selection, StoredEntry } from '../../shared/delivery/ledger.ts';
import {
  attempting,
  blank,
  cancelled,
  deferred,
  enqueuedAgain,
  failed,
  type LedgerEntry,
  parked,
  sent,
} from '../../shared/delivery/ledger-entry.ts';

/** Long before any other record of the suites, because removing knows no tenant. */
const OLD = new Date('2019-05-01T00:00:00.500Z');
const LIMIT = new Date('2019-06-01T00:00:00Z');
const DAY = 24 * 3_600_000;
const FACTS = {
  mailbox: 'a@contoso.example',
  plan: 'draft',
  internetMessageId: '<1@contoso.example>',
  settleMs: 0,
} as const;
/** A page of the table service holds a thousand rows. */
const MORE_THAN_A_PAGE = 1050;
const AT_A_TIME = 32;
const always = (): boolean => true;

const at = (tenant: string, id: string, now = OLD): LedgerEntry =>
  blank(tenant, id, { fingerprint: 'f', firstReceivedAt: now, now });

/** One of each state. */
function allStates(tenant: string, now = OLD): readonly LedgerEntry[] {
  const open = (id: string) => attempting(at(tenant, id, now), FACTS, now);
  const deferral = {
    failure: { code: 'ERR_MAILBOX_THROTTLED' },
    notBefore: now,
    copy: 1,
    spendsAttempt: true,
  } as const;
  return [
    open('attempting'),
    cancelled(open('cancelled'), now),
    deferred(open('deferred'), deferral, now),
    failed(open('failed'), { code: 'ERR_RECIPIENT_INVALID' }, now),
    parked(open('parked'), { code: 'ERR_MAILBOX_FULL' }, now),
    sent(open('sent'), 'request-1', now),
  ];
}

export function exerciseLedgerHousekeeping(name: string, open: () => Ledger): void {
  let count = 0;
  const setup = () => {
    count += 1;
    const ledger = open();
    const tenant = `house-${process.pid}-${Date.now().toString(36)}-${count}`;
    const select = async (selection: Omit<Selection, 'tenant'>): Promise<readonly StoredEntry[]> => {
      const found: StoredEntry[] = [];
      for await (const each of ledger.select({ tenant, ...selection })) found.push(each);
      return found;
    };
    const idsOf = async (selection: Omit<Selection, 'tenant'>) =>
      (await select(selection)).map(({ entry }) => entry.id);
    const createAll = async (entries: readonly LedgerEntry[]) => {
      for (let start = 0; start < entries.length; start += AT_A_TIME)
        await Promise.all(entries.slice(start, start + AT_A_TIME).map((entry) => ledger.create(entry)));
    };
    return { ledger, tenant, select, idsOf, createAll };
  };

  describe(`the ledger ${name}, for housekeeping`, () => {
    test('selects records by their state, whole, and goes on from the version it gave', async () => {
      const { ledger, tenant, select, createAll } = setup();
      const entries = allStates(tenant);
      await createAll(entries);
      for (const entry of entries) {
        const found = await select({ states: [entry.state] });
        expect(found.map((each) => each.entry)).toEqual([entry]);
        const [stored] = found;
        expect(stored && (await ledger.update(stored, enqueuedAgain(entry)))).toBeDefined();
        expect(stored && (await ledger.update(stored, entry))).toBeUndefined();
      }
    });

    test('selects several states in the order of their ids', async () => {
      const { tenant, idsOf, createAll } = setup();
      await createAll(allStates(tenant));
      expect(await idsOf({ states: ['sent', 'parked', 'cancelled'] })).toEqual(['cancelled', 'parked', 'sent']);
    });

    test('selects of one tenant only, whatever the others are called, or of all', async () => {
      const { ledger, tenant, createAll } = setup();
      const tenants = [tenant, `${tenant}-b`];
      for (const each of tenants) await createAll([at(each, 'order-1')]);
      const found: string[] = [];
      for await (const { entry } of ledger.select({ states: ['attempting'] })) found.push(entry.tenant);
      expect(found.filter((each) => each.startsWith(tenant))).toEqual(tenants);
      const own: string[] = [];
      for await (const { entry } of ledger.select({ tenant, states: ['attempting'] })) own.push(entry.tenant);
      expect(own).toEqual([tenant]);
    });

    test('selects what expired before an instant, and nothing that expires then or later', async () => {
      const { tenant, idsOf, createAll } = setup();
      await createAll(['a', 'b', 'c'].map((id, index) => at(tenant, id, new Date(OLD.getTime() + index))));
      const expiredBefore = new Date(OLD.getTime() + DAY + 1);
      expect(await idsOf({ states: ['attempting'], expiredBefore })).toEqual(['a']);
    });

    test('selects no refused record, and no body', async () => {
      const { ledger, tenant, idsOf } = setup();
      const kept = parked(at(tenant, 'parked'), { code: 'ERR_MAILBOX_FULL' }, OLD);
      await ledger.park(kept, Buffer.from('x'));
      await ledger.recordConflict(failed({ ...kept, fingerprint: 'g' }, { code: 'ERR_MESSAGE_CONFLICT' }, OLD));
      expect(await idsOf({ states: ['parked', 'failed'] })).toEqual(['parked']);
      await ledger.removeEnded(LIMIT, always);
    });

    test('gives each record once where they are more than a page, and removes them all', async () => {
      const { ledger, tenant, idsOf, createAll } = setup();
      const ids = Array.from({ length: MORE_THAN_A_PAGE }, (_, index) => `order-${String(index).padStart(4, '0')}`);
      await createAll(ids.map((id) => sent(at(tenant, id), undefined, OLD)));
      expect(await idsOf({ states: ['sent'] })).toEqual(ids);
      expect(await ledger.removeEnded(LIMIT, always)).toBeGreaterThanOrEqual(MORE_THAN_A_PAGE);
      expect(await idsOf({ states: ['sent'] })).toEqual([]);
    }, 60_000);

    test('removes what ended before an instant, and keeps what waits', async () => {
      const { ledger, tenant, createAll } = setup();
      await createAll(allStates(tenant));
      await ledger.removeEnded(LIMIT, always);
      expect((await ledger.list(tenant, 9)).map(({ id }) => id)).toEqual(['attempting', 'deferred', 'parked']);
    });

    test('keeps what ended at that instant or later', async () => {
      const { ledger, tenant, createAll } = setup();
      await createAll(allStates(tenant, LIMIT));
      await ledger.removeEnded(LIMIT, always);
      expect(await ledger.list(tenant, 9)).toHaveLength(6);
    });

    test('removes refused records too, and keeps the message’s own', async () => {
      const { ledger, tenant } = setup();
      const own = at(tenant, 'order-1');
      await ledger.create(own);
      const refuse = (fingerprint: string, now: Date) =>
        ledger.recordConflict(failed({ ...own, fingerprint }, { code: 'ERR_MESSAGE_CONFLICT' }, now));
      await refuse('old', OLD);
      await refuse('young', LIMIT);
      await ledger.removeEnded(LIMIT, always);
      expect((await ledger.find(tenant, 'order-1')).map(({ fingerprint }) => fingerprint)).toEqual(['f', 'young']);
    });

    test('keeps the body of a message that is parked still', async () => {
      const { ledger, tenant } = setup();
      const kept = parked(at(tenant, 'order-1'), { code: 'ERR_MESSAGE_CRASHED' }, OLD);
      await ledger.park(kept, Buffer.from('x'));
      await ledger.removeEnded(LIMIT, always);
      expect(String(await ledger.readBody(kept))).toBe('x');
    });

    test('removes nothing once its time is up', async () => {
      const { ledger, tenant, createAll } = setup();
      await createAll([sent(at(tenant, 'order-1'), undefined, OLD)]);
      expect(await ledger.removeEnded(LIMIT, () => false)).toBe(0);
      expect(await ledger.read(tenant, 'order-1')).toBeDefined();
    });
  });
}
