/** What most tests here need: a broker of their own, the unmodified SDK against it, and everything closed at the end. */
import {
  ServiceBusClient,
  type ServiceBusClientOptions,
  type ServiceBusReceiver,
  type ServiceBusSender,
} from '@azure/service-bus';
import type { QueueOptions } from '../../../../sandbox/service-bus/queue-options.ts';
import { eventually as askEventually } from '../../../harness/eventually.ts';
import { type BrokerProcess, queueOptions, startBrokerProcess } from './broker-process.ts';

export interface Bundle extends AsyncDisposable {
  readonly broker: BrokerProcess;
  readonly client: ServiceBusClient;
  readonly sender: ServiceBusSender;
  readonly receiver: ServiceBusReceiver;
  readonly deadLetters: ServiceBusReceiver;
}

export const queue = 'orders';

/** Answers are waited for a moment only, and retried quickly: tests lose answers on purpose. */
const impatient: ServiceBusClientOptions = { retryOptions: { maxRetries: 3, retryDelayInMs: 20, timeoutInMs: 2_000 } };

export async function startBundle(
  changes: Partial<QueueOptions> & { readonly storeFile?: string } = {},
): Promise<Bundle> {
  const { storeFile, ...changedOptions } = changes;
  const queues = { [queue]: { ...queueOptions, ...changedOptions } };
  const broker = await startBrokerProcess({ queues, ...(storeFile !== undefined && { storeFile }) });
  const client = new ServiceBusClient(broker.connectionString, impatient);
  return {
    broker,
    client,
    sender: client.createSender(queue),
    receiver: client.createReceiver(queue),
    deadLetters: client.createReceiver(queue, { subQueueType: 'deadLetter' }),
    [Symbol.asyncDispose]: async () => {
      await client.close();
      await broker.stop();
    },
  };
}

/** Receives until there are `count` messages; receiveMessages may return fewer than it was asked for. */
export async function receive(receiver: ServiceBusReceiver, count: number) {
  const received = await receiver.receiveMessages(count, { maxWaitTimeInMs: 5_000 });
  while (received.length < count) {
    const more = await receiver.receiveMessages(count - received.length, { maxWaitTimeInMs: 5_000 });
    if (more.length === 0) throw new Error(`Only ${received.length} of ${count} messages came.`);
    received.push(...more);
  }
  return received;
}

/** The one message that is there. */
export async function receiveOne(receiver: ServiceBusReceiver) {
  const [message] = await receive(receiver, 1);
  return present(message);
}

/** The value, where a test knows that it is there. */
export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Something is missing that the test takes for granted.');
  return value;
}

/** Waits until the condition holds; fails with its name. */
export async function eventually(condition: string, isMet: () => boolean | Promise<boolean>): Promise<void> {
  await askEventually(condition, async () => (await isMet()) || undefined);
}
