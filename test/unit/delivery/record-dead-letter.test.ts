import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { cancelled } from '../../../shared/delivery/ledger-entry.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const OFTEN = 'MaxDeliveryCountExceeded';
const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });
const AWAY = deliveryError('ERR_LEDGER_UNAVAILABLE');
const LEFT_OPEN = /^attempt 1 was opened or looked up at .*, and never closed$/;

function setup(overrides: Parameters<typeof createDeliveryBundle>[0] = {}) {
  const bundle = createDeliveryBundle(overrides);
  const bury = (received = dead(), reason: string | undefined = OFTEN) =>
    recordDeadLetter(received, reason, bundle.ports);
  return { ...bundle, bury, body: async () => bundle.ledger.readBody(await existing(bundle)) };
}

type Bundle = ReturnType<typeof createDeliveryBundle>;

async function existing({ record }: Bundle) {
  const entry = await record();
  if (!entry) throw new Error('no record');
  return entry;
}

const dead = (body: unknown = {}, overrides: Partial<ReceivedMessage> = {}): ReceivedMessage =>
  receive(body, { deliveryCount: 11, ...overrides });

/** A worker was killed between its send and its last write. */
async function killedWhileSending(overrides: Parameters<typeof createDeliveryBundle>[0] = {}) {
  const bundle = setup(overrides);
  bundle.ledger.breakNext('update', 'before', new Error('killed'));
  await expect(bundle.deliver(receive())).rejects.toThrow('killed');
  return bundle;
}

