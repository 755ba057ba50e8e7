import { describe, expect, test } from '@jest/globals';
import { closeAttempt } from '../../../shared/delivery/close-attempt.ts';
import { type DeliveryError, deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { enqueuedAgain, type LedgerEntry, reconciling, sent } from '../../../shared/delivery/ledger-entry.ts';
import { receive, START } from '../../harness/memory/delivery-bundle.ts';
import { type OpenDeliveryOptions, openDelivery } from '../../harness/memory/open-delivery.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const after = (ms: number): Date => new Date(START.getTime() + ms);

const DOUBT = deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' });
const AWAY = deliveryError('ERR_GRAPH_UNAVAILABLE', { provider: '502' });
const UNKNOWN = deliveryError('ERR_GRAPH_UNKNOWN', { provider: '418' });
const throttled = (retryAt?: Date) => deliveryError('ERR_MAILBOX_THROTTLED', retryAt ? { retryAt } : {});
const notSent = (error: DeliveryError, draftId?: string) =>
  ({ kind: 'not-sent', error, ...(draftId === undefined ? {} : { draftId }) }) as const;
const couldNotLook = (error: DeliveryError) => ({ kind: 'could-not-look', error }) as const;

const LAST = { attempt: 12 };
const EXPIRED = { expiresAt: START };
const NO_LOOK = { mayLook: false };
const RESEND = { mayLook: false, unconfirmed: 'resend' } as const;

async function setup(options: OpenDeliveryOptions = {}) {
  const bundle = await openDelivery(options);
  const close = (result: Parameters<typeof closeAttempt>[1]['result']) =>
    closeAttempt(bundle.delivery, { stored: bundle.stored, result }, bundle.ports);
  return { ...bundle, close };
}

describe('closeAttempt', () => {
  test('records what was sent', async () => {
    const { close, entry } = await setup();
    expect(await close({ kind: 'sent', acceptance: { requestId: 'r' } })).toMatchObject({ kind: 'sent' });
    expect(await entry()).toMatchObject({ state: 'sent', requestId: 'r', sentAt: START });
  });

  test('looks again after the settle time where there was no trace, and keeps count', async () => {
    const { close, entry } = await setup({ entry: { copy: 4 } });
    expect(await close({ kind: 'no-trace', looks: 1 })).toMatchObject({
      kind: 'unconfirmed',
      comeBack: { at: after(2 * MINUTE), copy: 5 },
    });
    expect(await entry()).toMatchObject({ state: 'attempting', isUnconfirmed: true, looks: 1, attempt: 1 });
  });

  test('starts again without the old draft after the second look without a trace', async () => {
    const { close, entry } = await setup({ entry: { draftId: 'purged' } });
    await close({ kind: 'no-trace', looks: 2 });
    expect(await entry()).toMatchObject({ state: 'deferred', attempt: 0, failure: { code: 'ERR_GRAPH_UNAVAILABLE' } });
    expect((await entry()).draftId).toBeUndefined();
  });

  test('says why nobody could look, and does not count it as a look', async () => {
    const { close, entry } = await setup({ entry: { looks: 1 } });
    await close(couldNotLook(deliveryError('ERR_MAILBOX_ACCESS_DENIED', { provider: '403 ErrorAccessDenied' })));
    expect(await entry()).toMatchObject({
      isUnconfirmed: true,
      looks: 1,
      failure: {
        code: 'ERR_DELIVERY_UNCONFIRMED',
        because: 'ERR_MAILBOX_ACCESS_DENIED',
        provider: '403 ErrorAccessDenied',
      },
    });
  });

  test('comes back to look when Graph says so, and no later than the message expires', async () => {
    const later = await setup();
    expect(await later.close(couldNotLook(throttled(after(30 * MINUTE))))).toMatchObject({
      comeBack: { at: after(30 * MINUTE) },
    });
    const sooner = await setup({ entry: { expiresAt: after(10 * MINUTE) } });
    expect(await sooner.close(couldNotLook(throttled(after(30 * MINUTE))))).toMatchObject({
      comeBack: { at: after(10 * MINUTE) },
    });
  });

  test('keeps the draft whose send is in doubt', async () => {
    const { close, entry } = await setup();
    await close(notSent(DOUBT, 'draft-1'));
    expect(await entry()).toMatchObject({ state: 'attempting', isUnconfirmed: true, draftId: 'draft-1', looks: 0 });
  });

  test.each<[string, OpenDeliveryOptions, Parameters<Awaited<ReturnType<typeof setup>>['close']>[0]]>([
    ['nobody may look', { connection: NO_LOOK }, notSent(DOUBT)],
    ['it expired without a look that succeeded', { entry: EXPIRED }, couldNotLook(AWAY)],
    ['it was resent as often as is allowed', { connection: RESEND, entry: LAST }, notSent(DOUBT)],
    ['it expired before another resend', { connection: RESEND, entry: EXPIRED }, notSent(DOUBT)],
  ])('parks a doubt with its body where %s', async (_why, options, result) => {
    const { close, entry, ledger, delivery } = await setup(options);
    expect(await close(result)).toMatchObject({ kind: 'parked' });
    expect(await entry()).toMatchObject({ state: 'parked', failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
    expect(await ledger.readBody(await entry())).toEqual(delivery.received.body);
  });

  test('looks as often as it must, though the message expired meanwhile, and fails it then', async () => {
    const { close, entry } = await setup({ entry: EXPIRED });
    expect(await close({ kind: 'no-trace', looks: 1 })).toMatchObject({ kind: 'unconfirmed', entry: { looks: 1 } });
    const again = await setup({ entry: EXPIRED });
    await again.close({ kind: 'no-trace', looks: 2 });
    expect(await again.entry()).toMatchObject({ state: 'failed', failure: { code: 'ERR_MESSAGE_EXPIRED' } });
    expect(await entry()).toMatchObject({ state: 'attempting', isUnconfirmed: true });
  });

  test('sends again where the connection risks that, and spends an attempt on it', async () => {
    const { close, entry } = await setup({ connection: RESEND, entry: { attempt: 11 } });
    expect(await close(notSent(DOUBT))).toMatchObject({ kind: 'deferred' });
    expect(await entry()).toMatchObject({ attempt: 11, failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } });
  });

  test.each<[string, Partial<LedgerEntry>, DeliveryError, object]>([
    ['a permanent refusal', {}, deliveryError('ERR_RECIPIENT_INVALID'), { code: 'ERR_RECIPIENT_INVALID' }],
    ['the twelfth failure', LAST, UNKNOWN, { code: 'ERR_ATTEMPTS_EXHAUSTED', because: 'ERR_GRAPH_UNKNOWN' }],
    ['its expiry', EXPIRED, AWAY, { code: 'ERR_MESSAGE_EXPIRED', because: 'ERR_GRAPH_UNAVAILABLE' }],
    ['its expiry while throttled', EXPIRED, throttled(), { code: 'ERR_MESSAGE_EXPIRED' }],
  ])('fails a message after %s, and deletes its draft', async (_why, entry, error, failure) => {
    const { close, delivery, mailboxes } = await setup({ entry });
    const draftId = await mailboxes.createDraft(delivery.mailbox, delivery);
    expect(await close(notSent(error, draftId))).toMatchObject({ kind: 'failed', entry: { failure } });
    expect(mailboxes.drafts).toEqual([]);
  });

  test.each<[string, Partial<LedgerEntry>, DeliveryError, Date, number]>([
    ['five seconds after the first failure', {}, UNKNOWN, after(5 * SECOND), 1],
    ['longer after each deferral', { deferrals: 3 }, UNKNOWN, after(40 * SECOND), 1],
    ['by its deferrals, and not by copies that only waited', { copy: 11 }, UNKNOWN, after(5 * SECOND), 1],
    ['without spending an attempt, where the service is away', LAST, AWAY, after(5 * SECOND), 11],
    ['when Graph says so', {}, throttled(after(10 * MINUTE)), after(10 * MINUTE), 0],
    ['not before its back-off, where Graph says so', {}, throttled(after(SECOND)), after(5 * SECOND), 0],
    ['while throttled, however often', LAST, throttled(), after(5 * SECOND), 11],
    [
      'when it expires, where Graph asks for longer',
      { expiresAt: after(MINUTE) },
      throttled(after(999 * MINUTE)),
      after(MINUTE),
      0,
    ],
  ])('comes back %s', async (_when, overrides, error, at, attempt) => {
    const { close, entry } = await setup({ entry: overrides });
    const copy = (overrides.copy ?? 0) + 1;
    expect(await close(notSent(error))).toMatchObject({ kind: 'deferred', comeBack: { at, copy } });
    expect(await entry()).toMatchObject({ state: 'deferred', notBefore: at, copy, attempt });
  });

  test('comes back under a number above the one it came with', async () => {
    const { close } = await setup({ received: receive({}, { copy: { number: 7, firstEnqueuedAt: START } }) });
    expect(await close(notSent(AWAY))).toMatchObject({ comeBack: { copy: 8 } });
  });

  test('keeps the draft for the next attempt, and an older one no longer', async () => {
    const { close, entry } = await setup({ entry: { draftId: 'old' } });
    await close(notSent(AWAY, 'new'));
    expect((await entry()).draftId).toBe('new');
  });

  test.each([
    ['deferred', notSent(AWAY)],
    ['failed', notSent(deliveryError('ERR_RECIPIENT_INVALID'))],
    ['attempting', notSent(DOUBT)],
    ['sent', { kind: 'sent', acceptance: {} } as const],
  ])('records a message as %s on top of a duplicate that was counted meanwhile', async (state, result) => {
    const { close, entry, ledger, stored } = await setup();
    await ledger.update(stored, enqueuedAgain(stored.entry));
    await close(result);
    expect(await entry()).toMatchObject({ state, duplicates: 1 });
  });

  test.each([
    ['a failure', notSent(AWAY)],
    ['a refusal', notSent(deliveryError('ERR_RECIPIENT_INVALID'))],
    ['a doubt', notSent(DOUBT)],
  ])('leaves the record to another worker that took over, and comes back after it, with %s', async (_what, result) => {
    const { close, entry, ledger, stored, clock } = await setup({ entry: { copy: 4 } });
    clock.now = after(MINUTE);
    const taken = reconciling(stored.entry, 120_000, clock.now);
    await ledger.update(stored, taken);
    expect(await close(result)).toMatchObject({ kind: 'superseded', comeBack: { at: taken.busyUntil, copy: 5 } });
    expect(await entry()).toEqual(taken);
  });

  test('leaves another worker’s last word alone, and does not come back', async () => {
    const { close, entry, ledger, stored, clock } = await setup();
    clock.now = after(MINUTE);
    await ledger.update(stored, sent(stored.entry, 'r', clock.now));
    expect(await close(notSent(AWAY))).not.toHaveProperty('comeBack');
    expect(await entry()).toMatchObject({ state: 'sent', requestId: 'r' });
  });

  test('records what was sent over whatever another worker made of the row', async () => {
    const { close, entry, ledger, stored } = await setup();
    await ledger.update(stored, reconciling(stored.entry, 120_000, after(MINUTE)));
    await close({ kind: 'sent', acceptance: {} });
    expect(await entry()).toMatchObject({ state: 'sent' });
  });

  test('takes the knowledge that it was sent along where the ledger is away', async () => {
    const { close, ledger } = await setup();
    ledger.breakNext('update', 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    expect(await close({ kind: 'sent', acceptance: { requestId: 'r' } })).toMatchObject({
      kind: 'waiting',
      comeBack: { sent: { requestId: 'r' } },
    });
  });
});
