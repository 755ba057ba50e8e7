import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { type BrokerUnderTest, startBrokerProcess } from '../../fixtures/functions-app/running-broker.ts';
import { type HostUnderTest, spawnHost, untilReady } from '../../fixtures/functions-app/running-host.ts';

interface Options {
  readonly brokerArgs?: readonly string[];
  readonly hostArgs?: readonly string[];
}

const queues = ['--queue', 'text', '--queue', 'bytes'];
const cleanUps: (() => Promise<unknown>)[] = [];

jest.setTimeout(60_000);

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function setup(options: Options = {}) {
  const broker = await startBroker([...queues, ...(options.brokerArgs ?? [])]);
  const host = await startHost(broker, options.hostArgs);
  const send = async (queueName: string, messages: Parameters<ServiceBusSender['sendMessages']>[0]) => {
    const sender = broker.client.createSender(queueName);
    await sender.sendMessages(messages);
    await sender.close();
  };
  return { broker, host, send };
}

async function startBroker(args: readonly string[]): Promise<BrokerUnderTest> {
  const broker = await startBrokerProcess(args);
  cleanUps.push(broker.kill);
  return broker;
}

async function startHost(broker: BrokerUnderTest, args: readonly string[] = []): Promise<HostUnderTest> {
  const env = { ServiceBus: broker.connectionString, TEXT_QUEUE: 'text', BYTES_QUEUE: 'bytes' };
  const process = spawnHost({ app: 'complete', args, env });
  cleanUps.push(() => process.kill());
  return untilReady(process);
}

/** By a receiver, as an operator's program would; the properties it adds are the message's own from then on. */
async function deadLetter({ client }: BrokerUnderTest, message: ServiceBusMessage): Promise<void> {
  await client.createSender('text').sendMessages(message);
  const receiver = client.createReceiver('text');
  for (const received of await receiver.receiveMessages(1))
    await receiver.deadLetterMessage(received, {
      deadLetterReason: 'ERR_X',
      deadLetterErrorDescription: 'Because of X.',
      tenant: 'contoso',
    });
  await receiver.close();
}

/** Polls; the test's own time limit ends the wait. */
async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}

const trap = {
  body: Buffer.from('{"to":"evil","DeliveryCount":99,"messageId":"from body"}'),
  messageId: 'msg_1',
  to: 'real',
};

