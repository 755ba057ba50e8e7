import { randomBytes } from 'node:crypto';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { describe, expect, test } from '@jest/globals';
import { eventually, queue, receive, receiveOne, startBundle } from './service-bus-bundle.ts';

describe('sending and receiving with the real SDK', () => {
  test('carries body, ids and every type of application property unchanged', async () => {
    await using bundle = await startBundle();
    const date = new Date('2026-02-03T04:05:06.007Z');
    const applicationProperties = { text: 'å', whole: 42, negative: -7, fraction: 1.5, yes: true, date };
    await bundle.sender.sendMessages({
      body: { hello: ['world', 1, null] },
      messageId: 'first',
      correlationId: 'c-1',
      subject: 'greeting',
      contentType: 'application/json',
      applicationProperties,
    });

    const message = await receiveOne(bundle.receiver);

    expect(message).toMatchObject({
      body: { hello: ['world', 1, null] },
      messageId: 'first',
      correlationId: 'c-1',
      subject: 'greeting',
      contentType: 'application/json',
      applicationProperties: { ...applicationProperties, date: expect.anything() },
      deliveryCount: 0,
    });
    expect(Number(message.applicationProperties?.date)).toBe(date.getTime());
    expect(message.lockToken).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  test('carries bytes as bytes', async () => {
    await using bundle = await startBundle();
    const body = randomBytes(200_000);
    await bundle.sender.sendMessages({ body });
    expect(Buffer.compare((await receiveOne(bundle.receiver)).body, body)).toBe(0);
  });

  test('gives a message without an id one of its own', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 'anonymous' });
    expect((await receiveOne(bundle.receiver)).messageId).toMatch(/^[0-9a-f]{32}$/);
  });

  test('takes arrays and batches apart, and hands their messages out in order', async () => {
    await using bundle = await startBundle();
    const batch = await bundle.sender.createMessageBatch();
    while (batch.tryAddMessage({ body: batch.count, messageId: `batched-${batch.count}` }))
      if (batch.count === 40) break;
    await bundle.sender.sendMessages(batch);
    await bundle.sender.sendMessages([{ body: 40 }, { body: 41 }]);

    const bodies = (await receive(bundle.receiver, 42)).map(({ body }) => body);
    expect(bodies).toEqual(Array.from({ length: 42 }, (_, index) => index));
  });

  test('fills a batch up to the limit of the queue', async () => {
    await using bundle = await startBundle();
    const batch = await bundle.sender.createMessageBatch();
    expect(batch.maxSizeInBytes).toBe(262_144);
    while (batch.tryAddMessage({ body: 'x'.repeat(1_000) }));
    await bundle.sender.sendMessages(batch);
    expect(batch.count).toBeGreaterThan(200);
    expect((await bundle.broker.counts(queue)).ready).toBe(batch.count);
  });

  test('refuses a message that is too large', async () => {
    await using bundle = await startBundle();
    const sending = bundle.sender.sendMessages({ body: randomBytes(300_000) });
    await expect(sending).rejects.toMatchObject({ code: 'MessageSizeExceeded' });
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0 });
  });

  test('answers an empty receive with nothing, and keeps the link usable', async () => {
    await using bundle = await startBundle();
    for (let round = 0; round < 3; round++) {
      expect(await bundle.receiver.receiveMessages(5, { maxWaitTimeInMs: 100 })).toEqual([]);
    }
    await bundle.sender.sendMessages({ body: 'late' });
    expect((await receiveOne(bundle.receiver)).body).toBe('late');
  });

  test('feeds a subscriber with several calls at a time and gives back what its handler throws at', async () => {
    await using bundle = await startBundle();
    const seen: ServiceBusReceivedMessage[] = [];
    const subscription = bundle.receiver.subscribe(
      {
        processMessage: async (message) => {
          seen.push(message);
          if (message.body === 7 && message.deliveryCount === 0) throw new Error('not yet');
        },
        processError: async () => {},
      },
      { maxConcurrentCalls: 5 },
    );
    await bundle.sender.sendMessages(Array.from({ length: 20 }, (_, body) => ({ body })));
    await eventually('every message is completed', async () => {
      const { ready, locked } = await bundle.broker.counts(queue);
      return seen.length >= 21 && ready + locked === 0;
    });
    await subscription.close();

    expect(seen.filter(({ body }) => body === 7).map(({ deliveryCount }) => deliveryCount)).toEqual([0, 1]);
    expect(seen).toHaveLength(21);
  });

  test('deletes on receive where the client asks for it', async () => {
    await using bundle = await startBundle();
    const receiver = bundle.client.createReceiver(queue, { receiveMode: 'receiveAndDelete' });
    await bundle.sender.sendMessages([{ body: 1 }, { body: 2 }]);
    expect((await receive(receiver, 2)).map(({ body }) => body)).toEqual([1, 2]);
    expect(await bundle.broker.counts(queue)).toMatchObject({ ready: 0, locked: 0 });
  });

  test('shares the queue between competing clients, each message to one of them', async () => {
    await using bundle = await startBundle();
    const other = new ServiceBusClient(bundle.broker.connectionString);
    await bundle.sender.sendMessages(Array.from({ length: 10 }, (_, body) => ({ body })));
    const [first, second] = await Promise.all([receive(bundle.receiver, 5), receive(other.createReceiver(queue), 5)]);
    await other.close();
    expect([...first, ...second].map(({ body }) => body).toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('says that a queue is unknown, to senders and receivers', async () => {
    await using bundle = await startBundle();
    const refusal = { code: 'MessagingEntityNotFound' };
    await expect(bundle.client.createSender('nowhere').sendMessages({ body: 1 })).rejects.toMatchObject(refusal);
    await expect(bundle.client.createReceiver('nowhere').receiveMessages(1)).rejects.toMatchObject(refusal);
  });

  test('refuses a session with a sentence that says what to use', async () => {
    await using bundle = await startBundle();
    const problem = await bundle.client.acceptNextSession(queue).catch(String);
    expect(problem).toContain('Use createReceiver instead');
    // With an id the SDK puts a sentence of its own in the place of ours.
    await expect(bundle.client.acceptSession(queue, 's1')).rejects.toMatchObject({ code: 'SessionCannotBeLocked' });
  });
});
