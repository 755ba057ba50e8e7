import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import type { DeliveryPorts } from '../../../shared/delivery/delivery-ports.ts';
import { cancelled, type LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { recordDeadLetter } from '../../../shared/delivery/record-dead-letter.ts';
import { type ReplayOptions, replay } from '../../../shared/delivery/replay.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const SECOND = 1000;
const HOUR = 3_600_000;
const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });

type Bundle = ReturnType<typeof createDeliveryBundle>;
const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `order-${index + 1}`);

async function parkedOf(bundle: Bundle, ids: readonly string[]): Promise<readonly LedgerEntry[]> {
  const found = await Promise.all(ids.map((id) => bundle.record(id)));
  return found.filter((entry) => entry !== undefined);
}

/** Messages that are parked for a person's eyes: no hold keeps them. */
async function setup({ count = 1 } = {}) {
  const bundle = createDeliveryBundle();
  const ids = names(count);
  for (const id of ids)
    await recordDeadLetter(receive({ id }, { messageId: `msg_${id}`, deliveryCount: 11 }), undefined, bundle.ports);
  const entries = await parkedOf(bundle, ids);
  return {
    ...bundle,
    entries,
    put: (options: ReplayOptions = {}, ports: Partial<DeliveryPorts> = {}) =>
      replay(entries, { ...bundle.ports, ...ports }, options),
  };
}

/** One whose send is in doubt, where nobody may look: parked. */
async function parkedInDoubt(): Promise<Bundle & { readonly entry: LedgerEntry }> {
  const bundle = createDeliveryBundle({ mayLook: false });
  bundle.mailboxes.failNext('sendDraft', 'after', DOUBT);
  await bundle.deliver(receive());
  const entry = await bundle.record();
  if (entry?.state !== 'parked') throw new Error('not parked');
  return { ...bundle, entry };
}

/** The queue takes every copy but those of one message. */
const refusing = ({ ports }: Bundle, id: string): Partial<DeliveryPorts> => ({
  copies: {
    schedule: async (received, comeBack) => {
      if (received.messageId === id) throw new Error('too large');
      await ports.copies.schedule(received, comeBack);
    },
  },
});

