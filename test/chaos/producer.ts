/** Puts messages on the queue as a careful producer does: again until the queue has taken them, and sometimes once too often. */
import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import type { SeededRandom } from '../harness/memory/seeded-random.ts';
import { type ProducedMessage, toBody } from './produce.ts';

export interface Producer {
  enqueue(messages: readonly ProducedMessage[]): Promise<void>;
  enqueueAsIs(messages: readonly ServiceBusMessage[]): Promise<void>;
  /** The same messages again: some as the same queue message, some as another one. */
  enqueueAgain(messages: readonly ProducedMessage[], random: SeededRandom): Promise<void>;
  close(): Promise<void>;
}

const AT_A_TIME = 50;
const MOST_TRIES = 20;

export function createProducer(connectionString: string): Producer {
  const client = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 5_000 } });
  const sender = client.createSender('send-email');

  async function send(messages: readonly ServiceBusMessage[]): Promise<void> {
    for (let start = 0; start < messages.length; start += AT_A_TIME)
      await insist(messages.slice(start, start + AT_A_TIME));
  }

  /** Where the answer was lost the queue has them twice, unless it knows their ids. */
  async function insist(messages: ServiceBusMessage[]): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await sender.sendMessages(messages);
      } catch (error) {
        if (tries === MOST_TRIES) throw error;
      }
    }
  }

  return {
    enqueue: (messages) => send(messages.map((each) => toQueueMessage(each, `msg_${each.id}`))),
    enqueueAsIs: send,
    enqueueAgain: (messages, random) =>
      send(
        messages.map((each) =>
          toQueueMessage(each, `msg_${each.id}${random.chance(0.3) ? '' : `_${random.below(9)}`}`),
        ),
      ),
    close: () => client.close(),
  };
}

const toQueueMessage = (message: ProducedMessage, messageId: string): ServiceBusMessage => ({
  messageId,
  contentType: 'application/json',
  body: toBody(message),
});
