/** Where holds of a tenant and of its mailboxes, releases, timers and replays meet. */
import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { keepHouse } from '../../../shared/delivery/keep-house.ts';
import { probeHolds } from '../../../shared/delivery/probe-holds.ts';
import { releaseHold } from '../../../shared/delivery/release-hold.ts';
import { replay } from '../../../shared/delivery/replay.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });
const TENANT = { tenant: 'contoso' };
const MAILBOX = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };
const STOPPED = { code: 'ERR_HELD_BY_OPERATOR', note: 'pay run stopped' } as const;

async function setup(messages: number) {
  const bundle = createDeliveryBundle();
  const deliverSome = async () => {
    for (let number = 1; number <= messages; number += 1) {
      const enqueuedAt = new Date(START.getTime() + number);
      const own = { messageId: `q-${number}`, sequenceNumber: String(number), enqueuedAt };
      await bundle.deliver(receive({ id: `order-${number}` }, own));
    }
  };
  return { ...bundle, deliverSome };
}

describe('holds and releases', () => {
  test('keep a mailbox that an operator stopped, while an instance still sees the tenant’s hold that was lifted', async () => {
    const bundle = await setup(1);
    await openHold(TENANT, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    await openHold(MAILBOX, STOPPED, bundle.ports);
    await bundle.deliverSome();
    bundle.holds.freezeView();
    bundle.pass(2 * MINUTE);
    await probeHolds(bundle.ports);
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'parked', entry: { failure: STOPPED } });
    expect(bundle.mailboxes.sent).toEqual([]);
  });

  test('keep it while a hold for the lack of a connection hides it', async () => {
    const bundle = await setup(1);
    await openHold(MAILBOX, STOPPED, bundle.ports);
    await openHold(TENANT, { code: 'ERR_CONNECTION_UNREADABLE' }, bundle.ports);
    await bundle.deliverSome();
    expect(bundle.mailboxes.sent).toEqual([]);
  });

  test('put nothing back a second time by housekeeping, while it waits for its turn', async () => {
    const bundle = await setup(20);
    await openHold(TENANT, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    await bundle.deliverSome();
    bundle.pass(16 * MINUTE);
    await probeHolds(bundle.ports);
    bundle.pass(HOUR);
    await keepHouse(bundle.ports, { retentionMs: 30 * DAY, until: new Date(bundle.clock.now.getTime() + HOUR) });
    expect(bundle.queue.waiting).toHaveLength(20);
  });

  test('leave a release to whoever is at it', async () => {
    const bundle = await setup(40);
    await openHold(TENANT, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    await bundle.deliverSome();
    bundle.pass(2 * MINUTE);
    const schedule = bundle.ports.copies.schedule;
    let isFirst = true;
    const copies = {
      schedule: async (...copy: Parameters<typeof schedule>) => {
        await schedule(...copy);
        if (!isFirst) return;
        isFirst = false;
        await probeHolds(bundle.ports);
      },
    };
    const stored = await bundle.holds.read(TENANT);
    if (!stored) throw new Error('no hold');
    expect(await releaseHold(stored, { ...bundle.ports, copies }, { by: 'operator' })).toBe(40);
    expect(bundle.queue.waiting).toHaveLength(40);
  });

  test('try a mailbox with a few, and send the others after them', async () => {
    const bundle = await setup(10);
    await openHold(MAILBOX, { code: 'ERR_MAILBOX_FULL' }, bundle.ports);
    await bundle.deliverSome();
    bundle.pass(2 * MINUTE);
    await probeHolds(bundle.ports);
    expect(bundle.queue.waiting).toHaveLength(3);
    for (let each = 0; each < 3; each += 1) await bundle.deliverNextCopy();
    expect(bundle.mailboxes.sent.map(({ message }) => message.id)).toEqual(['order-1', 'order-2', 'order-3']);
    bundle.pass(MINUTE);
    await probeHolds(bundle.ports);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(10);
  });

  test('hold the others on where the few bring the failure back', async () => {
    const bundle = await setup(10);
    await openHold(MAILBOX, { code: 'ERR_MAILBOX_FULL' }, bundle.ports);
    await bundle.deliverSome();
    bundle.pass(2 * MINUTE);
    await probeHolds(bundle.ports);
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_FULL'));
    await bundle.drain();
    bundle.pass(MINUTE);
    await probeHolds(bundle.ports);
    expect(bundle.queue.waiting).toEqual([]);
    expect((await bundle.holds.read(MAILBOX))?.hold).toMatchObject({ state: 'held', probes: 1 });
    expect(bundle.events.filter(({ event }) => event === 'PB3001')).toHaveLength(1);
  });

  test('end for a tenant nobody connects, once nothing waits for it', async () => {
    const bundle = await setup(0);
    await bundle.deliver(receive({ tenant: 'contosso' }));
    bundle.pass(2 * DAY);
    await probeHolds(bundle.ports);
    expect(await bundle.holds.list()).toHaveLength(1);
    await keepHouse(bundle.ports, { retentionMs: 30 * DAY, until: new Date(bundle.clock.now.getTime() + HOUR) });
    bundle.pass(HOUR);
    await probeHolds(bundle.ports);
    expect(await bundle.holds.list()).toEqual([]);
  });

  test('leave what is parked for a tenant that was removed', async () => {
    const bundle = await setup(1);
    await openHold(TENANT, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    await bundle.deliverSome();
    bundle.connections.delete('contoso');
    for (const stored of await bundle.holds.list()) await bundle.holds.remove(stored);
    bundle.pass(HOUR);
    await keepHouse(bundle.ports, { retentionMs: 30 * DAY, until: new Date(bundle.clock.now.getTime() + HOUR) });
    expect(bundle.queue.waiting).toEqual([]);
  });
});

describe('a message that somebody says was not sent', () => {
  test('is in doubt again when its next send is, whatever the copies still say', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct', mayLook: false });
    bundle.mailboxes.failNext('sendDirect', 'before', DOUBT);
    await bundle.deliver(receive());
    const entry = await bundle.record();
    if (!entry) throw new Error('no record');
    bundle.pass(10 * MINUTE);
    bundle.connections.set('contoso', contoso({ plan: 'direct', mayLook: false, unconfirmed: 'resend' }));
    await replay([entry], bundle.ports, { isResend: true });
    bundle.mailboxes.failNext('sendDirect', 'after', DOUBT);
    await bundle.deliverNextCopy();
    bundle.mailboxes.failNext('sendDirect', 'before', deliveryError('ERR_RECIPIENT_INVALID'));
    await bundle.deliverNextCopy();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(await bundle.record()).toMatchObject({ state: 'parked', isUnconfirmed: true });
  });
});
