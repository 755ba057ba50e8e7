import { describe, expect, test } from '@jest/globals';
import { type DeliveryError, deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { reconcile } from '../../../shared/delivery/reconcile.ts';
import { START } from '../../harness/memory/delivery-bundle.ts';
import { MAILBOX, type OpenDeliveryOptions, openDelivery } from '../../harness/memory/open-delivery.ts';

async function setup(options: OpenDeliveryOptions = {}) {
  const bundle = await openDelivery(options);
  const { delivery, mailboxes, ports, stored } = bundle;
  const draft = () => mailboxes.createDraft(delivery.mailbox, delivery);
  const look = (overrides: OpenDeliveryOptions['entry'] = {}) =>
    reconcile(delivery, { ...stored.entry, ...overrides }, ports);
  return { ...bundle, draft, look };
}

describe('reconcile', () => {
  test('finds what was sent, and touches nothing', async () => {
    const { draft, look, mailboxes, delivery } = await setup();
    await mailboxes.sendDraft(delivery.mailbox, await draft());
    await draft();
    expect(await look()).toMatchObject({ kind: 'sent' });
    expect(mailboxes.sent).toHaveLength(1);
    expect(mailboxes.drafts).toHaveLength(1);
  });

  test('sends the draft it finds', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    expect(await look()).toEqual({ kind: 'sent', acceptance: { requestId: 'request-1' } });
    expect(mailboxes.sent).toHaveLength(1);
  });

  test('sends the very draft whose send was in doubt, and deletes the others first', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    const doubtful = await draft();
    await draft();
    await look({ draftId: doubtful });
    expect(mailboxes.calls.slice(-4)).toEqual(['findCopies', 'deleteDraft', 'deleteDraft', 'sendDraft']);
    expect(mailboxes.sent).toHaveLength(1);
    expect(mailboxes.drafts).toEqual([]);
  });

  // Over 30 messages a minute Exchange keeps what it accepted in Drafts, beside the orphan of a lost answer.
  test('sends no second draft beside one that was accepted and still looks like a draft', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    const accepted = await draft();
    mailboxes.failNext(
      'sendDraft',
      'before',
      deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '404 ErrorItemNotFound' }),
    );
    expect(await look({ draftId: accepted })).toMatchObject({ kind: 'not-sent', draftId: accepted });
    expect(mailboxes.calls.filter((call) => call === 'sendDraft')).toHaveLength(1);
  });

  test('takes the newest draft for the one that was being sent, where its worker was killed before it could tell', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    const newest = await draft();
    mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_DELIVERY_UNCONFIRMED'));
    expect(await look()).toMatchObject({ draftId: newest });
  });

  // Plan direct makes no drafts: what looks like one was accepted, and waits in Drafts for Exchange.
  test('sends no draft that plan direct cannot have left', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    expect((await look({ plan: 'direct' })).kind).not.toBe('sent');
    expect(mailboxes.calls).not.toContain('sendDraft');
  });

  test('stays in doubt where the found draft is refused for now, since the first send may have been accepted', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    expect((await look()).kind).toBe('could-not-look');
  });

  test('sends the draft even where another one cannot be deleted', async () => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    await draft();
    mailboxes.failNext('deleteDraft', 'before', deliveryError('ERR_GRAPH_UNAVAILABLE'));
    expect(await look()).toMatchObject({ kind: 'sent' });
  });

  test('counts a look without a trace', async () => {
    const { look } = await setup();
    expect(await look()).toEqual({ kind: 'no-trace', looks: 1 });
    expect(await look({ looks: 1 })).toEqual({ kind: 'no-trace', looks: 2 });
  });

  test('looks where the attempt was made, though the connection has another default mailbox by now', async () => {
    const { delivery, mailboxes, ports, stored, draft } = await setup();
    await mailboxes.sendDraft(delivery.mailbox, await draft());
    const moved = {
      ...delivery,
      internetMessageId: '<other@contoso.example>',
      mailbox: { ...delivery.mailbox, address: 'orders@contoso.example' },
    };
    expect(stored.entry.mailbox).toBe(MAILBOX);
    expect(await reconcile(moved, stored.entry, ports)).toMatchObject({ kind: 'sent' });
  });

  test.each<[string, 'findCopies' | 'sendDraft', DeliveryError, object]>([
    [
      'a look that failed',
      'findCopies',
      deliveryError('ERR_MAILBOX_ACCESS_DENIED'),
      { kind: 'could-not-look', error: { code: 'ERR_MAILBOX_ACCESS_DENIED' } },
    ],
    [
      'a draft that was refused',
      'sendDraft',
      deliveryError('ERR_RECIPIENT_INVALID'),
      { kind: 'not-sent', error: { code: 'ERR_RECIPIENT_INVALID' }, draftId: 'copy-1' },
    ],
    [
      'a draft whose send is in doubt again',
      'sendDraft',
      deliveryError('ERR_DELIVERY_UNCONFIRMED'),
      { kind: 'not-sent', error: { code: 'ERR_DELIVERY_UNCONFIRMED' }, draftId: 'copy-1' },
    ],
  ])('throws nothing and tells of %s', async (_what, operation, error, result) => {
    const { draft, look, mailboxes } = await setup();
    await draft();
    mailboxes.failNext(operation, 'before', error);
    expect(await look({ updatedAt: START })).toMatchObject(result);
  });
});
