import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { keepHouse } from '../../../shared/delivery/keep-house.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import { releasing } from '../../../shared/tenant/hold.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RETENTION = 30 * DAY;
const TENANT = { tenant: 'contoso' };
const AWAY = deliveryError('ERR_GRAPH_UNAVAILABLE', { provider: '502' });

type Bundle = ReturnType<typeof createDeliveryBundle>;

function setup(overrides: Parameters<typeof createDeliveryBundle>[0] = {}) {
  const bundle = createDeliveryBundle(overrides);
  const tidy = (ports: Partial<DeliveryPorts> = {}, lastMs = HOUR) => {
    const until = new Date(bundle.clock.now.getTime() + lastMs);
    return keepHouse({ ...bundle.ports, ...ports }, { retentionMs: RETENTION, until });
  };
  return { ...bundle, tidy, logged: (event: string) => bundle.events.filter((each) => each.event === event) };
}

async function hold(bundle: Bundle): Promise<void> {
  await openHold(TENANT, { code: 'ERR_TOKEN_REFUSED', provider: 'AADSTS7000112' }, bundle.ports);
}

async function forgetHold({ holds }: Bundle): Promise<void> {
  const stored = await holds.read(TENANT);
  if (!stored || !(await holds.remove(stored))) throw new Error('nothing is held');
}

describe('keepHouse', () => {
  test('ends a parked message that outlived its expiry, and says what it waited for', async () => {
    const bundle = setup();
    await hold(bundle);
    await bundle.deliver(receive());
    bundle.pass(DAY);
    await bundle.tidy();
    expect(await bundle.record()).toMatchObject({ state: 'parked' });
    bundle.pass(1);
    await bundle.tidy();
    expect(await bundle.record()).toMatchObject({
      state: 'failed',
      failure: { code: 'ERR_MESSAGE_EXPIRED', because: 'ERR_TOKEN_REFUSED', provider: 'AADSTS7000112' },
    });
    expect(bundle.logged('PB4001').at(-1)).toMatchObject({
      fields: { expired: 1, released: 0, removed: 0, drafts: 0 },
    });
    expect(bundle.logged('PB4003')).toEqual([]);
  });

  test('releases what waits for a hold that nobody knows any more', async () => {
    const bundle = setup();
    await hold(bundle);
    await bundle.deliver(receive());
    await forgetHold(bundle);
    bundle.pass(15 * MINUTE);
    await bundle.tidy();
    expect(bundle.queue.waiting).toEqual([]);
    bundle.pass(1);
    await bundle.tidy();
    expect(bundle.queue.waiting).toHaveLength(1);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('leaves what is held still', async () => {
    const bundle = setup();
    await hold(bundle);
    await bundle.deliver(receive());
    bundle.pass(HOUR);
    await bundle.tidy();
    expect(bundle.queue.waiting).toEqual([]);
  });

  test('leaves what waits for a person', async () => {
    const bundle = setup();
    await recordDeadLetter(receive({}, { deliveryCount: 11 }), undefined, bundle.ports);
    bundle.pass(HOUR);
    await bundle.tidy();
    expect(bundle.queue.waiting).toEqual([]);
  });

  test('leaves to the probe what a release is at', async () => {
    const bundle = setup();
    await hold(bundle);
    await bundle.deliver(receive());
    const stored = await bundle.holds.read(TENANT);
    if (stored) await bundle.holds.update(stored, releasing(stored.hold, START));
    bundle.pass(HOUR);
    await bundle.tidy();
    expect(bundle.queue.waiting).toEqual([]);
  });

  test('removes what ended before the time of retention, and keeps the rest', async () => {
    const bundle = setup();
    await bundle.deliver(receive());
    bundle.pass(RETENTION);
    await bundle.deliver(receive({ id: 'order-2' }, { enqueuedAt: bundle.clock.now }));
    bundle.pass(1);
    await bundle.tidy();
    expect(await bundle.record('order-1')).toBeUndefined();
    expect(await bundle.record('order-2')).toMatchObject({ state: 'sent' });
    expect(bundle.logged('PB4001')).toMatchObject([{ fields: { removed: 1 } }]);
  });

  test('goes on with the other steps where one fails, and says which', async () => {
    const bundle = setup();
    await bundle.deliver(receive());
    bundle.pass(RETENTION + 1);
    const select: DeliveryPorts['ledger']['select'] = () => {
      throw AWAY;
    };
    await bundle.tidy({ ledger: { ...bundle.ledger, select } });
    expect(bundle.logged('PB4002')).toMatchObject([
      { fields: { step: 'expired', because: AWAY.code } },
      { fields: { step: 'released', because: AWAY.code } },
    ]);
    expect(await bundle.record()).toBeUndefined();
  });

  test('begins nothing more once its time is up', async () => {
    const bundle = setup();
    await hold(bundle);
    await bundle.deliver(receive());
    await forgetHold(bundle);
    bundle.pass(DAY + 1);
    await bundle.tidy({}, 0);
    expect(await bundle.record()).toMatchObject({ state: 'parked' });
    expect(bundle.queue.waiting).toEqual([]);
  });
});
