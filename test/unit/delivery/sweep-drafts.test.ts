import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { cancelled, failed, type LedgerEntry, parked, sent } from '../../../shared/delivery/ledger-entry.ts';
import { sweepDrafts } from '../../../shared/delivery/sweep-drafts.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import { START } from '../../harness/memory/delivery-bundle.ts';
import { type OpenDeliveryOptions, openDelivery } from '../../harness/memory/open-delivery.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const MANY = Array.from({ length: 100 }, (_, index) => `mailbox-${index}@contoso.example`);
const REFUSED = { code: 'ERR_RECIPIENT_INVALID' } as const;

/** A draft of a message that ended, a day old; and a run in each of the hours after it. */
async function setup(connection: Partial<Connection> = {}, entry: OpenDeliveryOptions['entry'] = {}) {
  const bundle = await openDelivery({
    entry: { ...failed((await openDelivery()).stored.entry, REFUSED, START), ...entry },
  });
  const { ports, delivery, mailboxes, clock } = bundle;
  bundle.connections.set('contoso', { ...delivery.mailbox.connection, ...connection });
  const draft = await mailboxes.createDraft(delivery.mailbox, delivery);
  clock.now = new Date(START.getTime() + DAY + 1);
  const sweep = (until = new Date(clock.now.getTime() + HOUR)) => sweepDrafts(ports, until);
  return {
    ...bundle,
    draft,
    sweep,
    /** @returns how many each hour's run deleted */
    async sweepForADay(): Promise<readonly number[]> {
      const deleted: number[] = [];
      for (const _ of HOURS) {
        deleted.push(await sweep());
        clock.now = new Date(clock.now.getTime() + HOUR);
      }
      return deleted;
    },
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe('sweepDrafts', () => {
  test('deletes a draft of a message that ended, in one hour of the day', async () => {
    const { sweepForADay, mailboxes } = await setup();
    const deleted = await sweepForADay();
    expect(deleted.filter((count) => count > 0)).toEqual([1]);
    expect(mailboxes.drafts).toEqual([]);
  });

  test('leaves what was sent of late: Exchange may still hold it in Drafts', async () => {
    const { sweep, clock, ledger } = await setup();
    let deleted = 0;
    for (const _ of HOURS) {
      const stored = await ledger.read('contoso', 'order-1');
      if (stored) await ledger.update(stored, sent(stored.entry, 'r', new Date(clock.now.getTime() - 60_000)));
      deleted += await sweep();
      clock.now = new Date(clock.now.getTime() + HOUR);
    }
    expect(deleted).toBe(0);
  });

  test('deletes a draft whose record is gone', async () => {
    const { sweepForADay, ledger } = await setup();
    await ledger.removeEnded(new Date(START.getTime() + 1), () => true);
    expect(total(await sweepForADay())).toBe(1);
  });

  test('deletes a draft of a message that somebody cancelled', async () => {
    const { stored } = await openDelivery();
    const entry = cancelled(parked(stored.entry, REFUSED, START), START);
    const { sweepForADay } = await setup({}, entry);
    expect(total(await sweepForADay())).toBe(1);
  });

  test.each<LedgerEntry['state']>(['attempting', 'deferred', 'parked'])(
    'leaves the draft of a message that is %s: it will be sent',
    async (state) => {
      const { sweepForADay, mailboxes } = await setup({}, { state });
      expect(total(await sweepForADay())).toBe(0);
      expect(mailboxes.drafts).toHaveLength(1);
    },
  );

  test('leaves a draft that is not a day old: somebody may be at work', async () => {
    const { sweepForADay, clock } = await setup();
    clock.now = START;
    expect(total(await sweepForADay())).toBe(0);
    expect(total(await sweepForADay())).toBe(1);
  });

  test('looks at every mailbox once a day, and at few of them each hour', async () => {
    const { ports, clock, mailboxes } = await setup({ mailboxes: MANY });
    const seen = new Map<number, string[]>();
    const findDrafts: typeof mailboxes.findDrafts = async ({ address }) => {
      seen.set(clock.now.getTime(), [...(seen.get(clock.now.getTime()) ?? []), address]);
      return [];
    };
    for (const hour of HOURS) {
      clock.now = new Date(START.getTime() + hour * HOUR);
      await sweepDrafts({ ...ports, mailboxes: { ...mailboxes, findDrafts } }, new Date(START.getTime() + 2 * DAY));
    }
    expect([...seen.values()].flat().sort()).toEqual([...MANY].sort());
    expect(seen.size).toBeGreaterThan(12);
  });

  test('asks for nothing where Postbus may not read', async () => {
    const { sweepForADay, mailboxes } = await setup({ mayLook: false });
    expect(total(await sweepForADay())).toBe(0);
    expect(mailboxes.calls).toEqual(['createDraft']);
  });

  test('goes on with the next mailbox where one cannot be read, and says so', async () => {
    const { sweepForADay, mailboxes, events } = await setup({ mailboxes: MANY });
    mailboxes.failNext('findDrafts', 'before', deliveryError('ERR_MAILBOX_ACCESS_DENIED'));
    await sweepForADay();
    expect(mailboxes.calls.filter((call) => call === 'findDrafts')).toHaveLength(MANY.length);
    expect(events.filter(({ event }) => event === 'PB4004')).toMatchObject([{ fields: { tenant: 'contoso' } }]);
  });

  test('stops when its time is up', async () => {
    const { sweep, mailboxes, clock } = await setup({ mailboxes: MANY });
    for (const _ of HOURS) {
      await sweep(clock.now);
      clock.now = new Date(clock.now.getTime() + HOUR);
    }
    expect(mailboxes.calls).toEqual(['createDraft']);
  });
});
