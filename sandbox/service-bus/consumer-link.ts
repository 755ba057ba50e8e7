/**
 * A link on which a client receives from a queue: hands messages out as far as the client's credit goes, takes its
 * settlements, and ends a drain when the client asks for it.
 */
import { type Answers, lockLost } from './answers.ts';
import type { BrokerContext } from './broker-context.ts';
import type { Consumer, ReceivedMessage } from './consumers.ts';
import { toDeliveryTag } from './lock-token.ts';
import { encodeOutgoing } from './outgoing-message.ts';
import type { Queue } from './queue.ts';
import { freeDelivery, writeDrained } from './rhea-internals.ts';
import type { RheaDelivery, RheaSender } from './rhea-library.ts';
import { type Settlement, settleMessage } from './settlement.ts';

const settledBySender = 1;
const drainRetryMs = 5;

export class ConsumerLink implements Consumer {
  readonly deletesOnReceive: boolean;
  readonly #queue: Queue;
  readonly #sender: RheaSender;
  readonly #context: BrokerContext;
  readonly #answers: Answers;
  readonly #lockTokens = new Map<RheaDelivery, string>();
  #handedCount = 0;
  #isAttached = false;
  #isClosed = false;

  constructor(
    queue: Queue,
    sender: RheaSender,
    broker: { readonly context: BrokerContext; readonly answers: Answers },
  ) {
    this.#queue = queue;
    this.#sender = sender;
    this.#context = broker.context;
    this.#answers = broker.answers;
    this.deletesOnReceive = sender.snd_settle_mode === settledBySender;
    // rhea would write transfers before the attach that is still waiting to be written, and a client that sends attach and flow
    // together (.NET) then ends its session with "unattached handle".
    setImmediate(() => this.#start());
  }

  /** rhea lowers the credit only when a transfer is written, in the next turn; until then we count ourselves. */
  credit(): number {
    if (!this.#isAttached || this.#isClosed || this.#sender.session.outgoing.available() === 0) return 0;
    return this.#sender.credit - this.#unwrittenCount();
  }

  hand({ message, lock }: ReceivedMessage): void {
    this.#handedCount++;
    const bytes = encodeOutgoing(message, { lockedUntil: lock?.until, deliveryCount: message.deliveryCount - 1 });
    const tag = lock === undefined ? Buffer.from(String(this.#handedCount)) : toDeliveryTag(lock.token);
    const delivery = this.#sender.send(bytes, tag, 0);
    if (lock !== undefined) this.#lockTokens.set(delivery, lock.token);
  }

  flow(): void {
    this.#queue.pump();
  }

  /** Hands out what there is, then gives the rest of the credit back, once all of it has been written. */
  drain(): void {
    if (!this.#isAttached || this.#isClosed) return;
    this.#queue.pump();
    process.nextTick(() => process.nextTick(() => this.#endDrain()));
  }

  settle(delivery: RheaDelivery, settlement: Settlement): void {
    const lockToken = this.#lockTokens.get(delivery);
    if (lockToken === undefined) return;
    this.#lockTokens.delete(delivery);
    const isAnswerWanted = !delivery.remote_settled;
    const { fault, isSettled } = settleMessage({ ...this.#context, queue: this.#queue }, lockToken, settlement);
    if (fault === 'drop-connection') {
      this.#drop();
      return;
    }
    this.#context.store.afterCommit(() => {
      if (fault === 'accept-and-drop') this.#drop();
      else if (!isAnswerWanted || fault === 'lose-answer') freeDelivery(delivery);
      else if (isSettled) this.#answers.accept(delivery, 'sender');
      else this.#answers.refuse(delivery, 'sender', lockLost);
    });
    this.#queue.pump();
  }

  close(): void {
    this.#isClosed = true;
    this.#lockTokens.clear();
    this.#queue.removeConsumer(this);
  }

  #start(): void {
    if (this.#isClosed) return;
    this.#isAttached = true;
    this.#queue.addConsumer(this);
    this.#queue.pump();
    if (this.#sender._draining) this.drain();
  }

  #unwrittenCount(): number {
    return this.#handedCount - this.#sender.delivery_count;
  }

  #endDrain(): void {
    if (this.#isClosed || !this.#sender.is_open() || !this.#sender._draining) return;
    // The client's window can be full: a delivery that is not written yet must keep its credit.
    if (this.#unwrittenCount() > 0) {
      setTimeout(() => this.#endDrain(), drainRetryMs).unref();
      return;
    }
    this.#handedCount += this.#sender.credit;
    writeDrained(this.#sender);
  }

  #drop(): void {
    this.#sender.connection.socket.destroy(new Error('The connection was dropped by an injected fault.'));
  }
}
