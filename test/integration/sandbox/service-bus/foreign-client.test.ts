/** A plain AMQP 1.0 library instead of the SDK, in the manner of the .NET client where the two SDKs differ. */
import { describe, expect, test } from '@jest/globals';
import rhea from 'rhea';
import { startBrokerProcess } from './broker-process.ts';
import { queue, receiveOne, startBundle } from './service-bus-bundle.ts';

interface Link {
  send(message: object, tag?: Buffer, format?: number): void;
  on(event: string, listener: (context: Received) => void): void;
  add_credit(credit: number): void;
  drain_credit(): void;
}
interface Received {
  readonly message: Readonly<Record<string, unknown>> & {
    readonly application_properties?: Readonly<Record<string, unknown>>;
  };
  readonly delivery: { accept(): void };
}
interface Connection {
  open_sender(options: object): Link;
  open_receiver(options: object): Link;
  on(event: 'disconnected', listener: () => void): void;
  close(): void;
}
interface Library {
  connect(options: object): Connection;
  readonly message: { data_section(bytes: Buffer): unknown };
}
const library = rhea as unknown as Library;

/** The only SASL mechanism the .NET client knows. */
const mechanism = {
  MSSBCBS: () => ({ start: (callback: (error: undefined, response: string) => void) => callback(undefined, '') }),
};

function connect(port: number): Connection & Disposable {
  const connection = library.connect({ host: '127.0.0.1', port, reconnect: false, sasl_mechanisms: mechanism });
  connection.on('disconnected', () => {});
  return Object.assign(connection, { [Symbol.dispose]: () => connection.close() });
}

async function eventOf(link: Link, event: string): Promise<Received> {
  const received = Promise.withResolvers<Received>();
  link.on(event, received.resolve);
  return await received.promise;
}

describe('a client that is not the JavaScript SDK', () => {
  test.each([
    ['a string value', (text: string) => text],
    ['a data section', (text: string) => library.message.data_section(Buffer.from(text))],
  ])('sends a body as %s, which both the SDK and the summary can read', async (_, toBody) => {
    await using bundle = await startBundle();
    using connection = connect(bundle.broker.port);
    const sender = connection.open_sender({ target: { address: `/${queue.toUpperCase()}` } });
    await eventOf(sender, 'sendable');
    sender.send({ message_id: 'foreign', body: toBody('{"version":1}') });
    await eventOf(sender, 'accepted');

    const [summary] = await bundle.broker.peek(queue);
    expect(Buffer.from(summary?.body ?? '', 'base64').toString()).toBe('{"version":1}');
    const received = await receiveOne(bundle.receiver);
    const body: unknown = received.body;
    expect(typeof body === 'string' ? JSON.parse(body) : body).toEqual({ version: 1 });
  });

  test('finds the delivery count in the header, also the first time', async () => {
    await using bundle = await startBundle();
    await bundle.sender.sendMessages({ body: 1 });
    using connection = connect(bundle.broker.port);
    const receiver = connection.open_receiver({ source: { address: `/${queue}` }, autoaccept: false });
    const { message } = await eventOf(receiver, 'message');
    expect(message.delivery_count).toBe(0);
  });

  test.each([
    ['all of the credit', 0],
    ['no credit, because a message used it', 1],
  ])('is told that a drain has ended, with %s left', async (_, messageCount) => {
    await using bundle = await startBundle();
    for (let index = 0; index < messageCount; index++) await bundle.sender.sendMessages({ body: index });
    using connection = connect(bundle.broker.port);
    const receiver = connection.open_receiver({ source: { address: queue }, credit_window: 0, autoaccept: false });
    const message = eventOf(receiver, 'message');
    await eventOf(receiver, 'receiver_open');
    const drained = eventOf(receiver, 'receiver_drained');
    receiver.add_credit(1);
    receiver.drain_credit();
    await drained;
    if (messageCount > 0) await message;
  });

  test('gets an answer to a settled management request, with the id in the type it sent', async () => {
    await using broker = await startBrokerProcess();
    using connection = connect(broker.port);
    const replies = connection.open_receiver({
      source: { address: `${queue}/$management` },
      target: { address: 'my-replies' },
    });
    const requests = connection.open_sender({ target: { address: `${queue}/$management` }, snd_settle_mode: 1 });
    await eventOf(requests, 'sendable');
    const properties = { operation: 'com.microsoft:no-such-thing' };
    requests.send({ message_id: 'request1', reply_to: 'my-replies', application_properties: properties, body: {} });

    const { message } = await eventOf(replies, 'message');
    expect(message.correlation_id).toBe('request1');
    expect(message.application_properties).toMatchObject({ statusCode: 501, errorCondition: 'amqp:not-implemented' });
  });

  test('is told what is wrong with a message that cannot be read', async () => {
    await using broker = await startBrokerProcess();
    using connection = connect(broker.port);
    const sender = connection.open_sender({ target: { address: queue } });
    await eventOf(sender, 'sendable');
    const refused = eventOf(sender, 'rejected');
    sender.send(Buffer.from('not AMQP'), undefined, 0);
    await refused;
    expect(await broker.counts(queue)).toMatchObject({ ready: 0 });
  });
});
