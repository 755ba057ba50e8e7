/** A link on which a client sends to a queue. A message is answered once it is safe in the store, and handed out only then. */
import { parseMessage, splitBatch } from './amqp-message.ts';
import type { Answers } from './answers.ts';
import type { BrokerContext } from './broker-context.ts';
import type { BrokerFault } from './broker-faults.ts';
import type { Queue } from './queue.ts';
import type { IncomingMessage } from './queue-message.ts';
import { freeDelivery } from './rhea-internals.ts';
import type { AmqpError, RheaDelivery } from './rhea-library.ts';

/** The message format with which Service Bus marks an envelope of several messages. */
const batchFormat = 0x80013700;

export const serverBusy: AmqpError = {
  condition: 'com.microsoft:server-busy',
  description: 'The server is busy (an injected fault). Please retry the operation.',
};

export class ProducerLink {
  readonly #queue: Queue;
  readonly #context: BrokerContext;
  readonly #answers: Answers;

  constructor(queue: Queue, broker: { readonly context: BrokerContext; readonly answers: Answers }) {
    this.#queue = queue;
    this.#context = broker.context;
    this.#answers = broker.answers;
  }

  receive(bytes: Buffer, delivery: RheaDelivery): void {
    const incoming = this.#parse(bytes, delivery.format);
    if (!Array.isArray(incoming)) {
      this.#answers.refuse(delivery, 'receiver', incoming);
      return;
    }
    const fault = this.#context.faults.onSend?.(this.#queue.name) ?? 'accept';
    if (fault === 'refuse') this.#answers.refuse(delivery, 'receiver', serverBusy);
    else if (fault === 'drop-connection') drop(delivery);
    else this.#enqueue(incoming, delivery, fault);
  }

  #parse(bytes: Buffer, format: number): IncomingMessage[] | AmqpError {
    const { maxMessageBytes } = this.#context;
    if (this.#queue.deadLetters === undefined) {
      return {
        condition: 'amqp:not-allowed',
        description: 'Nobody can send to a dead-letter queue; send to the queue itself.',
      };
    }
    if (bytes.length > maxMessageBytes) return tooLarge(bytes.length, maxMessageBytes);
    try {
      return (format === batchFormat ? splitBatch(bytes) : [bytes]).map(parseMessage);
    } catch (error) {
      return { condition: 'amqp:decode-error', description: error instanceof Error ? error.message : String(error) };
    }
  }

  #enqueue(incoming: readonly IncomingMessage[], delivery: RheaDelivery, fault: BrokerFault): void {
    for (const message of incoming) this.#queue.enqueue(message);
    this.#context.store.afterCommit(() => {
      if (fault === 'accept-and-drop') drop(delivery);
      else if (fault === 'lose-answer' || delivery.remote_settled) freeDelivery(delivery);
      else this.#answers.accept(delivery, 'receiver');
      this.#queue.pump();
    });
  }
}

function tooLarge(bytes: number, limit: number): AmqpError {
  const description = `The received message (size: ${bytes} bytes) exceeds the limit (${limit} bytes) of the queue.`;
  return { condition: 'amqp:link:message-size-exceeded', description };
}

function drop(delivery: RheaDelivery): void {
  delivery.link.connection.socket.destroy(new Error('The connection was dropped by an injected fault.'));
}
