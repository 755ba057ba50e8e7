import { describe, expect, test } from '@jest/globals';
import { eventually, present, queue, receive, receiveOne, startBundle } from './service-bus-bundle.ts';

const oneMinuteMs = 60_000;

describe('settling with the real SDK', () => {
  test('completes', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1 });
    await bundle.receiver.completeMessage(await receiveOne(bundle.receiver));
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, locked: 0, deadLettered: 0 });
  });

  test('hands an abandoned message out again, counted and with the changed properties', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1, applicationProperties: { kept: 'yes', changed: 1 } });
    await bundle.receiver.abandonMessage(await receiveOne(bundle.receiver), { changed: 'two', added: true });
    const again = await receiveOne(bundle.receiver);
    expect(again.deliveryCount).toBe(1);
    expect(again.applicationProperties).toEqual({ kept: 'yes', changed: 'two', added: true });
  });

  test('dead-letters after the maximum of deliveries, with the reason of the service', async () => {
    await using bundle = await startBundle({ maxDeliveryCount: 2 });
    await bundle.sender.sendMessages({ body: 'poison', messageId: 'p' });
    for (let round = 0; round < 2; round++) await bundle.receiver.abandonMessage(await receiveOne(bundle.receiver));
    const dead = await receiveOne(bundle.deadLetters);
    expect(dead).toMatchObject({
      messageId: 'p',
      deadLetterReason: 'MaxDeliveryCountExceeded',
      deadLetterErrorDescription: 'Message could not be consumed after 2 delivery attempts.',
    });
  });

  test('dead-letters with reason, description and properties, and completes from the dead-letter queue', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1 });
    const message = await receiveOne(bundle.receiver);
    const why = { deadLetterReason: 'ERR_X', deadLetterErrorDescription: 'because', extra: 5 };
    await bundle.receiver.deadLetterMessage(message, why);
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, deadLettered: 1 });

    const dead = await receiveOne(bundle.deadLetters);
    expect(dead).toMatchObject({ deadLetterReason: 'ERR_X', deadLetterErrorDescription: 'because', body: 1 });
    expect(dead.applicationProperties).toMatchObject({ extra: 5 });
    expect(dead.sequenceNumber?.toNumber()).toBe(message.sequenceNumber?.toNumber());
    await bundle.deadLetters.completeMessage(dead);
    expect(await bundle.broker.counts(queue)).toMatchObject({ deadLettered: 0 });
  });

  test('keeps a deferred message for whoever asks for its number', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 'for later' });
    const message = await receiveOne(bundle.receiver);
    await bundle.receiver.deferMessage(message);
    expect(await bundle.receiver.receiveMessages(1, { maxWaitTimeInMs: 50 })).toEqual([]);

    const number = present(message.sequenceNumber);
    const [deferred] = await bundle.receiver.receiveDeferredMessages(number);
    expect(deferred).toMatchObject({ body: 'for later', state: 'deferred' });
    await bundle.receiver.completeMessage(present(deferred));
    await expect(bundle.receiver.receiveDeferredMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  test('settles what a closed receiver had received, by way of $management', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages([{ body: 1 }, { body: 2 }]);
    const [first, second] = await receive(bundle.receiver, 2);
    await bundle.receiver.close();
    const late = bundle.client.createReceiver(queue);
    await late.completeMessage(present(first));
    await late.deadLetterMessage(present(second), { deadLetterReason: 'late', deadLetterErrorDescription: 'closed' });
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, locked: 0, deadLettered: 1 });
    expect(await receiveOne(bundle.deadLetters)).toMatchObject({ deadLetterReason: 'late' });
  });

  test('renews a lock', async () => {
    await using bundle = await startBundle({ lockMs: oneMinuteMs });
    await bundle.sender.sendMessages({ body: 1 });
    const message = await receiveOne(bundle.receiver);
    await bundle.broker.advanceClock(oneMinuteMs / 2);
    const until = await bundle.receiver.renewMessageLock(message);
    expect(Number(until)).toBeGreaterThanOrEqual(Number(message.enqueuedTimeUtc) + 1.5 * oneMinuteMs);
    await bundle.broker.advanceClock(oneMinuteMs - 1_000);
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, locked: 1 });
    await bundle.receiver.completeMessage(message);
  });

  test('hands a message out again when its lock has run out, and refuses the late settlement', async () => {
    await using bundle = await startBundle({ lockMs: oneMinuteMs });
    await bundle.sender.sendMessages({ body: 1 });
    const first = await receiveOne(bundle.receiver);
    await bundle.broker.advanceClock(oneMinuteMs);
    const second = await receiveOne(bundle.receiver);
    expect(second.deliveryCount).toBe(1);
    await expect(bundle.receiver.completeMessage(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await expect(bundle.receiver.renewMessageLock(first)).rejects.toMatchObject({ code: 'MessageLockLost' });
    await bundle.receiver.completeMessage(second);
  });

  test('keeps a lock alive for a subscriber that works longer than it lasts', async () => {
    await using bundle = await startBundle({ lockMs: 1_000 });
    await bundle.sender.sendMessages({ body: 'slow' });
    const work = Promise.withResolvers<void>();
    let calls = 0;
    const subscription = bundle.receiver.subscribe({
      processMessage: async () => {
        calls++;
        await work.promise;
      },
      processError: async () => {},
    });
    const firstEnd = await lockEnd(bundle);
    await eventually('the lock was renewed twice', async () => (await lockEnd(bundle)) > firstEnd + 1_000);
    work.resolve();
    await eventually('the message is completed', async () => (await bundle.broker.counts(queue)).locked === 0);
    await subscription.close();
    expect(calls).toBe(1);
  });

  test('expires every lock of a queue on demand', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1 });
    const message = await receiveOne(bundle.receiver);
    expect(await bundle.broker.expireLocks(queue)).toBe(1);
    await expect(bundle.receiver.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect((await receiveOne(bundle.receiver)).deliveryCount).toBe(1);
  });
});

async function lockEnd({ broker }: Awaited<ReturnType<typeof startBundle>>): Promise<number> {
  await eventually('the message is locked', async () => (await broker.counts(queue)).locked === 1);
  const [message] = await broker.peek(queue);
  return Date.parse(message?.lockedUntil ?? '');
}
