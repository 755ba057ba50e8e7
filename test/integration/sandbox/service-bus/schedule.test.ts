import { describe, expect, test } from '@jest/globals';
import { present, queue, receiveOne, startBundle } from './service-bus-bundle.ts';

const oneHourMs = 3_600_000;

describe('time with the real SDK', () => {
  test('delivers a scheduled message when its time has come', async () => {
    await using bundle = await startBundle();
    const at = new Date(Date.now() + oneHourMs);
    const [number] = await bundle.sender.scheduleMessages({ body: 'later', messageId: 'copy.1' }, at);
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, scheduled: 1 });
    expect(await bundle.receiver.receiveMessages(1, { maxWaitTimeInMs: 50 })).toEqual([]);

    await bundle.broker.advanceClock(oneHourMs);
    const message = await receiveOne(bundle.receiver);
    expect(message).toMatchObject({ body: 'later', messageId: 'copy.1', enqueuedSequenceNumber: number?.toNumber() });
    expect(message.sequenceNumber?.toNumber()).toBeGreaterThan(present(number).toNumber());
    expect(Number(message.scheduledEnqueueTimeUtc)).toBe(at.getTime());
  });

  test('does the same for a message that is sent with a scheduled time', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 'later', scheduledEnqueueTimeUtc: new Date(Date.now() + oneHourMs) });
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, scheduled: 1 });
    await bundle.broker.advanceClock(oneHourMs);
    expect((await receiveOne(bundle.receiver)).body).toBe('later');
  });

  test('cancels a scheduled message once', async () => {
    await using bundle = await startBundle();
    const [number] = await bundle.sender.scheduleMessages({ body: 'never' }, new Date(Date.now() + oneHourMs));
    await bundle.sender.cancelScheduledMessages(present(number));
    expect(await bundle.broker.counts(queue)).toMatchObject({ scheduled: 0 });
    const again = bundle.sender.cancelScheduledMessages(present(number));
    await expect(again).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  test('dead-letters a message that outlived its time to live', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 'fresh', timeToLive: oneHourMs });
    await bundle.broker.advanceClock(oneHourMs);
    expect(await receiveOne(bundle.deadLetters)).toMatchObject({
      body: 'fresh',
      deadLetterReason: 'TTLExpiredException',
      deadLetterErrorDescription: 'The message expired and was dead lettered.',
    });
  });

  test('drops a second message with the same id, also after the first was completed, until the window has passed', async () => {
    await using bundle = await startBundle({ duplicateDetectionMs: oneHourMs });
    await bundle.sender.sendMessages({ body: 'first', messageId: 'same' });
    await bundle.sender.sendMessages([{ body: 'second', messageId: 'same' }]);
    await bundle.receiver.completeMessage(await receiveOne(bundle.receiver));
    await bundle.sender.scheduleMessages({ body: 'third', messageId: 'same' }, new Date());
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, scheduled: 0 });

    await bundle.broker.advanceClock(oneHourMs);
    await bundle.sender.sendMessages({ body: 'fourth', messageId: 'same' });
    expect((await receiveOne(bundle.receiver)).body).toBe('fourth');
  });
});
