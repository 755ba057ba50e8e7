import { describe, expect, test } from '@jest/globals';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import { findHeldBack, releaseHold } from '../../../shared/delivery/release-hold.ts';
import { dueNow } from '../../../shared/tenant/hold.ts';
import type { StoredHold } from '../../../shared/tenant/holds.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';
import { quiet } from '../../harness/memory/storm-world.ts';

const SECOND = 1000;
const after = (ms: number): Date => new Date(START.getTime() + ms);
const NOREPLY = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };

type Bundle = ReturnType<typeof createDeliveryBundle>;

async function readHold({ holds }: Bundle): Promise<StoredHold> {
  const stored = await holds.read(NOREPLY);
  if (!stored) throw new Error('nothing is held');
  return stored;
}

/** Messages behind a hold, each a second younger than the one before; enqueued in another order. */
async function setup(ids: readonly string[] = ['order-3', 'order-1', 'order-2']) {
  const bundle = createDeliveryBundle();
  await openHold(NOREPLY, { code: 'ERR_MAILBOX_FULL' }, bundle.ports);
  for (const id of ids) await bundle.deliver(received(id));
  bundle.events.length = 0;
  const release = async (ports: Partial<DeliveryPorts> = {}, onProgress?: (released: number, total: number) => void) =>
    releaseHold(
      await readHold(bundle),
      { ...bundle.ports, ...ports },
      { by: 'probe', ...(onProgress ? { onProgress } : {}) },
    );
  return { ...bundle, release, hold: async () => (await readHold(bundle)).hold };
}

const received = (id: string, message: object = {}) => {
  const enqueuedAt = after(Number(id.split('-')[1]) * SECOND);
  return receive({ id, ...message }, { messageId: `msg_${id}`, enqueuedAt });
};

/** Its worker is killed at the copy with this number. */
function killedAt(bundle: Bundle, number: number): Partial<DeliveryPorts> {
  let count = 0;
  return {
    copies: {
      schedule: (...given) => {
        count += 1;
        // Whoever is killed gets no further: the promise that never settles.
        return count < number ? bundle.ports.copies.schedule(...given) : new Promise(() => undefined);
      },
    },
  };
}

describe('releaseHold', () => {
  test('puts everything back, oldest first, and then the hold counts as lifted', async () => {
    const bundle = await setup();
    const scheduled: string[] = [];
    const schedule: DeliveryPorts['copies']['schedule'] = async (copy, comeBack) => {
      scheduled.push(String(copy.messageId));
      expect(await bundle.hold()).toMatchObject({ state: 'releasing' });
      await bundle.ports.copies.schedule(copy, comeBack);
    };
    expect(await bundle.release({ copies: { schedule } })).toBe(3);
    expect(scheduled).toEqual(['order-1', 'order-2', 'order-3']);
    expect(await bundle.hold()).toMatchObject({ state: 'lifted', since: START });
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(3);
  });

  test('logs who lifted it, and how many messages went back', async () => {
    const { release, events } = await setup();
    await release();
    expect(events).toMatchObject([
      { event: 'PB3004', fields: { tenant: 'contoso', code: 'ERR_MAILBOX_FULL', by: 'probe' } },
      { event: 'PB3005', fields: { messages: 3 } },
    ]);
  });

  test('shows how many of how many are back', async () => {
    const { release } = await setup();
    const seen: number[][] = [];
    await release({}, (released, total) => seen.push([released, total]));
    expect(seen.at(-1)).toEqual([3, 3]);
  });

  test('is gone on with where it was stopped half-way, and sends nothing twice', async () => {
    const bundle = await setup();
    bundle.release(killedAt(bundle, 2)).catch(() => undefined);
    await quiet();
    expect(await bundle.hold()).toMatchObject({ state: 'releasing' });
    expect(bundle.queue.waiting).toHaveLength(1);
    await bundle.drain();
    bundle.pass(SECOND);
    expect(await bundle.release()).toBe(2);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(3);
    expect(await bundle.hold()).toMatchObject({ state: 'lifted' });
  });

  test('sends nothing twice where the copies of the stopped one still wait', async () => {
    const bundle = await setup();
    bundle.release(killedAt(bundle, 3)).catch(() => undefined);
    await quiet();
    bundle.pass(SECOND);
    await bundle.release();
    expect(bundle.queue.waiting).toHaveLength(5);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(3);
  });

  test('stops where somebody else changed the hold before it began', async () => {
    const bundle = await setup();
    const stale = await readHold(bundle);
    await bundle.holds.update(stale, dueNow(stale.hold, START));
    expect(await releaseHold(stale, bundle.ports, { by: 'operator' })).toBeUndefined();
    expect(bundle.queue.waiting).toEqual([]);
    expect(bundle.events).toEqual([]);
    expect(await bundle.hold()).toMatchObject({ state: 'held' });
  });

  test('leaves a hold alone that was opened again while it put the messages back', async () => {
    const bundle = await setup();
    const schedule: DeliveryPorts['copies']['schedule'] = async (...given) => {
      await openHold(NOREPLY, { code: 'ERR_MAILBOX_FULL' }, bundle.ports);
      await bundle.ports.copies.schedule(...given);
    };
    expect(await bundle.release({ copies: { schedule } })).toBeUndefined();
    expect(await bundle.hold()).toMatchObject({ state: 'held', probes: 1 });
    await bundle.drain();
    expect(await bundle.record('order-1')).toMatchObject({ state: 'parked' });
  });

  test('of a mailbox leaves what another mailbox’s hold keeps, and what waits for a person', async () => {
    const bundle = await setup(['order-1']);
    await openHold(
      { tenant: 'contoso', mailbox: 'orders@contoso.example' },
      { code: 'ERR_MAILBOX_FULL' },
      bundle.ports,
    );
    await bundle.deliver(received('order-2', { from: 'orders@contoso.example' }));
    await recordDeadLetter(receive({ id: 'order-3' }, { deliveryCount: 11 }), undefined, bundle.ports);
    expect(await bundle.release()).toBe(1);
  });

  test('of a mailbox takes along what was parked before anybody knew its mailbox', async () => {
    const bundle = await setup(['order-1']);
    bundle.connections.clear();
    await bundle.deliver(received('order-2'));
    expect(await bundle.record('order-2')).not.toHaveProperty('mailbox');
    expect((await findHeldBack(NOREPLY, bundle)).map(({ id }) => id)).toEqual(['order-1', 'order-2']);
  });

  test('of a tenant takes everything of it that a hold keeps, and nothing of another tenant', async () => {
    const bundle = await setup(['order-1']);
    await bundle.deliver(receive({ tenant: 'fabrikam' }));
    await recordDeadLetter(receive({ id: 'order-3' }, { deliveryCount: 11 }), undefined, bundle.ports);
    expect((await findHeldBack({ tenant: 'contoso' }, bundle)).map(({ id }) => id)).toEqual(['order-1']);
  });
});
