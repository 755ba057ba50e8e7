/** Puts the demo messages on the queue as any producer does: with nothing but the Service Bus client. */
import { ServiceBusClient } from '@azure/service-bus';
import type { DemoMessage } from './demo-messages.ts';

export async function enqueue(connectionString: string, messages: readonly DemoMessage[]): Promise<void> {
  const client = new ServiceBusClient(connectionString);
  try {
    const sender = client.createSender('send-email');
    await sender.sendMessages(
      messages.flatMap(({ enqueued }) =>
        enqueued.map(({ messageId, body }) => ({ messageId, body, contentType: 'application/json' })),
      ),
    );
  } finally {
    await client.close();
  }
}