describe('recordDeadLetter', () => {
  test('parks a message that nobody got as far as recording, with its body', async () => {
    const { bury, record, body, events } = setup();
    expect(await bury()).toMatchObject({ kind: 'parked' });
    expect(await record()).toMatchObject({
      state: 'parked',
      attempt: 0,
      parkedAt: START,
      failure: { code: 'ERR_MESSAGE_CRASHED', provider: OFTEN, lastStep: 'received; no attempt was opened' },
    });
    expect(await body()).toEqual(dead().body);
    expect(events.map(({ event }) => event)).toEqual(['PB1005']);
  });

  test.each(['TTLExpiredException', undefined])('says what reason the broker gave: %s', async (reason) => {
    const bundle = setup();
    await recordDeadLetter(dead(), reason, bundle.ports);
    expect((await bundle.record())?.failure?.provider).toBe(reason);
  });

  test('parks an open attempt in doubt, to be looked up not before its worker must be gone', async () => {
    const bundle = await killedWhileSending();
    const open = await existing(bundle);
    expect(await bundle.bury()).toMatchObject({ kind: 'parked' });
    expect(await bundle.record()).toMatchObject({
      state: 'parked',
      isUnconfirmed: true,
      busyUntil: open.busyUntil,
      failure: { code: 'ERR_MESSAGE_CRASHED', lastStep: expect.stringMatching(LEFT_OPEN) },
    });
  });

  test('parks a doubt in doubt, with the instant from which it may be looked up', async () => {
    const bundle = setup();
    bundle.mailboxes.failNext('sendDraft', 'after', DOUBT);
    await bundle.deliver(receive());
    const open = await existing(bundle);
    await bundle.bury();
    expect(await bundle.record()).toMatchObject({ state: 'parked', isUnconfirmed: true, busyUntil: open.busyUntil });
  });

  test('parks a deferred message, which nobody may have sent, without a doubt', async () => {
    const bundle = setup();
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNAVAILABLE'));
    await bundle.deliver(receive());
    await bundle.bury();
    expect(await bundle.record()).toMatchObject({ state: 'parked', failure: { code: 'ERR_MESSAGE_CRASHED' } });
    expect(await bundle.record()).not.toHaveProperty('isUnconfirmed');
  });

  test('parks a deferred message whose doubt the policy was about to resend in doubt', async () => {
    const bundle = setup({ plan: 'direct', mayLook: false, unconfirmed: 'resend' });
    bundle.mailboxes.failNext('sendDirect', 'after', DOUBT);
    await bundle.deliver(receive());
    expect(await bundle.record()).toMatchObject({ state: 'deferred', doubts: 1 });
    await bundle.bury();
    expect(await bundle.record()).toMatchObject({ state: 'parked', isUnconfirmed: true });
  });

  test.each(['sent', 'failed', 'cancelled', 'parked'] as const)('leaves a message that is %s alone', async (state) => {
    const bundle = setup();
    if (state === 'failed') bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_RECIPIENT_INVALID'));
    if (state === 'parked') bundle.connections.clear();
    await bundle.deliver(receive());
    const stored = await bundle.ledger.read('contoso', 'order-1');
    if (state === 'cancelled' && stored) await bundle.ledger.update(stored, cancelled(stored.entry, START));
    const before = await bundle.record();
    expect(before?.state).toBe(state);
    expect(await bundle.bury()).toMatchObject({ kind: 'duplicate' });
    expect(await bundle.record()).toEqual(before);
  });

  test('records a copy that carries "sent" as sent, and not as parked', async () => {
    const bundle = await killedWhileSending();
    const copy = { number: 1, firstEnqueuedAt: START, sent: { requestId: 'request-7' } };
    expect(await bundle.bury(dead({}, { copy }))).toMatchObject({ kind: 'sent', entry: { requestId: 'request-7' } });
  });

  test('throws while the ledger is away, so that the dead letter stays where it is', async () => {
    const copied = await killedWhileSending();
    copied.ledger.breakNext('read', 'before', AWAY);
    const copy = { number: 1, firstEnqueuedAt: START, sent: { requestId: 'request-7' } };
    await expect(copied.bury(dead({}, { copy }))).rejects.toThrow('ERR_LEDGER_UNAVAILABLE');
    const plain = setup();
    plain.ledger.breakNext('park', 'before', AWAY);
    await expect(plain.bury()).rejects.toThrow('ERR_LEDGER_UNAVAILABLE');
    expect(await plain.record()).toBeUndefined();
  });

  test('reads the record again where another one was faster', async () => {
    const bundle = await killedWhileSending();
    const { park } = bundle.ledger;
    let count = 0;
    const ledger: typeof bundle.ledger = {
      ...bundle.ledger,
      park: async (...given) => {
        count += 1;
        return count === 1 ? undefined : park(...given);
      },
    };
    expect(await recordDeadLetter(dead(), OFTEN, { ...bundle.ports, ledger })).toMatchObject({ kind: 'parked' });
    const never = { ...bundle.ledger, park: async () => undefined };
    const fresh = setup();
    await expect(
      recordDeadLetter(dead(), OFTEN, { ...fresh.ports, ledger: { ...fresh.ledger, park: never.park } }),
    ).rejects.toThrow('ERR_LEDGER_CONFLICT');
  });

  test('keeps what nobody can read whole, where nobody’s messages are', async () => {
    const { bury, ledger } = setup();
    expect(await bury(dead('{'))).toMatchObject({ kind: 'parked', entry: { tenant: '_unreadable' } });
    const [entry] = await ledger.list('_unreadable', 9);
    if (!entry) throw new Error('not parked');
    expect(entry.failure?.code).toBe('ERR_MESSAGE_UNREADABLE');
    expect(Buffer.from((await ledger.readBody(entry)) ?? []).toString()).toBe('{');
  });

  test('fails an invalid message under its producer’s id', async () => {
    const { bury } = setup();
    expect(await bury(dead({ to: ['nobody'] }))).toMatchObject({ kind: 'failed', entry: { id: 'order-1' } });
  });

  test('does not read what has killed its reader here as well: it is parked unread', async () => {
    const { bury, ledger, record } = setup();
    expect(await bury(dead({}, { deliveryCount: 20 }))).toMatchObject({ entry: { tenant: 'contoso' } });
    expect(await bury(dead({ id: 'order-2' }, { deliveryCount: 21 }))).toMatchObject({
      entry: { tenant: '_unreadable' },
    });
    expect(await record('order-2')).toBeUndefined();
    expect(await ledger.list('_unreadable', 9)).toMatchObject([{ failure: { code: 'ERR_MESSAGE_CRASHED' } }]);
  });

  test('records another content under a used id as a conflict, and leaves the first alone', async () => {
    const bundle = await killedWhileSending();
    const before = await bundle.record();
    expect(await bundle.bury(dead({ subject: 'Another' }))).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_MESSAGE_CONFLICT' } },
    });
    expect(await bundle.record()).toEqual(before);
  });

  test('parks the corrected message of an invalid one', async () => {
    const bundle = setup();
    await bundle.deliver(receive({ to: ['nobody'] }));
    expect(await bundle.bury(dead({}, { messageId: 'msg_2' }))).toMatchObject({ kind: 'parked' });
    expect(await bundle.body()).toEqual(dead().body);
  });

  test('parks a message whose sender was not permitted when it came first', async () => {
    const bundle = setup();
    const from = { from: 'noreply@contoso.example' };
    bundle.connections.set('contoso', contoso({ mailboxes: ['orders@contoso.example'] }));
    await bundle.deliver(receive(from));
    bundle.connections.set('contoso', contoso());
    expect(await bundle.bury(dead(from, { messageId: 'msg_2' }))).toMatchObject({ kind: 'parked' });
  });
});