describe('functions host on service bus', () => {
  test('lets a JSON body overwrite the metadata when the body arrives as text', async () => {
    const { host, send } = await setup();

    await send('text', trap);

    const [report] = await host.reports('text', 1);
    expect(report).toMatchObject({
      kind: 'object',
      body: { to: 'evil' },
      triggerMetadata: { to: 'evil', deliveryCount: 99, messageId: 'from body' },
    });
  });

  test('keeps the metadata clean when the body arrives as bytes', async () => {
    const { host, send } = await setup();

    await send('bytes', trap);

    const [report] = await host.reports('bytes', 1);
    expect(report).toMatchObject({
      kind: 'Buffer',
      body: trap.body.toString(),
      triggerMetadata: { to: 'real', deliveryCount: 1, messageId: 'msg_1' },
    });
  });

  test('shows ids and properties as the library reads them: JSON-like text changes, first letters get small', async () => {
    const { host, send } = await setup();
    const traceParent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

    await send('bytes', {
      body: Buffer.from('x'),
      messageId: '12e3',
      correlationId: 'null',
      applicationProperties: { TenantId: 'contoso', 'Diagnostic-Id': traceParent },
    });

    const [report] = await host.reports('bytes', 1);
    expect(report?.triggerMetadata).toMatchObject({
      messageId: 12_000,
      correlationId: null,
      applicationProperties: { tenantId: 'contoso', 'diagnostic-Id': traceParent },
      sequenceNumber: 1,
    });
    expect(report?.triggerMetadata.enqueuedTimeUtc).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?$/);
    expect(report?.traceParent).toBe(traceParent);
  });

  test('completes when the function returns', async () => {
    const { broker, host, send } = await setup();

    await send('bytes', { body: Buffer.from('fine') });

    await host.reports('bytes', 1);
    await eventually(async () => (await broker.peek('bytes')).length === 0);
    expect(await host.status()).toMatchObject({ invocations: { succeeded: 1, failed: 0 } });
  });

  test('abandons when the function throws: delivered again at once, counted, and dead-lettered in the end', async () => {
    const { host, send } = await setup({ brokerArgs: ['--max-delivery-count', '3'] });

    await send('bytes', { body: Buffer.from('throw'), messageId: 'msg_t' });

    const [dead] = await host.reports('dead', 1);
    const counts = (await host.reports('bytes', 3)).map((report) => report.triggerMetadata.deliveryCount);
    expect(counts).toEqual([1, 2, 3]);
    expect(dead?.triggerMetadata).toMatchObject({
      messageId: 'msg_t',
      applicationProperties: { deadLetterReason: 'MaxDeliveryCountExceeded' },
    });
  });

  test('hands over dead letters with reason and description as application properties, and no metadata of their own', async () => {
    const broker = await startBroker(queues);
    await deadLetter(broker, { body: Buffer.from('by hand'), messageId: 'msg_hand' });
    const sender = broker.client.createSender('text');
    await sender.sendMessages({ body: Buffer.from('late'), messageId: 'msg_late', timeToLive: 1 });

    const host = await startHost(broker);

    const reports = await host.reports('buried', 2);
    const [byHand, late] = ['by hand', 'late'].map((text) => reports.find(({ body }) => body === text));
    expect(byHand?.triggerMetadata).toMatchObject({
      messageId: 'msg_hand',
      deliveryCount: 2,
      applicationProperties: {
        deadLetterReason: 'ERR_X',
        deadLetterErrorDescription: 'Because of X.',
        tenant: 'contoso',
      },
    });
    expect(late?.triggerMetadata).toMatchObject({
      messageId: 'msg_late',
      deliveryCount: 1,
      applicationProperties: {
        deadLetterReason: 'TTLExpiredException',
        deadLetterErrorDescription: 'The message expired and was dead lettered.',
      },
    });
    // The real host gives the reason nowhere else, and a source only to a message that was forwarded.
    for (const name of ['deadLetterReason', 'deadLetterErrorDescription', 'deadLetterSource'])
      expect(byHand?.triggerMetadata).not.toHaveProperty(name);
    await eventually(async () => (await broker.peek('text/$DeadLetterQueue')).length === 0);
  });

  test('hands a dead letter out again, without a limit and with its first reason, while its function throws', async () => {
    const broker = await startBroker([...queues, '--max-delivery-count', '1']);
    await deadLetter(broker, { body: Buffer.from('throw until the third'), messageId: 'msg_1' });

    const host = await startHost(broker);

    const reports = await host.reports('buried', 2);
    expect(reports.map(({ triggerMetadata }) => triggerMetadata.deliveryCount)).toEqual([2, 3]);
    expect(reports[1]?.triggerMetadata).toMatchObject({ applicationProperties: { deadLetterReason: 'ERR_X' } });
    await eventually(async () => (await broker.peek('text/$DeadLetterQueue')).length === 0);
  });

  test('dies of a message it was told to die of, until the broker dead-letters it, and of nothing else', async () => {
    const args = ['--crash-on-message-id', 'nothing', '--crash-on-message-id', 'poison-*'];
    const broker = await startBroker([...queues, '--lock-ms', '500', '--max-delivery-count', '2']);
    const sender = broker.client.createSender('bytes');
    const first = await startHost(broker, args);
    await sender.sendMessages({ body: Buffer.from('fine'), messageId: 'not-poison-1' });
    await first.reports('bytes', 1);
    await eventually(async () => (await broker.peek('bytes')).length === 0);

    await sender.sendMessages({ body: Buffer.from('{"id":"poison-1"}'), messageId: 'msg_copy.1' });

    expect(await first.process.ended).toBeNull();
    expect(first.process.errors.join('\n')).toContain('message "msg_copy.1" fits --crash-on-message-id');
    const second = await startHost(broker, args);
    expect(await second.process.ended).toBeNull();
    const third = await startHost(broker, args);
    const [dead] = await third.reports('dead', 1);
    expect(dead).toMatchObject({
      body: { id: 'poison-1' },
      triggerMetadata: { applicationProperties: { deadLetterReason: 'MaxDeliveryCountExceeded' } },
    });
    expect(second.process.output.filter((line) => line.includes('[bytes] {'))).toEqual([]);
    expect(await third.status()).toMatchObject({ state: 'Running', invocations: { failed: 0 } });
  });

  test('reads a body sent as an AMQP value string, with either data type', async () => {
    const { host, send } = await setup();

    await send('bytes', { body: 'grüß', bodyType: 'value', messageId: 'msg_1' });
    await send('text', { body: 'grüß', bodyType: 'value', messageId: 'msg_1' });

    expect(await host.reports('bytes', 1)).toMatchObject([{ kind: 'Buffer', body: 'grüß' }]);
    expect(await host.reports('text', 1)).toMatchObject([{ kind: 'string', body: 'grüß' }]);
  });

  test('abandons a body it cannot read, without calling the function', async () => {
    const { broker, host, send } = await setup({ brokerArgs: ['--max-delivery-count', '2'] });

    await send('text', { body: 42, bodyType: 'value' });

    await host.process.untilLines((line) => line.includes('is abandoned: its body is an AMQP value section'), 2);
    await eventually(async () => (await broker.peek('text/$DeadLetterQueue')).length === 1);
    expect(await host.status()).toMatchObject({ invocations: { started: 0 } });
  });

  // rhea 3.0.5 merges settlements of neighbours that leave in one tick: unchained, the second is completed and gone.
  test('settles neighbours by their own outcome when they end in one tick', async () => {
    const { broker, host, send } = await setup({ brokerArgs: ['--max-delivery-count', '1'] });
    await send('bytes', [{ body: Buffer.from('wait and return') }, { body: Buffer.from('wait and throw') }]);
    await host.reports('bytes', 2);

    host.process.signal('SIGUSR2');

    await eventually(async () => (await broker.peek('bytes')).length === 0);
    expect(await host.status()).toMatchObject({ invocations: { failed: 1 } });
    expect(await host.reports('dead', 1)).toMatchObject([{ body: 'wait and throw' }]);
  });

  test('runs no more at a time than it is told', async () => {
    const { host, send } = await setup({ hostArgs: ['--max-concurrent-calls', '2'] });

    await send(
      'bytes',
      Array.from({ length: 5 }, (_, index) => ({ body: Buffer.from(`wait ${index}`) })),
    );

    await host.reports('bytes', 2);
    expect(await host.status()).toMatchObject({ invocations: { started: 2, running: 2 } });
    host.process.signal('SIGUSR2');
    await host.reports('bytes', 4);
    expect(await host.status()).toMatchObject({ invocations: { started: 4, succeeded: 2, running: 2 } });
  });

  test('lets running work end when it drains, completes it, and takes nothing new', async () => {
    const { broker, host, send } = await setup();
    await send('bytes', { body: Buffer.from('wait'), messageId: 'msg_running' });
    await host.reports('bytes', 1);

    host.process.signal('SIGTERM');
    await host.process.untilLine((line) => line.includes('stopped listening to queue "bytes", 1 running'));
    expect(await host.status()).toMatchObject({ state: 'Draining', invocations: { running: 1 } });
    await send('bytes', { body: Buffer.from('late'), messageId: 'msg_late' });
    host.process.signal('SIGUSR2');

    expect(await host.process.ended).toBe(0);
    expect((await broker.peek('bytes')).map((message) => message.messageId)).toEqual(['msg_late']);
    expect(await host.reports('bytes', 1)).toMatchObject([{ body: 'wait' }]);
  });

  test('exits at once when it is told a second time, and the broker hands the message out again', async () => {
    const { broker, host, send } = await setup({ brokerArgs: ['--lock-ms', '1000'] });
    await send('bytes', { body: Buffer.from('wait'), messageId: 'msg_1' });
    await host.reports('bytes', 1);

    host.process.signal('SIGINT');
    await host.process.untilLine((line) => line.includes('Draining.'));
    host.process.signal('SIGINT');

    expect(await host.process.ended).toBe(1);
    const second = await startHost(broker);
    const [report] = await second.reports('bytes', 1);
    expect(report?.triggerMetadata).toMatchObject({ messageId: 'msg_1', deliveryCount: 2 });
  });

  test('goes on when the broker was killed and came back', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'postbus-broker-'));
    cleanUps.push(() => rm(directory, { recursive: true }));
    const store = ['--store', path.join(directory, 'messages.sqlite')];
    const { broker, host, send } = await setup({ brokerArgs: store });
    await send('bytes', { body: Buffer.from('before') });
    await host.reports('bytes', 1);
    await eventually(async () => (await broker.peek('bytes')).length === 0);

    await broker.kill();
    const again = await startBroker([...store, '--queue', 'text', '--queue', 'bytes', '--port', String(broker.port)]);
    const sender = again.client.createSender('bytes');
    await sender.sendMessages({ body: Buffer.from('after') });

    expect(await host.reports('bytes', 2)).toMatchObject([{ body: 'before' }, { body: 'after' }]);
  });
});
