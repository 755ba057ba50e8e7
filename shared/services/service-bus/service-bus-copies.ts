/** Scheduled copies on the queue. One connection and one sender a process, opened with the first copy. */
import type { TokenCredential } from '@azure/identity';
import { withDeadline } from '../../deadline.ts';
import { QUEUE_DEADLINE } from '../../delivery/deadlines.ts';
import type { Copies } from '../../delivery/delivery-ports.ts';
import type { ServiceBusSettings } from '../../settings.ts';
import { openOnce } from '../open-once.ts';
import { copyMessageId, toCopyProperties } from './copy-properties.ts';
import { QUEUE_NAME } from './queue.ts';
import { openServiceBusClient } from './service-bus-client.ts';

export function createServiceBusCopies(settings: ServiceBusSettings, identity: TokenCredential): Copies {
  const openSender = openOnce(async () => (await openServiceBusClient(settings, identity)).createSender(QUEUE_NAME));

  return {
    async schedule(received, comeBack) {
      const { at, copy } = comeBack;
      const sender = await openSender();
      const message = {
        body: Buffer.from(received.body),
        contentType: 'application/json',
        messageId: copyMessageId(received, copy),
        scheduledEnqueueTimeUtc: at,
        applicationProperties: { ...toCopyProperties(received, comeBack) },
      };
      await withDeadline('Scheduling a copy', QUEUE_DEADLINE, (abortSignal) =>
        sender.sendMessages(message, { abortSignal }),
      );
    },
  };
}
