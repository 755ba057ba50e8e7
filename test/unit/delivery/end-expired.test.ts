import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { endExpired } from '../../../shared/delivery/end-expired.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { contoso, createDeliveryBundle, receive } from '../../harness/memory/delivery-bundle.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const RETENTION = 30 * DAY;
const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });
const AWAY = deliveryError('ERR_GRAPH_UNAVAILABLE', { provider: '502' });

type Bundle = ReturnType<typeof createDeliveryBundle>;

function setup(overrides: Parameters<typeof createDeliveryBundle>[0] = {}) {
  const bundle = createDeliveryBundle(overrides);
  const end = (ports: Partial<DeliveryPorts> = {}) => endExpired({ ...bundle.ports, ...ports }, RETENTION, () => true);
  return { ...bundle, end, overdue: () => bundle.events.filter(({ event }) => event === 'PB4003') };
}

/** A send whose answer was lost: it left (`after`), or it did not; then the app is down until two hours after the expiry, and a bit more. */
async function overdueDoubt(how: 'before' | 'after', overrides: Parameters<typeof setup>[0] = {}) {
  const bundle = setup(overrides);
  bundle.mailboxes.failNext(overrides.plan === 'direct' ? 'sendDirect' : 'sendDraft', how, DOUBT);
  await bundle.deliver(receive());
  bundle.pass(DAY + 2 * HOUR + SECOND);
  return bundle;
}

/** As after a purge of the queue. */
function loseQueueMessages({ queue, pass }: Bundle): void {
  pass(DAY);
  for (let locked = queue.receive(); locked; locked = queue.receive()) queue.complete(locked);
  pass(-DAY);
}

describe('endExpired', () => {
  test('ends a dead letter that nobody replayed in time', async () => {
    const bundle = setup();
    await recordDeadLetter(receive({}, { deliveryCount: 11 }), undefined, bundle.ports);
    bundle.pass(DAY);
    expect(await bundle.end()).toBe(0);
    bundle.pass(1);
    expect(await bundle.end()).toBe(1);
    expect(await bundle.record()).toMatchObject({
      state: 'failed',
      failure: { code: 'ERR_MESSAGE_EXPIRED', because: 'ERR_MESSAGE_CRASHED' },
    });
  });

  test('keeps a doubt parked as long as there are records, and ends it as one', async () => {
    const bundle = setup({ mayLook: false });
    bundle.mailboxes.failNext('sendDraft', 'after', DOUBT);
    await bundle.deliver(receive());
    bundle.pass(RETENTION - 1);
    expect(await bundle.end()).toBe(0);
    expect(await bundle.record()).toMatchObject({ state: 'parked', isUnconfirmed: true });
    bundle.pass(1);
    await bundle.end();
    expect(await bundle.record()).toMatchObject({ state: 'failed', failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
  });

  test.each([
    ['deferred', 'createDraft', AWAY],
    ['attempting', 'sendDraft', DOUBT],
  ] as const)(
    'ends a message that stayed %s long after it expired, and logs that its queue message is lost',
    async (state, at, error) => {
      const bundle = setup();
      bundle.mailboxes.failNext(at, 'before', error);
      await bundle.deliver(receive());
      loseQueueMessages(bundle);
      bundle.pass(DAY + 2 * HOUR);
      await bundle.end();
      expect(await bundle.record()).toMatchObject({ state });
      expect(bundle.overdue()).toEqual([]);
      bundle.pass(1);
      await bundle.end();
      expect(await bundle.record()).toMatchObject({
        state: 'failed',
        failure: { code: 'ERR_MESSAGE_EXPIRED', because: error.code },
      });
      expect(bundle.overdue()).toMatchObject([{ fields: { id: 'order-1', state } }]);
    },
  );

  test('leaves a message to its queue message that is due after it expired, for two hours more', async () => {
    const bundle = setup();
    bundle.mailboxes.failNext('sendDraft', 'before', DOUBT);
    bundle.pass(DAY - MINUTE);
    await bundle.deliver(receive());
    bundle.pass(MINUTE + 2 * HOUR + SECOND);
    expect(await bundle.end()).toBe(0);
    expect(await bundle.record()).toMatchObject({ state: 'attempting' });
  });

  test('finds out that an overdue doubt was sent, and records it as sent', async () => {
    const bundle = await overdueDoubt('after');
    expect(await bundle.end()).toBe(1);
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
    expect(bundle.events.at(-1)).toMatchObject({ name: 'message-sent', fields: { id: 'order-1' } });
  });

  test('finds out what became of a worker that was killed with the message sent, its record still open', async () => {
    const bundle = setup();
    bundle.ledger.breakNext('update', 'before', new Error('killed'));
    await expect(bundle.deliver(receive())).rejects.toThrow('killed');
    bundle.pass(DAY + 2 * HOUR + SECOND);
    await bundle.end();
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
  });

  test('ends the same, sent, where the app was down from before the expiry until long after', async () => {
    const bundle = await overdueDoubt('after');
    await Promise.all([bundle.end(), bundle.deliverNextCopy()]);
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('looks only in the mailbox of the attempt, whatever the connection’s is now', async () => {
    const bundle = await overdueDoubt('after');
    bundle.connections.set('contoso', contoso({ mailboxes: ['other@contoso.example', 'noreply@contoso.example'] }));
    await bundle.end();
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
  });

  test('reads no mailbox that is the connection’s no more', async () => {
    const bundle = await overdueDoubt('after');
    bundle.connections.set('contoso', contoso({ mailboxes: ['other@contoso.example'] }));
    expect(await bundle.end()).toBe(0);
    expect(bundle.mailboxes.calls).not.toContain('findCopies');
    expect(await bundle.record()).toMatchObject({ state: 'attempting', isUnconfirmed: true });
  });

  test.each([
    ['no right to read', {}, async (bundle: Bundle) => bundle.connections.set('contoso', contoso({ mayLook: false }))],
    ['no connection', {}, async (bundle: Bundle) => bundle.connections.delete('contoso')],
    ['a look that fails', {}, async (bundle: Bundle) => bundle.mailboxes.failNext('findCopies', 'before', AWAY)],
    ['a plan that may leave no copy', { plan: 'direct' }, async () => undefined],
  ] as const)('keeps an overdue doubt for a person where there is %s', async (_why, connection, change) => {
    const bundle = await overdueDoubt('before', connection);
    await change(bundle);
    expect(await bundle.end()).toBe(0);
    expect(await bundle.record()).toMatchObject({ state: 'attempting', isUnconfirmed: true });
  });

  test('ends an overdue doubt as one where nobody could look as long as there are records', async () => {
    const bundle = await overdueDoubt('after');
    bundle.connections.set('contoso', contoso({ mayLook: false }));
    bundle.pass(RETENTION);
    expect(await bundle.end()).toBe(1);
    expect(await bundle.record()).toMatchObject({ state: 'failed', failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
  });

  test('lets a failure out that nobody foresaw', async () => {
    const bundle = await overdueDoubt('after');
    bundle.mailboxes.failNext('findCopies', 'before', new Error('a fault of ours'));
    await expect(bundle.end()).rejects.toThrow('a fault of ours');
  });

  test('leaves alone what somebody changed meanwhile', async () => {
    const bundle = setup();
    await openHold({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    await bundle.deliver(receive());
    bundle.pass(DAY + 1);
    const update: DeliveryPorts['ledger']['update'] = async () => undefined;
    expect(await bundle.end({ ledger: { ...bundle.ledger, update } })).toBe(0);
    expect(bundle.events.filter(({ fields }) => fields.state === 'failed')).toEqual([]);
  });
});
