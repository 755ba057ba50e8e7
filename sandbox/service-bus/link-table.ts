/** Gives each link of a client its part in the broker by the address it names, and finds that part again. */
import { Answers } from './answers.ts';
import type { BrokerContext } from './broker-context.ts';
import { ConsumerLink } from './consumer-link.ts';
import { entityNotFound, sessionsNotSupported } from './link-refusals.ts';
import { ProducerLink } from './producer-link.ts';
import type { Queue } from './queue.ts';
import { ReplyLinks } from './reply-links.ts';
import { RequestLink } from './request-link.ts';
import { acceptLink, refuseLink } from './rhea-internals.ts';
import type { RheaDelivery, RheaReceiver, RheaSender } from './rhea-library.ts';

const sessionFilter = 'com.microsoft:session-filter';

export class LinkTable {
  readonly #context: BrokerContext;
  readonly #answers = new Answers();
  readonly #replies = new ReplyLinks();
  readonly #receivers = new WeakMap<RheaReceiver, ProducerLink | RequestLink>();
  readonly #consumers = new Map<RheaSender, ConsumerLink>();

  constructor(context: BrokerContext) {
    this.#context = context;
  }

  /** A client wants to send to us. */
  openReceiver(receiver: RheaReceiver): void {
    const parts = { context: this.#context, answers: this.#answers, replies: this.#replies };
    const address = this.#context.queues.resolve(receiver.target?.address);
    if (address.kind === 'unknown') {
      refuseLink(receiver, entityNotFound(receiver.target?.address));
      return;
    }
    acceptLink(receiver);
    // Without it the JavaScript SDK's createMessageBatch takes messages without end.
    receiver.local.attach.max_message_size = this.#context.maxMessageBytes;
    const queue = address.kind === 'token' ? undefined : address.queue;
    const link = address.kind === 'queue' ? new ProducerLink(address.queue, parts) : new RequestLink(queue, parts);
    this.#receivers.set(receiver, link);
  }

  /** A client wants to receive from us. */
  openSender(sender: RheaSender): void {
    const address = this.#context.queues.resolve(sender.source?.address);
    if (address.kind === 'unknown') {
      refuseLink(sender, entityNotFound(sender.source?.address));
    } else if (sender.source?.filter && sessionFilter in sender.source.filter) {
      refuseLink(sender, sessionsNotSupported);
    } else {
      acceptLink(sender);
      if (address.kind === 'queue') this.#addConsumer(sender, address.queue);
      else this.#replies.add(sender);
    }
  }

  receive(receiver: RheaReceiver, bytes: Buffer, delivery: RheaDelivery): void {
    this.#receivers.get(receiver)?.receive(bytes, delivery);
  }

  consumer(sender: RheaSender): ConsumerLink | undefined {
    return this.#consumers.get(sender);
  }

  closeSender(sender: RheaSender): void {
    this.#consumers.get(sender)?.close();
    this.#consumers.delete(sender);
    this.#replies.remove(sender);
  }

  closeWhere(isClosed: (sender: RheaSender) => boolean): void {
    for (const sender of [...this.#consumers.keys()]) if (isClosed(sender)) this.closeSender(sender);
  }

  #addConsumer(sender: RheaSender, queue: Queue): void {
    this.#consumers.set(sender, new ConsumerLink(queue, sender, { context: this.#context, answers: this.#answers }));
  }
}
