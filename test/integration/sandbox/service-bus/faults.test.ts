import { describe, expect, test } from '@jest/globals';
import { eventually, queue, receiveOne, startBundle } from './service-bus-bundle.ts';

describe('faults the broker plays', () => {
  test('a refused send is retried by the SDK and arrives once', async () => {
    await using bundle = await startBundle();
    await bundle.broker.inject('onSend', ['refuse', 'refuse']);
    await bundle.sender.sendMessages({ body: 1 });
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 1 });
  });

  test('a send whose answer is lost is retried, and duplicate detection keeps one', async () => {
    await using bundle = await startBundle();
    await bundle.broker.inject('onSend', ['lose-answer']);
    await bundle.sender.sendMessages({ body: 1, messageId: 'once' });
    expect((await bundle.broker.peek(queue)).map(({ messageId }) => messageId)).toEqual(['once']);
  }, 15_000);

  test('a connection that breaks instead of the answer leaves one message too', async () => {
    await using bundle = await startBundle();
    await bundle.broker.inject('onSend', ['drop-connection', 'accept-and-drop']);
    await bundle.sender.sendMessages({ body: 1, messageId: 'once' });
    expect((await bundle.broker.peek(queue)).map(({ messageId }) => messageId)).toEqual(['once']);
  }, 15_000);

  test('a refused schedule reaches the caller as busy when it lasts', async () => {
    await using bundle = await startBundle();
    await bundle.broker.inject('onSchedule', ['refuse', 'refuse', 'refuse', 'refuse']);
    const scheduling = bundle.sender.scheduleMessages({ body: 1 }, new Date(Date.now() + 60_000));
    const busy = expect.objectContaining({ code: 'ServiceBusy' });
    await expect(scheduling).rejects.toMatchObject({ errors: [busy, busy, busy, busy] });
    expect(await bundle.broker.counts(queue)).toMatchObject({ scheduled: 0 });
  });

  test('a lost answer to a schedule leaves the message scheduled', async () => {
    await using bundle = await startBundle();
    await bundle.broker.inject('onSchedule', ['lose-answer']);
    await bundle.sender.scheduleMessages({ body: 1, messageId: 'copy.1' }, new Date(Date.now() + 60_000));
    expect(await bundle.broker.counts(queue)).toMatchObject({ scheduled: 1 });
  }, 15_000);

  test('a refused settlement is a lost lock, and the message comes again', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1 });
    await bundle.broker.inject('onSettle', ['refuse']);
    const completing = bundle.receiver.completeMessage(await receiveOne(bundle.receiver));
    await expect(completing).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect((await receiveOne(bundle.receiver)).deliveryCount).toBe(1);
  });

  test('a settlement whose answer is lost has happened', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1 });
    await bundle.broker.inject('onSettle', ['accept-and-drop']);
    await bundle.receiver.completeMessage(await receiveOne(bundle.receiver)).catch(() => {});
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, locked: 0 });
  }, 15_000);

  test('a subscriber comes back by itself after its connection was dropped', async () => {
    await using bundle = await startBundle();
    const bodies: unknown[] = [];
    const subscription = bundle.receiver.subscribe({
      processMessage: async ({ body }) => {
        bodies.push(body);
      },
      processError: async () => {},
    });
    await bundle.sender.sendMessages({ body: 'before' });
    await eventually('the first message came', () => bodies.includes('before'));
    expect(await bundle.broker.dropConnections()).toBe(1);
    await bundle.sender.sendMessages({ body: 'after' });
    await eventually('the second message came', () => bodies.includes('after'));
    await subscription.close();
  }, 15_000);
});
