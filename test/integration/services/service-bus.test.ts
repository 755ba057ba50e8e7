import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, describe, expect, test } from '@jest/globals';
import { fromCopyProperties } from '../../../shared/services/service-bus/copy-properties.ts';
import { createServiceBusCopies } from '../../../shared/services/service-bus/service-bus-copies.ts';
import { eventually } from '../../harness/eventually.ts';
import { receive, START } from '../../harness/memory/delivery-bundle.ts';
import { useServices } from './use-services.ts';

const services = useServices();
let client: ServiceBusClient | undefined;

afterAll(() => client?.close());

const setup = () => {
  const connectionString = services.setting('ServiceBus');
  client ??= new ServiceBusClient(connectionString);
  return {
    copies: createServiceBusCopies({ kind: 'connection-string', connectionString }, services.identity()),
    receiver: client.createReceiver('send-email'),
  };
};

const counts = async () =>
  (await services.sandbox().control<{ queues: Record<string, { active: number; scheduled: number }> }>('queue')).queues[
    'send-email'
  ];

describe('scheduled copies', () => {
  test('come at their time, with the body as it was and a mark that says what they are', async () => {
    const { copies, receiver } = setup();
    const received = receive({}, { messageId: '12e3' });
    const before = (await counts())?.scheduled ?? 0;
    const at = new Date(Date.now() + 1500);
    await copies.schedule(received, { at, copy: 3 });
    expect(await counts()).toMatchObject({ active: 0, scheduled: before + 1 });
    const [copy] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
    if (!copy) throw new Error('no copy came');
    expect(Date.now()).toBeGreaterThanOrEqual(at.getTime() - 50);
    expect(copy.body).toEqual(JSON.parse(Buffer.from(received.body).toString()));
    expect(fromCopyProperties(copy.applicationProperties)).toEqual({
      number: 3,
      firstEnqueuedAt: START,
      originalMessageId: '12e3',
    });
    await receiver.completeMessage(copy);
  });

  test('are one, however often the same copy is scheduled', async () => {
    const { copies, receiver } = setup();
    const received = receive({ id: 'once' });
    const before = (await counts())?.scheduled ?? 0;
    const at = new Date(Date.now() + 60_000);
    await copies.schedule(received, { at, copy: 1 });
    await copies.schedule(received, { at, copy: 1 });
    await copies.schedule(received, { at, copy: 2 });
    await eventually('two scheduled copies', async () =>
      (await counts())?.scheduled === before + 2 ? true : undefined,
    );
    await receiver.close();
  });

  test('of two tenants do not swallow each other', async () => {
    const { copies } = setup();
    const before = (await counts())?.scheduled ?? 0;
    const at = new Date(Date.now() + 60_000);
    await copies.schedule(receive({ id: 'same' }), { at, copy: 1 });
    await copies.schedule(receive({ id: 'same', tenant: 'fabrikam' }), { at, copy: 1 });
    expect((await counts())?.scheduled).toBe(before + 2);
  });
});
