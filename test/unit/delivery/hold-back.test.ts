import { describe, expect, test } from '@jest/globals';
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { lifted, releasing } from '../../../shared/tenant/hold.ts';
import type { Holds } from '../../../shared/tenant/holds.ts';
import { openHold } from '../../../shared/tenant/open-hold.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const after = (ms: number): Date => new Date(START.getTime() + ms);
const NOREPLY = { tenant: 'contoso', mailbox: 'noreply@contoso.example' };
const DENIED = deliveryError('ERR_MAILBOX_ACCESS_DENIED', {
  provider: '403 ErrorAccessDenied',
  requestId: 'request-1',
});
const FULL = deliveryError('ERR_MAILBOX_FULL');

type Bundle = ReturnType<typeof createDeliveryBundle>;
const holdsOf = async ({ holds }: Bundle) =>
  (await holds.list()).map(({ hold }) => [hold.mailbox ?? 'tenant', hold.code, hold.state].join(' '));

async function heldMailbox(overrides: Parameters<typeof createDeliveryBundle>[0] = {}): Promise<Bundle> {
  const bundle = createDeliveryBundle(overrides);
  await openHold(NOREPLY, { code: 'ERR_MAILBOX_FULL', provider: '507' }, bundle.ports);
  return bundle;
}

async function lift({ holds }: Pick<Bundle, 'holds'>): Promise<void> {
  const stored = await holds.read(NOREPLY);
  const begun = stored && (await holds.update(stored, releasing(stored.hold, START)));
  if (!begun || !(await holds.update(begun, lifted(begun.hold, START)))) throw new Error('nothing to lift');
}

/** The hold is lifted just after its second reading: the message is being parked then. */
function liftedWhileParking(bundle: Bundle): Holds {
  let readings = 0;
  return {
    ...bundle.holds,
    read: async (scope) => {
      readings += 1;
      if (readings === 2) await lift(bundle);
      return bundle.holds.read(scope);
    },
  };
}

