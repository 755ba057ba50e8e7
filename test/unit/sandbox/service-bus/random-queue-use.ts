/** Random use of a queue, for property tests: steps somebody may take, and a player that keeps the books about what must be where. */
import fc from 'fast-check';
import type { ReceivedMessage } from '../../../../sandbox/service-bus/consumers.ts';
import { attachConsumer, createQueueBundle, idsOf, incoming } from './queue-bundle.ts';

type Settling = 'complete' | 'abandon' | 'defer' | 'deadLetter';

/** `choice` picks among the locks or numbers that were ever seen, stale ones included. */
export type Step =
  | { readonly kind: 'send'; readonly delayMs: number; readonly ttlMs: number }
  | { readonly kind: 'receive' | 'receiveDeadLetters' | 'receiveAndDelete'; readonly count: number }
  | { readonly kind: Settling | 'renew' | 'receiveDeferred' | 'cancel'; readonly choice: number }
  | { readonly kind: 'advance'; readonly milliseconds: number }
  | { readonly kind: 'expireLocks' };

const foreverMs = 10 ** 9;

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('send' as const),
    delayMs: fc.constantFrom(0, 0, 5_000, 50_000),
    ttlMs: fc.constantFrom(foreverMs, foreverMs, 1_000, 40_000),
  }),
  fc.record({
    kind: fc.constantFrom('receive' as const, 'receiveDeadLetters' as const, 'receiveAndDelete' as const),
    count: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    kind: fc.constantFrom(
      ...(['complete', 'abandon', 'defer', 'deadLetter', 'renew', 'receiveDeferred', 'cancel'] as const),
    ),
    choice: fc.nat(1_000),
  }),
  fc.record({
    kind: fc.constant('advance' as const),
    milliseconds: fc.constantFrom(-10_000, 1, 1_000, 15_000, 40_000),
  }),
  fc.constant({ kind: 'expireLocks' as const }),
);

export class QueuePlayer {
  readonly bundle = createQueueBundle();
  /** Completed, cancelled or deleted on receive. */
  readonly gone = new Set<string>();
  readonly #deleter = attachConsumer(this.bundle.queue, true);
  readonly #received: ReceivedMessage[] = [];
  readonly #sent = new Map<string, number>();

  sentIds(): readonly string[] {
    return [...this.#sent.keys()];
  }

  take(step: Step): unknown {
    const { queue, clock, consumer, deadLetterConsumer } = this.bundle;
    switch (step.kind) {
      case 'send':
        return this.#send(step.delayMs, step.ttlMs);
      case 'receive':
        return this.#received.push(...consumer.receive(step.count));
      case 'receiveDeadLetters':
        return this.#received.push(...deadLetterConsumer.receive(step.count));
      case 'receiveAndDelete':
        return idsOf(this.#deleter.receive(step.count)).map((messageId) => this.gone.add(messageId));
      case 'renew':
        return queue.renew([this.#lockToken(step.choice)]);
      case 'receiveDeferred':
        return this.#receiveDeferred(step.choice);
      case 'cancel':
        return this.#cancel(step.choice);
      case 'advance':
        return clock.advance(step.milliseconds);
      case 'expireLocks':
        return queue.expireLocks();
      default:
        return this.#settle(step.kind, step.choice);
    }
  }

  #send(delayMs: number, ttlMs: number): void {
    const messageId = `m-${this.#sent.size + 1}`;
    const scheduledAt = delayMs === 0 ? undefined : this.bundle.clock.now() + delayMs;
    this.#sent.set(messageId, this.bundle.queue.enqueue(incoming(messageId, { scheduledAt, ttlMs })));
  }

  #settle(kind: Settling, choice: number): void {
    const { queue, deadLetters } = this.bundle;
    const token = this.#lockToken(choice);
    const isSettled = queue[kind](token) || deadLetters[kind](token);
    const messageId = this.#chosen(choice)?.message.messageId;
    if (isSettled && kind === 'complete' && messageId !== undefined) this.gone.add(messageId);
  }

  #cancel(choice: number): void {
    const [messageId, number] = [...this.#sent][choice % Math.max(1, this.#sent.size)] ?? ['', 0];
    if (this.bundle.queue.cancelScheduled([number])) this.gone.add(messageId);
  }

  #receiveDeferred(choice: number): void {
    const number = this.#chosen(choice)?.message.sequenceNumber ?? 0;
    this.#received.push(...(this.bundle.queue.receiveDeferred([number], false) ?? []));
  }

  #lockToken(choice: number): string {
    return this.#chosen(choice)?.lock?.token ?? '';
  }

  #chosen(choice: number): ReceivedMessage | undefined {
    return this.#received[choice % Math.max(1, this.#received.length)];
  }
}
