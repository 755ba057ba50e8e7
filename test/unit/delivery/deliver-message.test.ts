import { describe, expect, test } from '@jest/globals';
import { deliverMessage } from '../../../shared/delivery/deliver-message.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { UNREADABLE } from '../../../shared/delivery/ledger.ts';
import { contoso, createDeliveryBundle, receive, START } from '../../harness/memory/delivery-bundle.ts';

const MINUTE = 60_000;

describe('deliverMessage', () => {
  test('sends a message by draft with one ledger write before and one after', async () => {
    const bundle = createDeliveryBundle();
    const outcome = await bundle.deliver(receive());
    expect(outcome.kind).toBe('sent');
    expect(bundle.mailboxes.calls).toEqual(['createDraft', 'sendDraft']);
    expect(bundle.ledger.calls).toEqual({ create: 1, update: 1 });
    expect(await bundle.ledger.find('contoso', 'order-1')).toMatchObject([
      {
        state: 'sent',
        attempt: 1,
        recipients: 1,
        mailbox: 'noreply@contoso.example',
        requestId: 'request-1',
        sentAt: START,
      },
    ]);
    expect(bundle.events).toMatchObject([{ event: 'PB1001', level: 'info' }]);
  });

  test('sends by one call where the connection asks for plan direct', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct' });
    await bundle.deliver(receive());
    expect(bundle.mailboxes.calls).toEqual(['sendDirect']);
  });

  test('takes plan direct where no copy may be saved, since a sent draft always leaves one', async () => {
    const bundle = createDeliveryBundle({ plan: 'draft' });
    await bundle.deliver(receive({ saveToSentItems: false }));
    expect(bundle.mailboxes.calls).toEqual(['sendDirect']);
  });

  test('sends from the wanted mailbox of the connection, whatever its letter case', async () => {
    const bundle = createDeliveryBundle();
    const outcome = await bundle.deliver(receive({ from: 'Orders@Contoso.example' }));
    expect(outcome).toMatchObject({ kind: 'sent', entry: { mailbox: 'orders@contoso.example' } });
  });

  test('gives every attempt at a message the same Message-ID, and another message another', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive());
    await bundle.deliver(receive({ id: 'order-2' }));
    const ids = bundle.mailboxes.sent.map(({ internetMessageId }) => internetMessageId);
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@contoso\.example>$/);
    expect(new Set(ids).size).toBe(2);
  });

  test('fails a message whose sender is none of the connection’s mailboxes, and sends nothing', async () => {
    const bundle = createDeliveryBundle();
    const outcome = await bundle.deliver(receive({ from: 'ceo@contoso.example' }));
    expect(outcome).toMatchObject({ kind: 'failed', entry: { failure: { code: 'ERR_SENDER_NOT_PERMITTED' } } });
    expect(bundle.mailboxes.calls).toEqual([]);
  });

  test('parks a message of an unknown tenant with its body', async () => {
    const bundle = createDeliveryBundle();
    const received = receive({ tenant: 'adventure-works' });
    const outcome = await bundle.deliver(received);
    expect(outcome).toMatchObject({
      kind: 'parked',
      entry: { tenant: 'adventure-works', failure: { code: 'ERR_CONNECTION_UNKNOWN' } },
    });
    if (outcome.kind !== 'parked') throw new Error('not parked');
    expect(await bundle.ledger.readBody(outcome.entry)).toEqual(received.body);
  });

  test('sends a message that was parked for its unknown tenant when it is enqueued again after the tenant was added', async () => {
    const bundle = createDeliveryBundle();
    bundle.connections.clear();
    await bundle.deliver(receive());
    bundle.connections.set('contoso', contoso());
    const outcome = await bundle.deliver(receive({}, { messageId: 'msg_2' }));
    expect(outcome.kind).toBe('sent');
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test.each([
    ['no JSON', 'not json'],
    ['no object', '[]'],
    ['another version', JSON.stringify({ version: 2, tenant: 'contoso' })],
    ['no tenant', JSON.stringify({ version: 1, to: ['a@b.example'], subject: '', text: '' })],
    ['over 256 KB', JSON.stringify({ pad: 'x'.repeat(256 * 1024) })],
  ])('parks what is %s in the partition of unreadable messages, with every problem', async (_what, body) => {
    const bundle = createDeliveryBundle();
    const outcome = await bundle.deliver(receive(body));
    expect(outcome).toMatchObject({
      kind: 'parked',
      entry: { tenant: UNREADABLE, id: 'msg_1', failure: { code: 'ERR_MESSAGE_UNREADABLE' } },
    });
    expect(bundle.queue.waiting).toEqual([]);
    expect(bundle.events[0]?.fields.problems).toMatch(/\$/);
  });

  test('keeps two unreadable messages that share a MessageId', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive('one'));
    await bundle.deliver(receive('two'));
    expect(await bundle.ledger.list(UNREADABLE, 10)).toHaveLength(2);
  });

  test('fails an invalid message under its producer’s id with every problem', async () => {
    const bundle = createDeliveryBundle();
    const outcome = await bundle.deliver(receive({ to: ['nobody'], colour: 'red' }));
    expect(outcome).toMatchObject({
      kind: 'failed',
      entry: { id: 'order-1', failure: { code: 'ERR_MESSAGE_INVALID' } },
    });
    if (outcome.kind !== 'failed') throw new Error('not failed');
    expect(outcome.entry.failure?.problems?.map(({ path }) => path)).toEqual(['$.to[0]', '$.colour']);
  });

  test('sends the corrected message under the id of the invalid one', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive({ to: ['nobody'] }));
    const outcome = await bundle.deliver(receive());
    expect(outcome).toMatchObject({ kind: 'sent', entry: { attempt: 1 } });
  });

  test('sends once and counts the duplicate when a producer enqueues the same message twice', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive());
    const outcome = await bundle.deliver(receive({}, { messageId: 'msg_2' }));
    expect(outcome).toMatchObject({
      kind: 'duplicate',
      isEnqueuedAgain: true,
      entry: { state: 'sent', duplicates: 1 },
    });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('does not count a redelivery as a duplicate of the producer', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive());
    const outcome = await bundle.deliver(receive({}, { deliveryCount: 2 }));
    expect(outcome).toMatchObject({ kind: 'duplicate', isEnqueuedAgain: false, entry: { duplicates: 0 } });
  });

  test('refuses another content under a used id and leaves the first untouched', async () => {
    const bundle = createDeliveryBundle();
    await bundle.deliver(receive());
    const outcome = await bundle.deliver(receive({ subject: 'Another' }));
    expect(outcome).toMatchObject({ kind: 'failed', entry: { failure: { code: 'ERR_MESSAGE_CONFLICT' } } });
    const records = await bundle.ledger.find('contoso', 'order-1');
    expect(records.map(({ state }) => state)).toEqual(['sent', 'failed']);
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('defers after a failure nobody knows by a copy, spends the attempt, and sends with the next', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNKNOWN', { provider: '418' }));
    const outcome = await bundle.deliver(receive());
    expect(outcome).toMatchObject({
      kind: 'deferred',
      comeBack: { copy: 1, at: new Date(START.getTime() + 5000) },
      entry: { attempt: 1 },
    });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent', entry: { attempt: 2 } });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('comes back when Graph says so, and gives the attempt back, when it is throttled', async () => {
    const bundle = createDeliveryBundle();
    const retryAt = new Date(START.getTime() + 10 * MINUTE);
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED', { retryAt }));
    expect(await bundle.deliver(receive())).toMatchObject({
      kind: 'deferred',
      comeBack: { at: retryAt },
      entry: { attempt: 0 },
    });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent', entry: { attempt: 1 } });
  });

  test('sends the draft that a deferred attempt left, and no second one', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_MAILBOX_THROTTLED'));
    await bundle.deliver(receive());
    await bundle.deliverNextCopy();
    expect(bundle.mailboxes.calls).toEqual(['createDraft', 'sendDraft', 'sendDraft']);
  });

  test('fails with the last cause after twelve failed attempts', async () => {
    const bundle = createDeliveryBundle();
    for (let attempt = 0; attempt < 12; attempt += 1)
      bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNKNOWN'));
    await bundle.deliver(receive());
    await bundle.drain();
    expect(await bundle.ledger.find('contoso', 'order-1')).toMatchObject([
      { state: 'failed', attempt: 12, failure: { code: 'ERR_ATTEMPTS_EXHAUSTED', because: 'ERR_GRAPH_UNKNOWN' } },
    ]);
  });

  test('fails a permanent refusal at once and deletes the draft', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_RECIPIENT_INVALID'));
    expect(await bundle.deliver(receive())).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_RECIPIENT_INVALID' } },
    });
    expect(bundle.mailboxes.drafts).toEqual([]);
    expect(bundle.queue.waiting).toEqual([]);
  });

  test('fails an expired message without sending it', async () => {
    const bundle = createDeliveryBundle();
    const outcome = await bundle.deliver(receive({ expiresAt: '2026-11-22T11:59:00Z' }));
    expect(outcome).toMatchObject({ kind: 'failed', entry: { failure: { code: 'ERR_MESSAGE_EXPIRED' } } });
    expect(bundle.mailboxes.calls).toEqual([]);
  });

  test('comes back no later than the message expires, and fails it then', async () => {
    const bundle = createDeliveryBundle();
    const expiresAt = new Date(START.getTime() + MINUTE);
    bundle.mailboxes.failNext(
      'createDraft',
      'before',
      deliveryError('ERR_MAILBOX_THROTTLED', { retryAt: new Date(START.getTime() + 60 * MINUTE) }),
    );
    expect(await bundle.deliver(receive({ expiresAt: expiresAt.toISOString() }))).toMatchObject({
      kind: 'deferred',
      comeBack: { at: expiresAt },
    });
    expect(await bundle.deliverNextCopy()).toMatchObject({
      kind: 'failed',
      entry: { failure: { code: 'ERR_MESSAGE_EXPIRED', because: 'ERR_MAILBOX_THROTTLED' } },
    });
  });

  test('looks a lost answer up in the mailbox and does not send again', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'after', deliveryError('ERR_DELIVERY_UNCONFIRMED', { provider: '504' }));
    expect(await bundle.deliver(receive())).toMatchObject({
      kind: 'unconfirmed',
      comeBack: { at: new Date(START.getTime() + 2 * MINUTE) },
    });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent' });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('sends the found draft where the doubtful send did not take effect', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('sendDraft', 'before', deliveryError('ERR_DELIVERY_UNCONFIRMED'));
    await bundle.deliver(receive());
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent' });
    expect(bundle.mailboxes.calls).toEqual(['createDraft', 'sendDraft', 'findCopies', 'sendDraft']);
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('starts again after two looks without a trace', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct' });
    bundle.mailboxes.failNext('sendDirect', 'before', deliveryError('ERR_DELIVERY_UNCONFIRMED'));
    await bundle.deliver(receive());
    await bundle.drain();
    expect(bundle.mailboxes.calls).toEqual(['sendDirect', 'findCopies', 'findCopies', 'sendDirect']);
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('parks an unconfirmed attempt where nobody may look', async () => {
    const bundle = createDeliveryBundle({ plan: 'direct', mayLook: false });
    bundle.mailboxes.failNext('sendDirect', 'after', deliveryError('ERR_DELIVERY_UNCONFIRMED'));
    expect(await bundle.deliver(receive())).toMatchObject({
      kind: 'parked',
      entry: { failure: { code: 'ERR_DELIVERY_UNCONFIRMED' } },
    });
    const again = await bundle.deliver(receive({}, { messageId: 'msg_2' }));
    expect(again).toMatchObject({ kind: 'duplicate', entry: { state: 'parked' } });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('waits for the worker of an open attempt, and reconciles when it must be gone', async () => {
    const bundle = createDeliveryBundle();
    // The worker sent the message and was killed before it could close the attempt.
    bundle.ledger.breakNext('update', 'before', new Error('killed'));
    await expect(bundle.deliver(receive())).rejects.toThrow('killed');
    expect(await bundle.deliver(receive({}, { deliveryCount: 2 }))).toMatchObject({ kind: 'waiting' });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent' });
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('comes back by a copy while the ledger is out of reach, and throws nothing', async () => {
    const bundle = createDeliveryBundle();
    bundle.ledger.breakNext('create', 'before', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'waiting', comeBack: { copy: 1 } });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent' });
  });

  test('does not lose or repeat a sent message whose ledger answer is lost', async () => {
    const bundle = createDeliveryBundle();
    bundle.ledger.breakNext('update', 'after', deliveryError('ERR_LEDGER_UNAVAILABLE'));
    await bundle.deliver(receive());
    await bundle.drain();
    expect(await bundle.ledger.find('contoso', 'order-1')).toMatchObject([{ state: 'sent' }]);
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });

  test('throws where not even a copy can be scheduled, so that the broker hands the message over again', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('createDraft', 'before', deliveryError('ERR_GRAPH_UNAVAILABLE'));
    bundle.faults.schedule.push(new Error('queue away'));
    await expect(bundle.deliver(receive())).rejects.toThrow('queue away');
    expect(await bundle.deliver(receive({}, { deliveryCount: 2 }))).toMatchObject({
      kind: 'waiting',
      comeBack: { copy: 2 },
    });
    expect(await bundle.deliverNextCopy()).toMatchObject({ kind: 'sent' });
  });

  test('reads the vault once more when the credential is refused, and goes on with a rotated one', async () => {
    const bundle = createDeliveryBundle();
    bundle.faults.token.push(deliveryError('ERR_CREDENTIAL_REFUSED'));
    const { read, readAgain: ask, readEarlier } = bundle.ports.credentials;
    const readAgain: typeof ask = (connection) => {
      bundle.rotateSecret('secret-2');
      return ask(connection);
    };
    expect(
      await deliverMessage(receive(), { ...bundle.ports, credentials: { read, readAgain, readEarlier } }),
    ).toMatchObject({
      kind: 'sent',
    });
  });

  test('goes on with the earlier secret while the newest is refused, and holds nothing', async () => {
    const bundle = createDeliveryBundle();
    bundle.rotateSecret('pasted-wrong');
    bundle.faults.token.push(deliveryError('ERR_CREDENTIAL_REFUSED'));
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'sent' });
    expect(await bundle.holds.list()).toEqual([]);
  });

  test('goes on with the earlier secret where the newest cannot be one', async () => {
    const bundle = createDeliveryBundle();
    bundle.rotateSecret('');
    bundle.faults.credential.push(deliveryError('ERR_CREDENTIAL_UNUSABLE'));
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'sent' });
  });

  test('holds the tenant where both are refused, for what the newest is refused for', async () => {
    const bundle = createDeliveryBundle();
    bundle.rotateSecret('pasted-wrong');
    bundle.faults.token.push(deliveryError('ERR_CREDENTIAL_REFUSED'), deliveryError('ERR_CREDENTIAL_EXPIRED'));
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'parked' });
    expect(await bundle.holds.list()).toMatchObject([{ hold: { tenant: 'contoso', code: 'ERR_CREDENTIAL_REFUSED' } }]);
  });

  test('waits, and holds nothing, where nobody could try the earlier one', async () => {
    const bundle = createDeliveryBundle();
    bundle.rotateSecret('pasted-wrong');
    bundle.faults.token.push(deliveryError('ERR_CREDENTIAL_REFUSED'), deliveryError('ERR_IDENTITY_UNAVAILABLE'));
    expect(await bundle.deliver(receive())).toMatchObject({ kind: 'deferred' });
    expect(await bundle.holds.list()).toEqual([]);
  });

  test('parks a message whose credential is refused for good', async () => {
    const bundle = createDeliveryBundle();
    bundle.faults.token.push(deliveryError('ERR_CREDENTIAL_EXPIRED'));
    expect(await bundle.deliver(receive())).toMatchObject({
      kind: 'parked',
      entry: { failure: { code: 'ERR_CREDENTIAL_EXPIRED' } },
    });
  });

  test('logs an unknown failure with a sample and tries again', async () => {
    const bundle = createDeliveryBundle();
    bundle.mailboxes.failNext('createDraft', 'before', new TypeError('cannot read ada@example.org of undefined'));
    expect(await bundle.deliver(receive())).toMatchObject({
      kind: 'deferred',
      entry: { failure: { code: 'ERR_INTERNAL' } },
    });
    expect(bundle.events[0]).toMatchObject({ event: 'PB2001' });
    expect(JSON.stringify(bundle.events)).not.toContain('ada@example.org');
  });

  test('lets at most one of two workers with the same message send it', async () => {
    const bundle = createDeliveryBundle();
    await Promise.all([bundle.deliver(receive()), bundle.deliver(receive({}, { deliveryCount: 2 }))]);
    await bundle.drain();
    expect(bundle.mailboxes.sent).toHaveLength(1);
  });
});
