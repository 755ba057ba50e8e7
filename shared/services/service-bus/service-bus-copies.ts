/** Scheduled copies on the queue. One connection and one sender a process, opened with the first copy. */
import type { TokenCredential } from '@azure/identity';
import type { ServiceBusClient, ServiceBusMessage } from '@azure/service-bus';
import { withDeadline } from '../../deadline.ts';
import { QUEUE_DEADLINE } from '../../delivery/deadlines.ts';
import type { Copies } from '../../delivery/delivery-ports.ts';
import type { ComeBack } from '../../delivery/outcome.ts';
import { SECOND } from '../../duration.ts';
import type { ReceivedMessage } from '../../message/received-message.ts';
import type { ServiceBusSettings } from '../../settings.ts';
import { openOnce } from '../open-once.ts';
import { copyMessageId, toCopyProperties } from './copy-properties.ts';
import { QUEUE_NAME } from './queue.ts';
import { openServiceBusClient } from './service-bus-client.ts';
import { classifyServiceBusError } from './service-bus-failures.ts';

/** Closing waits for a connection that is being made; nobody needs that. */
const CLOSE_DEADLINE = 2 * SECOND;

export function createServiceBusCopies(
  settings: ServiceBusSettings,
  identity: TokenCredential,
): Copies & { close(): Promise<void> } {
  let client: ServiceBusClient | undefined;
  const openSender = openOnce(async () => {
    client = await openServiceBusClient(settings, identity);
    return client.createSender(QUEUE_NAME);
  });

  return {
    /** For a process that ends. Never throws. */
    async close() {
      await withDeadline('Closing', CLOSE_DEADLINE, async () => client?.close()).catch(() => undefined);
    },
    async schedule(received, comeBack) {
      try {
        const sender = await openSender();
        await withDeadline('Scheduling a copy', QUEUE_DEADLINE, (abortSignal) =>
          sender.sendMessages(toCopy(received, comeBack), { abortSignal }),
        );
      } catch (error) {
        throw classifyServiceBusError(error);
      }
    },
  };
}

const toCopy = (received: ReceivedMessage, comeBack: ComeBack): ServiceBusMessage => ({
  body: Buffer.from(received.body),
  contentType: 'application/json',
  messageId: copyMessageId(received, comeBack.copy),
  scheduledEnqueueTimeUtc: comeBack.at,
  applicationProperties: { ...toCopyProperties(received, comeBack) },
});
