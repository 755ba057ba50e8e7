/**
 * The queue for the operator's commands. Opens its connections when first asked; every call has a deadline, because the SDK
 * itself tries for minutes to reach a host that is not there.
 */
import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient, ServiceBusMessage, ServiceBusMessageBatch, ServiceBusSender } from '@azure/service-bus';
import { withDeadline } from '../../deadline.ts';
import { QUEUE_DEADLINE } from '../../delivery/deadlines.ts';
import { SECOND } from '../../duration.ts';
import { type OutgoingMessage, type QueueAccess, QueueAccessError } from '../../message/queue-access.ts';
import type { Settings } from '../../settings.ts';
import { QUEUE_NAME } from './queue.ts';
import { openServiceBusAdministration } from './service-bus-administration.ts';
import { openServiceBusClient } from './service-bus-client.ts';
import { classifyServiceBusError } from './service-bus-failures.ts';

/** Closing waits for a connection that is being made; nobody needs that. */
const CLOSE_DEADLINE = 2 * SECOND;

export function createServiceBusQueueAccess(
  settings: Pick<Settings, 'serviceBus' | 'serviceBusAdministration'>,
  identity: TokenCredential,
): QueueAccess & { close(): Promise<void> } {
  const clients: ServiceBusClient[] = [];

  async function openSender(): Promise<ServiceBusSender> {
    const client = await openServiceBusClient(settings.serviceBus, identity);
    clients.push(client);
    return client.createSender(QUEUE_NAME);
  }

  return {
    send: (messages, onProgress = () => {}) =>
      classified(async () => sendInBatches(await openSender(), messages, onProgress)),
    counts: () =>
      classified(async () => {
        const client = await openServiceBusAdministration(settings, identity);
        const found = await withDeadline('Reading the queue’s counts', QUEUE_DEADLINE, (abortSignal) =>
          client.getQueueRuntimeProperties(QUEUE_NAME, { abortSignal }),
        );
        return {
          active: found.activeMessageCount,
          scheduled: found.scheduledMessageCount,
          deadLetter: found.deadLetterMessageCount,
        };
      }),
    async close() {
      await Promise.allSettled(
        clients.splice(0).map((client) => withDeadline('Closing', CLOSE_DEADLINE, () => client.close())),
      );
    },
  };
}

async function sendInBatches(
  sender: ServiceBusSender,
  messages: Iterable<OutgoingMessage>,
  onProgress: (taken: number) => void,
): Promise<void> {
  let taken = 0;
  let batch = await openBatch(sender);
  const flush = async (): Promise<void> => {
    const full = batch;
    await withDeadline('Enqueuing', QUEUE_DEADLINE, (abortSignal) => sender.sendMessages(full, { abortSignal }));
    taken += full.count;
    onProgress(taken);
  };
  for (const message of messages) {
    if (batch.tryAddMessage(toServiceBusMessage(message))) continue;
    if (batch.count > 0) await flush();
    batch = await openBatch(sender);
    if (!batch.tryAddMessage(toServiceBusMessage(message))) throw new QueueAccessError('ERR_QUEUE_MESSAGE_TOO_LARGE');
  }
  if (batch.count > 0) await flush();
}

const openBatch = (sender: ServiceBusSender): Promise<ServiceBusMessageBatch> =>
  withDeadline('Connecting to the queue', QUEUE_DEADLINE, (abortSignal) => sender.createMessageBatch({ abortSignal }));

/** Bytes stay bytes: the SDK would write a string as JSON text once more. */
const toServiceBusMessage = ({ body, messageId }: OutgoingMessage): ServiceBusMessage => ({
  body: Buffer.from(typeof body === 'string' ? Buffer.from(body, 'utf8') : body),
  contentType: 'application/json',
  ...(messageId === undefined ? {} : { messageId }),
});

async function classified<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw classifyServiceBusError(error);
  }
}
