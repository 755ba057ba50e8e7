/** Puts messages on the queue as producers do, with nothing but the Service Bus client. */
import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';

export async function enqueue(
  connectionString: string | undefined,
  messages: ServiceBusMessage | ServiceBusMessage[],
): Promise<void> {
  const client = new ServiceBusClient(connectionString ?? '');
  try {
    await client.createSender('send-email').sendMessages(messages);
  } finally {
    await client.close();
  }
}
