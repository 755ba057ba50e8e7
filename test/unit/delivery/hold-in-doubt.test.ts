/** Holds that meet a send in doubt, a missing connection, or a message that is held back again and again. */
import { describe, expect, test } from '@jest/globals';
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { keepHouse } from '../../../shared/delivery/keep-house.ts';
import { probeHolds } from '../../../shared/delivery/probe-holds.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const after = (ms: number): Date => new Date(START.getTime() + ms);
const DENIED = deliveryError('ERR_MAILBOX_ACCESS_DENIED', { provider: '403 ErrorAccessDenied' });
const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });
const OTHER_WAY_ROUND = ['orders@contoso.example', 'noreply@contoso.example'];
const RETENTION = { retentionMs: 30 * 24 * HOUR, until: after(365 * 24 * HOUR) };

type Bundle = ReturnType<typeof createDeliveryBundle>;
const heldMailboxes = async ({ holds }: Bundle) => (await holds.list()).map(({ hold }) => hold.mailbox);

async function inDoubt(overrides: Parameters<typeof createDeliveryBundle>[0] = {}): Promise<Bundle> {
  const bundle = createDeliveryBundle(overrides);
  const operation = overrides.plan === 'direct' ? 'sendDirect' : 'sendDraft';
  bundle.mailboxes.failNext(operation, 'after', DOUBT);
  await bundle.deliver(receive());
  return bundle;
}

describe('a hold', () => {
  test('keeps a doubt as a doubt, and whoever takes it up afterwards looks and does not send again', async () => {
    const bundle = await inDoubt();
    bundle.mailboxes.failNext('findCopies', 'before', DENIED);
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'parked',
      entry: { isUnconfirmed: true, failure: { code: 'ERR_DELIVERY_UNCONFIRMED', because: DENIED.code } },
    });
    bundle.pass(2 * MINUTE);
    await probeHolds(bundle.ports);
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('for a look that was refused holds the mailbox the attempt was made in, not the new default', async () => {
    const bundle = await inDoubt();
    bundle.connections.set('contoso', contoso({ mailboxes: OTHER_WAY_ROUND }));
    bundle.mailboxes.failNext('findCopies', 'before', DENIED);
    await bundle.deliverNextCopy();
    expect(await heldMailboxes(bundle)).toEqual(['noreply@contoso.example']);
  });

  test('of an operator keeps a doubt as one: it is parked in doubt, and looked up when it is released', async () => {
    const bundle = await inDoubt();
    await openHold({ tenant: 'contoso' }, { code: 'ERR_HELD_BY_OPERATOR', note: 'ask Ada' }, bundle.ports);
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'parked',
      entry: { isUnconfirmed: true, failure: { code: 'ERR_DELIVERY_UNCONFIRMED', because: 'ERR_HELD_BY_OPERATOR' } },
    });
  });

  test('does not make anybody forget a doubt that the policy was about to resend', async () => {
    const bundle = await inDoubt({ plan: 'direct', mayLook: false, unconfirmed: 'resend' });
    await openHold({ tenant: 'contoso' }, { code: 'ERR_HELD_BY_OPERATOR' }, bundle.ports);
    await bundle.deliverNextCopy();
    bundle.clock.now = after(26 * HOUR);
    await keepHouse(bundle.ports, RETENTION);
    expect(await bundle.record()).toMatchObject({ state: 'parked', doubts: 1 });
  });

  test('spends no attempt, however often it keeps the same message', async () => {
    const bundle = createDeliveryBundle({ mayLook: false });
    for (let time = 0; time < 13; time += 1) {
      bundle.mailboxes.failNext('createDraft', 'before', DENIED);
      await (time === 0 ? bundle.deliver(receive()) : bundle.deliverNextCopy());
      expect(await bundle.record()).toMatchObject({ state: 'parked', attempt: 0 });
      bundle.pass(16 * MINUTE);
      await probeHolds(bundle.ports);
    }
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNKNOWN'));
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'deferred', entry: { attempt: 1 } });
  });

  test.each(['ERR_CONNECTION_UNKNOWN', 'ERR_CONNECTION_UNREADABLE'] as const)(
    'for the lack of a connection (%s) keeps nothing back once the connection is found',
    async (code) => {
      const bundle = createDeliveryBundle();
      await openHold({ tenant: 'contoso' }, { code }, bundle.ports);
      expect(await bundle.deliver(receive())).toMatchObject({ kind: 'sent' });
    },
  );

  test('for the lack of a connection makes room for what is found with the connection, and that is an alert', async () => {
    const bundle = createDeliveryBundle();
    bundle.connections.clear();
    await bundle.deliver(receive());
    bundle.connections.set('contoso', contoso());
    bundle.faults.token.push(deliveryError('ERR_TOKEN_REFUSED'));
    await bundle.deliver(receive({ id: 'order-2' }));
    const alerts = bundle.events.filter(({ event }) => event === 'PB3001');
    expect(alerts.map(({ fields }) => fields.code)).toEqual(['ERR_CONNECTION_UNKNOWN', 'ERR_TOKEN_REFUSED']);
  });

  test('for the lack of a connection that is lifted while a message is parked for it has the message come back', async () => {
    const bundle = createDeliveryBundle();
    bundle.connections.clear();
    const park: typeof bundle.ledger.park = async (...given) => {
      const kept = await bundle.ledger.park(...given);
      bundle.connections.set('contoso', contoso());
      bundle.pass(MINUTE);
      await probeHolds({ ...bundle.ports, copies: { schedule: async () => undefined } });
      return kept;
    };
    const outcome = await deliverMessage(receive(), { ...bundle.ports, ledger: { ...bundle.ledger, park } });
    expect(outcome).toMatchObject({ kind: 'parked', comeBack: { replay: { parkedAt: START } } });
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('is opened for a connection that nobody can read, which is the operator’s to repair', async () => {
    const bundle = createDeliveryBundle();
    const find = async () => {
      throw deliveryError('ERR_CONNECTION_UNREADABLE');
    };
    const ports = { ...bundle.ports, connections: { ...bundle.ports.connections, find } };
    expect(await deliverMessage(receive(), ports)).toMatchObject({ kind: 'parked' });
    expect((await bundle.holds.list()).map(({ hold }) => hold.code)).toEqual(['ERR_CONNECTION_UNREADABLE']);
  });

  test('keeps what waits under the mailbox it would leave from now, so that it leaves with that mailbox’s hold', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    await bundle.deliver(receive());
    bundle.connections.set('contoso', contoso({ mailboxes: OTHER_WAY_ROUND }));
    await openHold(
      { tenant: 'contoso', mailbox: 'orders@contoso.example' },
      { code: 'ERR_MAILBOX_FULL' },
      bundle.ports,
    );
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'parked',
      entry: { mailbox: 'orders@contoso.example' },
    });
    // The draft lies in the other mailbox.
    expect(await bundle.record()).not.toHaveProperty('draftId');
    bundle.pass(2 * MINUTE);
    await probeHolds(bundle.ports);
    await bundle.drain();
    expect(bundle.mailboxes.sent.map(({ mailbox }) => mailbox)).toEqual(['orders@contoso.example']);
  });

  test('keeps a corrected message, whose invalid one had no mailbox, under its mailbox', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive({ to: ['nobody'] }));
    await openHold(
      { tenant: 'contoso', mailbox: 'noreply@contoso.example' },
      { code: 'ERR_MAILBOX_FULL' },
      bundle.ports,
    );
    await bundle.deliver(receive());
    expect(await bundle.record()).toMatchObject({ state: 'parked', mailbox: 'noreply@contoso.example' });
  });
});