describe('a hold', () => {
  test('keeps what comes for its mailbox, and tries nothing', async () => {
    const bundle = await heldMailbox();
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'parked' });
    expect(await bundle.record()).toMatchObject({
      state: 'parked',
      attempt: 0,
      mailbox: NOREPLY.mailbox,
      failure: { code: 'ERR_MAILBOX_FULL', provider: '507' },
    });
    expect(bundle.mailboxes.calls).toEqual([]);
    expect(bundle.queue.waiting).toEqual([]);
  });

  test('lets the other mailboxes of its tenant go', async () => {
    const { deliver } = await heldMailbox();
    expect(await deliver(receive({ from: 'orders@contoso.example' }))).toMatchObject({ kind: 'sent' });
  });

  test('of a tenant keeps all its mailboxes, and no other tenant', async () => {
    const bundle = createDeliveryBundle();
    bundle.connections.set('fabrikam', contoso({ tenant: 'fabrikam' }));
    bundle.faults.token.push(deliveryError('ERR_TOKEN_REFUSED'));
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'parked' });
    const from = 'orders@contoso.example';
    expect(await bundle.deliver(receive({ id: 'order-2', from }))).toMatchObject({ kind: 'parked' });
    expect(await bundle.deliver(receive({ tenant: 'fabrikam' }))).toMatchObject({ kind: 'sent' });
    expect(await holdsOf(bundle)).toEqual(['tenant ERR_TOKEN_REFUSED held']);
  });

  test('is opened by a failure that blames the mailbox: the message is parked, and its attempt given back', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('createDraft', 'before', DENIED);
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'parked' });
    expect(await bundle.record()).toMatchObject({
      state: 'parked',
      attempt: 0,
      failure: { code: DENIED.code, provider: '403 ErrorAccessDenied', requestId: 'request-1' },
    });
    expect(await holdsOf(bundle)).toEqual(['noreply@contoso.example ERR_MAILBOX_ACCESS_DENIED held']);
  });

  test('keeps the draft that is there already, and sends that one afterwards', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'before', FULL);
    await bundle.deliver(receive());
    await lift(bundle);
    expect(await bundle.deliver(receive({}, { messageId: 'msg_2' }))).toMatchObject({ kind: 'sent' });
    expect(bundle.mailboxes.calls.filter((call) => call === 'createDraft')).toHaveLength(1);
  });

  test.each([
    [119 * MINUTE, DENIED, 'deferred'],
    [120 * MINUTE, DENIED, 'parked'],
    [1 * MINUTE, FULL, 'parked'],
  ])('is not opened by a 403 while its grant is under two hours old (after %d ms)', async (age, error, kind) => {
    const bundle = createDeliveryBundle({ grantedAt: after(-age) });
    bundle.mailboxes.failNext('createDraft', 'before', error);
    expect(await bundle.deliver(receive())).toMatchObject({ kind });
    expect((await bundle.holds.list()).length).toBe(kind === 'parked' ? 1 : 0);
  });

  // A message that young grants deferred has the code of the hold already: it was taken for refused and dropped.
  test('keeps a message that was deferred for the same reason before', async () => {
    const bundle = createDeliveryBundle({ grantedAt: START });
    bundle.mailboxes.failNext('createDraft', 'before', DENIED);
    await bundle.deliver(receive());
    await openHold(NOREPLY, { code: DENIED.code }, bundle.ports);
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'parked' });
    await lift(bundle);
    expect(await bundle.deliver(receive({}, { deliveryCount: 2 }))).toMatchObject({ kind: 'sent' });
  });

  test('is opened by a failure that comes and goes by itself only with the fourth', async () => {
    const bundle = createDeliveryBundle();
    const fleeting = deliveryError('ERR_CREDENTIAL_REFUSED', { isFleeting: true });
    const kinds: string[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      bundle.faults.token.push(fleeting, fleeting);
      kinds.push((tries === 0 ? await bundle.deliver(receive()) : await bundle.deliverNextCopy()).kind);
      bundle.faults.token.length = 0;
    }
    expect(kinds).toEqual(['deferred', 'deferred', 'deferred', 'parked']);
    expect(await bundle.record()).toMatchObject({ attempt: 0 });
  });

  test('keeps no message whose time is up: that is recorded', async () => {
    const bundle = await heldMailbox();
    const late = receive({ expiresAt: after(HOUR).toISOString() });
    bundle.clock.now = after(HOUR);
    expect(await bundle.deliver(late)).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_MESSAGE_EXPIRED' } },
    });
  });

  test('is not opened by a message that expires with its attempt', async () => {
    const bundle = createDeliveryBundle();
    const { createDraft } = bundle.mailboxes;
    const mailboxes: typeof bundle.mailboxes = {
      ...bundle.mailboxes,
      createDraft: (...given) => {
        bundle.clock.now = after(HOUR);
        return createDraft(...given);
      },
    };
    bundle.mailboxes.failNext('createDraft', 'before', FULL);
    const received = receive({ expiresAt: after(HOUR).toISOString() });
    expect(await deliverMessage(received, { ...bundle.ports, mailboxes })).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_MESSAGE_EXPIRED', because: 'ERR_MAILBOX_FULL' } },
    });
    expect(await holdsOf(bundle)).toEqual([]);
  });

  test('that was lifted a moment ago keeps nothing, whatever an old view says', async () => {
    const bundle = await heldMailbox();
    bundle.holds.freezeView();
    await lift(bundle);
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'sent' });
  });

  test('that is lifted while a message is parked for it has the message come back as a replay of that parking', async () => {
    const bundle = await heldMailbox();
    const outcome = await deliverMessage(receive(), { ...bundle.ports, holds: liftedWhileParking(bundle) });
    expect(outcome).toMatchObject({
      kind: 'parked',
      comeBack: { copy: 1, replay: { parkedAt: START, isResend: false } },
    });
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
    expect(await bundle.record()).toMatchObject({ state: 'sent' });
  });

  test('that is lifted while a replayed message meets it has that come back, too', async () => {
    const bundle = await heldMailbox();
    await bundle.deliver(receive());
    const replay = { parkedAt: START, isResend: false };
    const copy = receive({}, { copy: { number: 1, firstEnqueuedAt: START, replay } });
    const outcome = await deliverMessage(copy, { ...bundle.ports, holds: liftedWhileParking(bundle) });
    expect(outcome).toMatchObject({ kind: 'parked', comeBack: { replay: { parkedAt: after(1) } } });
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('that nobody can read again has the message come back, and keeps it then', async () => {
    const bundle = await heldMailbox();
    let readings = 0;
    const read: Holds['read'] = async (scope) => {
      readings += 1;
      if (readings === 2) throw deliveryError('ERR_LEDGER_UNAVAILABLE');
      return bundle.holds.read(scope);
    };
    const outcome = await deliverMessage(receive(), { ...bundle.ports, holds: { ...bundle.holds, read } });
    expect(outcome).toMatchObject({ kind: 'parked' });
    await bundle.drain();
    expect(await bundle.record()).toMatchObject({ state: 'parked', failure: { code: 'ERR_MAILBOX_FULL' } });
    expect(bundle.mailboxes.sent).toEqual([]);
  });

  test('that changed hands while it was opened has the message come back', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('createDraft', 'before', DENIED);
    const holds = { ...bundle.holds, read: async () => undefined, create: async () => undefined };
    const outcome = await deliverMessage(receive(), { ...bundle.ports, holds });
    expect(outcome).toMatchObject({ kind: 'parked', comeBack: { replay: { parkedAt: START } } });
  });
});
