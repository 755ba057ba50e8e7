import { ServiceBusAdministrationClient } from '@azure/service-bus';
import { describe, expect, test } from '@jest/globals';
import { present, queue, receive, startBundle } from './service-bus-bundle.ts';

const oneHourMs = 3_600_000;

describe('looking into a queue with the real SDK', () => {
  test('peeks at everything, page by page, without locking it', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages(Array.from({ length: 7 }, (_, body) => ({ body })));
    const pages = [
      await bundle.receiver.peekMessages(5),
      await bundle.receiver.peekMessages(5),
      await bundle.receiver.peekMessages(5),
    ];
    expect(pages.map((page) => page.map(({ body }) => body))).toEqual([[0, 1, 2, 3, 4], [5, 6], []]);
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 7, locked: 0 });
  });

  test('shows the state of each message', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages([{ body: 'deferred' }, { body: 'locked' }, { body: 'waiting' }]);
    const [first] = await receive(bundle.receiver, 2);
    await bundle.receiver.deferMessage(present(first));
    await bundle.sender.scheduleMessages({ body: 'scheduled' }, new Date(Date.now() + oneHourMs));

    const peeked = await bundle.receiver.peekMessages(10);
    expect(peeked.map(({ body, state }) => [body, state])).toEqual([
      ['deferred', 'deferred'],
      ['locked', 'active'],
      ['waiting', 'active'],
      ['scheduled', 'scheduled'],
    ]);
    expect((await bundle.broker.peek(queue)).map(({ state }) => state)).toEqual([
      'deferred',
      'locked',
      'ready',
      'scheduled',
    ]);
  });

  test('summarizes messages as plain data', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: { a: 1 }, messageId: 'm', applicationProperties: { k: 'v' } });
    const [summary] = await bundle.broker.peek(queue);
    expect(summary).toMatchObject({
      messageId: 'm',
      sequenceNumber: 1,
      deliveryCount: 0,
      applicationProperties: { k: 'v' },
    });
    expect(Buffer.from(summary?.body ?? '', 'base64').toString()).toBe('{"a":1}');
  });

  test('reports counts and settings to the administration client', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    await bundle.sender.scheduleMessages({ body: 4 }, new Date(Date.now() + oneHourMs));
    const [first] = await receive(bundle.receiver, 2);
    await bundle.receiver.deadLetterMessage(present(first));

    const administration = plainHttpAdministration(bundle.broker.administrationConnectionString);
    expect(await administration.getQueueRuntimeProperties(queue)).toMatchObject({
      name: queue,
      activeMessageCount: 2,
      deadLetterMessageCount: 1,
      scheduledMessageCount: 1,
      totalMessageCount: 4,
    });
    expect(await administration.getQueue(queue)).toMatchObject({
      lockDuration: 'PT30S',
      maxDeliveryCount: 3,
      requiresDuplicateDetection: true,
      requiresSession: false,
      deadLetteringOnMessageExpiration: true,
    });
    expect(await administration.queueExists(queue)).toBe(true);
    expect(await administration.queueExists('nowhere')).toBe(false);
    await expect(administration.getQueue('nowhere')).rejects.toMatchObject({ code: 'MessageEntityNotFoundError' });
  });

  test('empties every queue on reset and goes on counting', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages([{ body: 1, messageId: 'm' }, { body: 2 }]);
    const [first] = await receive(bundle.receiver, 1);
    await bundle.receiver.deadLetterMessage(present(first));
    await bundle.broker.reset();
    const empty = { ready: 0, locked: 0, deferred: 0, scheduled: 0, deadLettered: 0, bytes: 0 };
    expect(await bundle.broker.counts(queue)).toEqual(empty);
    await bundle.sender.sendMessages({ body: 3, messageId: 'm' });
    expect(await bundle.broker.peek(queue)).toMatchObject([{ messageId: 'm', sequenceNumber: 3 }]);
  });
});

/** 7.9.5 always speaks https, whatever the connection string says; a policy of its public pipeline turns that into http. */
function plainHttpAdministration(connectionString: string): ServiceBusAdministrationClient {
  const administration = new ServiceBusAdministrationClient(connectionString);
  administration.pipeline.addPolicy({
    name: 'plainHttp',
    sendRequest: (request, next) => {
      request.url = request.url.replace(/^https:/, 'http:');
      request.allowInsecureConnection = true;
      return next(request);
    },
  });
  return administration;
}
