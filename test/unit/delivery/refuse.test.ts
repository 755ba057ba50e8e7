import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const after = (ms: number): Date => new Date(START.getTime() + ms);
const again = (deliveryCount = 1) => receive({}, { messageId: 'msg_2', deliveryCount });

type Bundle = ReturnType<typeof createDeliveryBundle>;
const removeConnection = ({ connections }: Bundle) => connections.clear();
const addConnection = ({ connections }: Bundle) => connections.set('contoso', contoso());
const forbidSender = ({ connections }: Bundle) =>
  connections.set('contoso', contoso({ mailboxes: ['orders@contoso.example'] }));
const fromNoreply = (overrides: Partial<Parameters<typeof receive>[1]> = {}) =>
  receive({ from: 'noreply@contoso.example' }, overrides);
const record = async ({ ledger }: Bundle) => (await ledger.find('contoso', 'order-1'))[0];

/** A worker was killed between its send and its last write. */
async function killedWhileSending(received = receive()): Promise<Bundle> {
  const bundle = createDeliveryBundle();
  bundle.ledger.breakNext('update', 'before', new Error('killed'));
  await expect(bundle.deliver(received)).rejects.toThrow('killed');
  return bundle;
}

async function deferredOnce(received = receive()): Promise<Bundle> {
  const bundle = createDeliveryBundle();
  bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNAVAILABLE'));
  await bundle.deliver(received);
  return bundle;
}

describe('a refused message', () => {
  test('is left to the worker of its open attempt while that may be at work', async () => {
    const bundle = await killedWhileSending();
    removeConnection(bundle);
    expect(await bundle.deliver(receive({}, { deliveryCount: 2 }))).toMatchObject({ kind: 'waiting' });
    expect(await record(bundle)).toMatchObject({ state: 'attempting' });
  });

  test('is parked as unconfirmed, never failed, where an open attempt may have sent it', async () => {
    const bundle = await killedWhileSending();
    removeConnection(bundle);
    await bundle.deliver(receive({}, { deliveryCount: 2 }));
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'parked',
      entry: { failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } },
    });
  });

  test('is parked as unconfirmed where its sender is permitted no more and an attempt may have sent it', async () => {
    const bundle = await killedWhileSending(fromNoreply());
    forbidSender(bundle);
    await bundle.deliver(fromNoreply({ deliveryCount: 2 }));
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'parked',
      entry: { failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } },
    });
  });

  test('is parked when it is due and its connection is gone', async () => {
    const bundle = await deferredOnce();
    removeConnection(bundle);
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'parked',
      entry: { failure: { code: 'ERR_CONNECTION_UNKNOWN' } },
    });
  });

  test('fails when it is due and its sender is permitted no more', async () => {
    const bundle = await deferredOnce(fromNoreply());
    forbidSender(bundle);
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_SENDER_NOT_PERMITTED' } },
    });
  });

  test('stays as it ended, whatever became of its connection', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive());
    removeConnection(bundle);
    expect(await bundle.deliver(again())).toMatchObject({ kind: 'duplicate', entry: { state: 'sent', duplicates: 1 } });
  });

  test('is counted when it is enqueued again, and not when it is handed over again', async () => {
    const bundle = createDeliveryBundle();
    removeConnection(bundle);
    await bundle.deliver(receive());
    await bundle.deliver(again());
    await bundle.deliver(again(2));
    expect(await record(bundle)).toMatchObject({ state: 'parked', duplicates: 1 });
  });

  test.each([
    ['for the first time', () => again()],
    ['once more by the broker', () => again(2)],
    ['by a copy', () => receive({}, { copy: { number: 1, firstEnqueuedAt: START } })],
  ])('is sent when its connection is there and it is handed over %s', async (_how, received) => {
    const bundle = createDeliveryBundle();
    removeConnection(bundle);
    await bundle.deliver(receive());
    addConnection(bundle);
    expect(await bundle.deliver(received())).toMatchObject({ kind: 'sent' });
  });

  test('is sent under its id once its sender is permitted', async () => {
    const bundle = createDeliveryBundle();
    forbidSender(bundle);
    await bundle.deliver(fromNoreply());
    addConnection(bundle);
    expect(await bundle.deliver(fromNoreply({ messageId: 'msg_2' }))).toMatchObject({ kind: 'sent' });
  });

  test('keeps its id free for the corrected one, though the tenant is unknown by then', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive({ to: ['nobody'] }));
    removeConnection(bundle);
    expect(await bundle.deliver(again())).toMatchObject({
      kind: 'parked',
      entry: { failure: { code: 'ERR_CONNECTION_UNKNOWN' } },
    });
    addConnection(bundle);
    expect(await bundle.deliver(again())).toMatchObject({ kind: 'sent' });
  });

  test('leaves another message under the same id alone', async () => {
    const bundle = await deferredOnce();
    removeConnection(bundle);
    expect(await bundle.deliver(receive({ subject: 'Another' }))).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_MESSAGE_CONFLICT' } },
    });
    expect(await record(bundle)).toMatchObject({ state: 'deferred' });
  });

  test.each(['park', 'read'] as const)('comes back where the ledger cannot %s', async (operation) => {
    const bundle = createDeliveryBundle();
    removeConnection(bundle);
    if (operation === 'read') await bundle.deliver(receive());
    bundle.ledger.breakNext(operation, 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    expect(await bundle.deliver(again())).toMatchObject({ kind: 'waiting' });
    bundle.clock.now = after(MINUTE);
    await bundle.drain();
    expect(await record(bundle)).toMatchObject({ state: 'parked', failure: { code: 'ERR_CONNECTION_UNKNOWN' } });
  });
});