describe('replay', () => {
  test('puts parked messages back, which leave the parking when their copy is handled', async () => {
    const bundle = await setup();
    expect(await bundle.put()).toBe(1);
    expect(await bundle.record()).toMatchObject({ state: 'parked' });
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('sends one mail where it is done twice', async () => {
    const bundle = await setup();
    await bundle.put();
    bundle.pass(SECOND);
    expect(await bundle.put()).toBe(1);
    expect(bundle.queue.waiting).toHaveLength(2);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('makes a copy of its own each time: the first may have been handled in vain', async () => {
    const bundle = await setup();
    await bundle.put();
    const locked = bundle.queue.receive();
    if (locked) bundle.queue.complete(locked);
    bundle.pass(SECOND);
    await bundle.put();
    expect(bundle.queue.dropped).toEqual([]);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('numbers its copy after the latest one, so that no number comes twice', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNAVAILABLE'));
    await bundle.deliver(receive());
    await openHold({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    await bundle.deliverNextCopy();
    await replay(await parkedOf(bundle, ['order-1']), bundle.ports);
    expect(await bundle.record()).toMatchObject({ state: 'parked', copy: 1 });
    expect(bundle.queue.waiting).toMatchObject([{ copy: 2 }]);
  });

  test('sends nothing where somebody cancelled the message meanwhile', async () => {
    const bundle = await setup();
    await bundle.put();
    const stored = await bundle.ledger.read('contoso', 'order-1');
    if (stored) await bundle.ledger.update(stored, cancelled(stored.entry, START));
    await bundle.drain();
    expect(bundle.mailboxes.sent).toEqual([]);
    expect(await bundle.record()).toMatchObject({ state: 'cancelled' });
  });

  test('puts nothing back whose body is gone: it has left the parking', async () => {
    const bundle = await setup({ count: 2 });
    const stored = await bundle.ledger.read('contoso', 'order-2');
    if (stored) await bundle.ledger.update(stored, cancelled(stored.entry, START));
    expect(await bundle.put()).toBe(1);
    expect(bundle.queue.waiting).toHaveLength(1);
  });

  test('ends one parking: a copy of an earlier one leaves the message parked', async () => {
    const bundle = await setup();
    await bundle.put();
    const stored = await bundle.ledger.read('contoso', 'order-1');
    if (!stored?.entry.parkedAt) throw new Error('not parked');
    const later = { ...stored.entry, parkedAt: new Date(stored.entry.parkedAt.getTime() + 1) };
    await bundle.ledger.park(later, receive().body, stored);
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'parked' });
    expect(bundle.mailboxes.sent).toEqual([]);
  });

  test('looks for a message in doubt before anything is sent', async () => {
    const { entry, ...bundle } = await parkedInDoubt();
    bundle.connections.set('contoso', { ...(await found(bundle)), mayLook: true });
    await replay([entry], bundle.ports);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
  });

  test('leaves a message in doubt parked where still nobody may look', async () => {
    const { entry, ...bundle } = await parkedInDoubt();
    await replay([entry], bundle.ports);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(await bundle.record()).toMatchObject({ state: 'parked', failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
  });

  test('sends a message in doubt again where somebody looked and says so, but not while it may be under way', async () => {
    const { entry, ...bundle } = await parkedInDoubt();
    await replay([entry], bundle.ports, { isResend: true });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'waiting', comeBack: { at: entry.busyUntil } });
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(2);
    const record = await bundle.record();
    expect(record).toMatchObject({ state: 'sent' });
    expect(record).not.toHaveProperty('doubts');
  });

  test('waits for a worker that may still be at it, though somebody says it was not sent', async () => {
    const bundle = createDeliveryBundle();
    bundle.ledger.breakNext('update', 'before', new Error('killed'));
    await expect(bundle.deliver(receive())).rejects.toThrow('killed');
    await recordDeadLetter(receive({}, { deliveryCount: 11 }), undefined, bundle.ports);
    await replay(await parkedOf(bundle, ['order-1']), bundle.ports, { isResend: true });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'waiting' });
  });

  test('counts on what the record says: an expired message ends with its replay', async () => {
    const bundle = await setup();
    bundle.pass(24 * HOUR);
    await bundle.put();
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'failed', failure: { code: 'ERR_MESSAGE_EXPIRED' } });
  });

  test('keeps the day that an expiry counts from, so that no hold keeps it longer', async () => {
    const bundle = await setup();
    bundle.pass(24 * HOUR - SECOND);
    await bundle.put();
    await openHold({ tenant: 'contoso' }, { code: 'ERR_TOKEN_REFUSED' }, bundle.ports);
    bundle.pass(SECOND);
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'failed', failure: { code: 'ERR_MESSAGE_EXPIRED' } });
  });

  test('tells how far it is, a group at a time', async () => {
    const { put } = await setup({ count: 40 });
    const seen: number[] = [];
    expect(await put({ onProgress: (replayed) => seen.push(replayed) })).toBe(40);
    expect(seen).toEqual([16, 32, 40]);
  });

  test('puts the others back where one cannot be, and says so at the end', async () => {
    const bundle = await setup({ count: 40 });
    const seen: number[] = [];
    const broken = bundle.put({ onProgress: (replayed) => seen.push(replayed) }, refusing(bundle, 'order-3'));
    await expect(broken).rejects.toThrow('too large');
    expect(seen).toEqual([15, 31, 39]);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(39);
    expect(await bundle.record('order-3')).toMatchObject({ state: 'parked' });
  });
});

async function found({ ports }: Bundle) {
  const connection = await ports.connections.find('contoso');
  if (!connection) throw new Error('no connection');
  return connection;
}
