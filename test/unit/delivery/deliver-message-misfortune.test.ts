/** Misfortunes of the whole flow that a review found, each as the shortest story of it; the storm plays all others. */
import { describe, expect, test } from '@jest/globals';
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });
const AWAY = deliveryError('ERR_GRAPH_UNAVAILABLE');

type Bundle = ReturnType<typeof createDeliveryBundle>;
const record = async ({ ledger }: Bundle) => (await ledger.find('contoso', 'order-1'))[0];
const passed = ({ clock }: Bundle): number => clock.now.getTime() - START.getTime();
const killed = async (): Promise<never> => {
  throw new Error('killed');
};

describe('deliverMessage, in misfortune', () => {
  test.each([
    ['fails for now', 'createDraft', AWAY],
    ['is in doubt', 'sendDraft', DOUBT],
  ] as const)(
    'loses no message that is enqueued again while its attempt, which %s, is open',
    async (_how, at, error) => {
      const bundle = createDeliveryBundle();
      bundle.mailboxes.failNext(at, 'before', error);
      const { createDraft } = bundle.mailboxes;
      const mailboxes = {
        ...bundle.mailboxes,
        createDraft: async (...given: Parameters<typeof createDraft>) => {
          await bundle.deliver(receive({}, { messageId: 'msg_2', sequenceNumber: '2' }));
          return createDraft(...given);
        },
      };
      await deliverMessage(receive(), { ...bundle.ports, mailboxes });
      await bundle.drain();
      expect(bundle.mailboxes.sent).toHaveLength(1);
      expect(await record(bundle)).toMatchObject({ state: 'sent', duplicates: 1 });
    },
  );

  test('makes a new draft where somebody purged the one that was left', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    await bundle.deliver(receive());
    bundle.mailboxes.purge(bundle.mailboxes.drafts[0]?.id ?? '');
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(bundle.mailboxes.calls.filter((call) => call === 'createDraft')).toHaveLength(2);
  });

  test('looks where it sent, though the connection’s default mailbox and plan change while it is in doubt', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'after', DOUBT);
    await bundle.deliver(receive());
    const mailboxes = ['orders@contoso.example', 'noreply@contoso.example'];
    bundle.connections.set('contoso', contoso({ plan: 'direct', mailboxes }));
    await bundle.drain();
    expect(bundle.mailboxes.sent.map(({ mailbox }) => mailbox)).toEqual(['noreply@contoso.example']);
    expect(await record(bundle)).toMatchObject({ state: 'sent', mailbox: 'noreply@contoso.example' });
  });

  test('resends at most twelve times where the connection risks it, and then parks the doubt', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct', mayLook: false, unconfirmed: 'resend' });
    for (let time = 0; time < 50; time += 1) bundle.mailboxes.failNext('sendDirect', 'after', DOUBT);
    await bundle.deliver(receive());
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(12);
    expect(await record(bundle)).toMatchObject({ state: 'parked', failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
  });

  test('parks a doubt whose message expires before it could be resent', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct', mayLook: false, unconfirmed: 'resend' });
    bundle.mailboxes.failNext('sendDirect', 'after', DOUBT);
    await bundle.deliver(receive({ expiresAt: new Date(START.getTime() + 2 * SECOND).toISOString() }));
    await bundle.drain();
    expect(await record(bundle)).toMatchObject({ state: 'parked', failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
  });

  test('sends no second mail where only the ledger was away after the first', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct', mayLook: false, unconfirmed: 'resend' });
    bundle.ledger.breakNext('update', 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    await bundle.deliver(receive());
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(await record(bundle)).toMatchObject({ state: 'sent', requestId: 'request-1' });
  });

  test('parks a doubt that nobody could look up until it expired, and says what was in the way', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct' });
    bundle.mailboxes.failNext('sendDirect', 'after', DOUBT);
    for (let look = 0; look < 2000; look += 1)
      bundle.mailboxes.failNext('findCopies', 'before', deliveryError('ERR_MAILBOX_ACCESS_DENIED'));
    await bundle.deliver(receive());
    for (let copy = 0; copy < 1000 && bundle.queue.waiting.length > 0; copy += 1) await bundle.deliverNextCopy();
    expect(passed(bundle)).toBeLessThan(25 * HOUR);
    expect(await record(bundle)).toMatchObject({
      state: 'parked',
      failure: { code: 'ERR_DELIVERY_UNCONFIRMED', because: 'ERR_MAILBOX_ACCESS_DENIED' },
    });
  });

  test('waits for the settle time though the answer of the ledger was lost', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'after', DOUBT);
    bundle.ledger.breakNext('update', 'after', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    await bundle.deliver(receive());
    while (!bundle.mailboxes.calls.includes('findCopies')) await bundle.deliverNextCopy();
    expect(passed(bundle)).toBeGreaterThanOrEqual(2 * MINUTE);
  });

  test('stays away as long as Graph said though the answer of the ledger was lost', async () => {
    const bundle = createDeliveryBundle();
    const retryAt = new Date(START.getTime() + 10 * MINUTE);
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED', { retryAt }));
    bundle.ledger.breakNext('update', 'after', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    await bundle.deliver(receive());
    while (bundle.mailboxes.calls.length < 2) await bundle.deliverNextCopy();
    expect(passed(bundle)).toBeGreaterThanOrEqual(10 * MINUTE);
  });

  test('waits for the settle time where every worker’s clock is minutes behind the broker’s', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct' });
    const now = () => new Date(bundle.clock.now.getTime() - 4 * MINUTE);
    bundle.mailboxes.failNext('sendDirect', 'after', DOUBT);
    await deliverMessage(receive(), { ...bundle.ports, now });
    while (!bundle.mailboxes.calls.includes('findCopies')) {
      const at = bundle.queue.nextAt();
      if (at && at > bundle.clock.now) bundle.clock.now = at;
      const locked = bundle.queue.receive();
      if (!locked) throw new Error('nobody comes back');
      await deliverMessage(locked.received, { ...bundle.ports, now });
      bundle.queue.complete(locked);
    }
    expect(passed(bundle)).toBeGreaterThanOrEqual(2 * MINUTE - 5 * SECOND);
  });

  // The queue drops a MessageId for minutes, also where the copy that had it was delivered long since.
  test('comes back though an earlier delivery of the same queue message had copies of its own', async () => {
    const bundle = createDeliveryBundle();
    bundle.ledger.breakNext('create', 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    await bundle.deliver(receive());
    bundle.connections.clear();
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'parked' });
    bundle.connections.set('contoso', contoso());
    bundle.mailboxes.failNext('createDraft', 'before', AWAY);
    // Completing the first delivery was lost, and its lock ended.
    expect(await bundle.deliver(receive({}, { deliveryCount: 2 }))).toMatchObject({ kind: 'deferred' });
    await bundle.drain();
    expect(await record(bundle)).toMatchObject({ state: 'sent' });
  });

  test('parks a message that kills ten workers, for it may be what kills them', async () => {
    const bundle = createDeliveryBundle();
    const { ports } = bundle;
    let received = receive();
    for (let life = 0; life < 60 && (await record(bundle))?.state !== 'parked'; life += 1) {
      const ledger = { ...ports.ledger };
      const die = async () => {
        ledger.update = killed;
        return killed();
      };
      const mailboxes = { ...ports.mailboxes, createDraft: die, findCopies: die };
      try {
        await deliverMessage(received, { ...ports, ledger, mailboxes });
        const at = bundle.queue.nextAt();
        if (at && at > bundle.clock.now) bundle.clock.now = at;
        const locked = bundle.queue.receive();
        if (locked) {
          bundle.queue.complete(locked);
          received = locked.received;
        }
      } catch {
        received = { ...received, deliveryCount: received.deliveryCount + 1 };
        bundle.clock.now = new Date(bundle.clock.now.getTime() + 5 * MINUTE);
      }
    }
    expect(await record(bundle)).toMatchObject({
      state: 'parked',
      failure: { code: 'ERR_MESSAGE_CRASHED' },
      isUnconfirmed: true,
    });
  });

  test('does not let waits for a turn lengthen the back-off, nor outlast the message', async () => {
    const bundle = createDeliveryBundle();
    let turns = 0;
    const { permits } = bundle.ports;
    const later = (): Date => new Date(bundle.clock.now.getTime() + 5 * SECOND);
    const ports = {
      ...bundle.ports,
      permits: {
        take: async (mailbox: string) => {
          turns += 1;
          return turns < 20 ? ({ kind: 'later', at: later() } as const) : permits.take(mailbox);
        },
        pause: permits.pause,
      },
    };
    const expiresAt = new Date(START.getTime() + HOUR).toISOString();
    bundle.mailboxes.failNext('createDraft', 'before', AWAY);
    let outcome = await deliverMessage(receive({ expiresAt }), ports);
    while (outcome.kind === 'waiting') {
      const at = bundle.queue.nextAt();
      if (at) bundle.clock.now = at;
      const locked = bundle.queue.receive();
      if (!locked) throw new Error('nobody comes back');
      outcome = await deliverMessage(locked.received, ports);
      bundle.queue.complete(locked);
    }
    expect(outcome).toMatchObject({
      kind: 'deferred',
      comeBack: { at: new Date(bundle.clock.now.getTime() + 5 * SECOND) },
    });
    turns = Number.NEGATIVE_INFINITY;
    bundle.clock.now = new Date(START.getTime() + HOUR);
    await expect(deliverMessage(receive({ expiresAt }, { deliveryCount: 2 }), ports)).resolves.toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_MESSAGE_EXPIRED' } },
    });
  });

  test('believes no copy that says "sent" where no attempt was ever opened, and sends the message', async () => {
    const bundle = createDeliveryBundle();
    const copy = { number: 1, firstEnqueuedAt: START, sent: { requestId: 'forged' } };
    expect(await bundle.deliver(receive({}, { copy }))).toMatchObject({
      kind: 'sent',
      entry: { requestId: 'request-1' },
    });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });
});
