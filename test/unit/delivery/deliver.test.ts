import { describe, expect, test } from '@jest/globals';
import { deliver } from '../../../shared/delivery/deliver.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { type OpenDeliveryOptions, openDelivery } from '../../harness/memory/open-delivery.ts';

/** A second attempt, after one whose answer was lost while drafting: nobody knows the draft's id. */
const SECOND_ATTEMPT: OpenDeliveryOptions = { entry: { deferrals: 1 } };

async function setup(options: OpenDeliveryOptions = SECOND_ATTEMPT) {
  const bundle = await openDelivery(options);
  const { delivery, mailboxes, ports, stored } = bundle;
  return {
    ...bundle,
    draft: () => mailboxes.createDraft(delivery.mailbox, delivery),
    attempt: () => deliver(delivery, stored, ports),
    since: (calls: number) => mailboxes.calls.slice(calls),
  };
}

describe('deliver', () => {
  test('looks for no earlier draft with the first attempt', async () => {
    const { attempt, mailboxes } = await setup({});
    expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(mailboxes.calls).toEqual(['createDraft', 'sendDraft']);
  });

  test('sends the draft that a lost answer left, and makes no other', async () => {
    const { attempt, draft, mailboxes, since } = await setup();
    await draft();
    expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(since(1)).toEqual(['findCopies', 'sendDraft']);
    expect(mailboxes.drafts).toEqual([]);
  });

  test('keeps one of several drafts, the newest, and deletes the others before it is sent', async () => {
    const { attempt, draft, mailboxes, since } = await setup();
    for (const _ of [1, 2, 3]) await draft();
    expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(since(3)).toEqual(['findCopies', 'deleteDraft', 'deleteDraft', 'sendDraft']);
    expect(mailboxes.drafts).toEqual([]);
    expect(mailboxes.sent).toHaveLength(1);
  });

  test('sends nothing where the look finds that the message left after all', async () => {
    const { attempt, draft, delivery, mailboxes, since } = await setup();
    const id = await draft();
    await draft();
    await mailboxes.sendDraft(delivery.mailbox, id);
    expect(await attempt()).toEqual({ kind: 'sent', acceptance: {} });
    expect(since(3)).toEqual(['findCopies']);
    expect(mailboxes.sent).toHaveLength(1);
  });

  test('makes a draft where none was left', async () => {
    const { attempt, since } = await setup();
    expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(since(0)).toEqual(['findCopies', 'createDraft', 'sendDraft']);
  });

  test('notes which draft it is about to send, where another one may come to light', async () => {
    const { attempt, ledger } = await setup();
    ledger.breakNext('update', 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    expect(await attempt()).toMatchObject({ kind: 'not-sent', error: { code: 'ERR_LEDGER_UNAVAILABLE' } });
    const again = await setup();
    expect(await again.attempt()).toMatchObject({ kind: 'sent' });
    expect((await again.entry()).draftId).toBe('copy-1');
  });

  test('sends nothing where another worker has changed the record meanwhile', async () => {
    const { attempt, ledger, stored, mailboxes } = await setup();
    await ledger.update(stored, { ...stored.entry, attempt: 7 });
    expect(await attempt()).toMatchObject({ kind: 'not-sent', error: { code: 'ERR_LEDGER_CONFLICT' } });
    expect(mailboxes.sent).toEqual([]);
  });

  test('makes none, and sends nothing, where it cannot look: an earlier one may be there', async () => {
    const { attempt, draft, mailboxes, since } = await setup();
    await draft();
    mailboxes.failNext('findCopies', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    expect(await attempt()).toMatchObject({ kind: 'not-sent', error: { code: 'ERR_MAILBOX_THROTTLED' } });
    expect(since(1)).toEqual(['findCopies']);
  });

  test('sends the adopted draft though another one cannot be deleted', async () => {
    const { attempt, draft, mailboxes, events } = await setup();
    await draft();
    await draft();
    mailboxes.failNext('deleteDraft', 'before', deliveryError('ERR_GRAPH_UNAVAILABLE'));
    expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(mailboxes.sent).toHaveLength(1);
    expect(events.map(({ name }) => name)).toContain('draft-left');
  });

  test('keeps the id of the adopted draft, the newest, where its send fails', async () => {
    const { attempt, draft, mailboxes } = await setup();
    await draft();
    const id = await draft();
    mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    expect(await attempt()).toMatchObject({ kind: 'not-sent', draftId: id });
  });

  test('takes the draft that its record names, and does not look', async () => {
    const { draft, delivery, stored, ports, since, mailboxes } = await setup();
    await draft();
    const draftId = await draft();
    expect(await deliver(delivery, { ...stored, entry: { ...stored.entry, draftId } }, ports)).toMatchObject({
      kind: 'sent',
    });
    expect(since(2)).toEqual(['sendDraft']);
    expect(mailboxes.drafts).toHaveLength(1);
  });

  test.each<[string, OpenDeliveryOptions]>([
    ['nobody may look', { ...SECOND_ATTEMPT, connection: { mayLook: false } }],
    ['no draft is made', { ...SECOND_ATTEMPT, connection: { plan: 'direct' } }],
  ])('looks for no draft where %s', async (_why, options) => {
    const { attempt, mailboxes } = await setup(options);
    expect(await attempt()).toMatchObject({ kind: 'sent' });
    expect(mailboxes.calls).not.toContain('findCopies');
  });
});
