import { describe, expect, test } from '@jest/globals';
import { attachConsumer, createQueueBundle, idsOf, incoming, startedAt, tokenOf } from './queue-bundle.ts';

describe('queue', () => {
  test('hands messages out in order, as far as the credit goes', () => {
    const { queue, consumer } = createQueueBundle();
    for (const id of ['a', 'b', 'c']) queue.enqueue(incoming(id));
    expect(idsOf(consumer.receive(2))).toEqual(['a', 'b']);
    expect(queue.counts()).toMatchObject({ ready: 1, locked: 2 });
  });

  test('serves consumers in turn', () => {
    const { queue } = createQueueBundle();
    const consumers = [attachConsumer(queue, false, 2), attachConsumer(queue, false, 2)];
    for (const id of ['a', 'b', 'c', 'd']) queue.enqueue(incoming(id));
    queue.pump();
    expect(consumers.map(({ received }) => idsOf(received).length)).toEqual([2, 2]);
    expect(new Set(consumers.flatMap(({ received }) => idsOf(received))).size).toBe(4);
  });

  test('returns an abandoned message to its old place, counted', () => {
    const { queue, consumer } = createQueueBundle();
    for (const id of ['a', 'b', 'c']) queue.enqueue(incoming(id));
    const [, second] = consumer.receive(2);
    queue.abandon(tokenOf(second));
    const [again] = consumer.receive(1);
    expect(again?.message).toMatchObject({ messageId: 'b', deliveryCount: 2 });
  });

  test('returns a message when its lock ends, and refuses that lock from then on', () => {
    const { queue, consumer, clock } = createQueueBundle();
    queue.enqueue(incoming('a'));
    const token = tokenOf(consumer.receive(1)[0]);
    clock.advance(29_999);
    expect(queue.counts()).toMatchObject({ locked: 1 });
    clock.advance(1);
    expect(queue.counts()).toMatchObject({ ready: 1, locked: 0 });
    expect([queue.complete(token), queue.abandon(token), queue.renew([token])]).toEqual([false, false, undefined]);
    expect(consumer.receive(1)[0]?.message.deliveryCount).toBe(2);
  });

  test('ends locks in the order of their ends, also after the clock was set back', () => {
    const { queue, consumer, clock } = createQueueBundle();
    queue.enqueue(incoming('early'));
    queue.enqueue(incoming('late'));
    consumer.receive(1);
    clock.set(startedAt - 20_000);
    consumer.receive(1);
    clock.set(startedAt + 10_000);
    expect(queue.peek(0, 2).map(({ message, place }) => [message.messageId, place])).toEqual([
      ['early', 'locked'],
      ['late', 'ready'],
    ]);
  });

  test('renews all locks or none', () => {
    const { queue, consumer, clock } = createQueueBundle();
    queue.enqueue(incoming('a'));
    const token = tokenOf(consumer.receive(1)[0]);
    clock.advance(20_000);
    expect(queue.renew([token, 'unknown'])).toBeUndefined();
    expect(queue.renew([token])).toEqual([startedAt + 50_000]);
    clock.advance(29_999);
    expect(queue.complete(token)).toBe(true);
  });

  test('dead-letters what was delivered too often, with the reason and its old sequence number', () => {
    const { queue, consumer, deadLetters } = createQueueBundle({ maxDeliveryCount: 2 });
    queue.enqueue(incoming('other'));
    queue.enqueue(incoming('poison'));
    for (let round = 0; round < 2; round++)
      for (const received of consumer.receive(2)) queue.abandon(tokenOf(received));
    expect(queue.counts()).toMatchObject({ ready: 0, deadLettered: 2 });
    expect(deadLetters.peek(2, 1)[0]?.message).toMatchObject({ messageId: 'poison', sequenceNumber: 2 });
    expect(String(deadLetters.peek(0, 1)[0]?.message.content.body)).toBe('MaxDeliveryCountExceeded');
  });

  test('keeps a dead letter whatever is done to it, until it is completed', () => {
    const { queue, consumer, deadLetters, deadLetterConsumer } = createQueueBundle();
    queue.enqueue(incoming('a'));
    queue.deadLetter(tokenOf(consumer.receive(1)[0]));
    for (let round = 0; round < 20; round++) deadLetters.abandon(tokenOf(deadLetterConsumer.receive(1)[0]));
    deadLetters.deadLetter(tokenOf(deadLetterConsumer.receive(1)[0]));
    expect(queue.counts().deadLettered).toBe(1);
    expect(deadLetters.complete(tokenOf(deadLetterConsumer.receive(1)[0]))).toBe(true);
    expect(queue.counts().deadLettered).toBe(0);
  });

  test('makes a scheduled message active at its instant, with a new number behind what came meanwhile', () => {
    const { queue, consumer, clock } = createQueueBundle();
    const scheduled = queue.enqueue(incoming('later', { scheduledAt: startedAt + 1_000 }));
    queue.enqueue(incoming('now'));
    clock.advance(999);
    expect(queue.counts()).toMatchObject({ ready: 1, scheduled: 1 });
    clock.advance(1);
    const received = consumer.receive(2);
    expect(idsOf(received)).toEqual(['now', 'later']);
    expect(received[1]?.message).toMatchObject({ sequenceNumber: 3, enqueueSequenceNumber: scheduled });
    expect(queue.cancelScheduled([scheduled])).toBe(false);
  });

  test('cancels all of the scheduled messages or none', () => {
    const { queue } = createQueueBundle();
    const numbers = ['a', 'b'].map((id) => queue.enqueue(incoming(id, { scheduledAt: startedAt + 1_000 })));
    expect(queue.cancelScheduled([...numbers, 99])).toBe(false);
    expect(queue.counts().scheduled).toBe(2);
    expect(queue.cancelScheduled(numbers)).toBe(true);
    expect(queue.counts().scheduled).toBe(0);
  });

  test('gives deferred messages by number only, all or none, locked again', () => {
    const { queue, consumer, clock } = createQueueBundle();
    queue.enqueue(incoming('a'));
    const [received] = consumer.receive(1);
    queue.defer(tokenOf(received));
    expect(consumer.receive(1)).toEqual([]);
    const number = received?.message.sequenceNumber ?? 0;
    expect(queue.receiveDeferred([number, 99], false)).toBeUndefined();
    expect(queue.receiveDeferred([number], false)).toHaveLength(1);
    expect(queue.receiveDeferred([number], false)).toBeUndefined();
    clock.advance(30_000);
    expect(queue.counts()).toMatchObject({ deferred: 1, ready: 0 });
    expect(queue.receiveDeferred([number], true)).toHaveLength(1);
    expect(queue.messageCount).toBe(0);
  });

  test('drops a duplicate within the window, and answers it with a number', () => {
    const { queue, clock } = createQueueBundle();
    expect([queue.enqueue(incoming('same')), queue.enqueue(incoming('same'))]).toEqual([1, 2]);
    expect(queue.messageCount).toBe(1);
    clock.advance(600_000);
    queue.enqueue(incoming('same'));
    expect(queue.messageCount).toBe(2);
  });

  test('keeps duplicates where detection is off', () => {
    const { queue } = createQueueBundle({ duplicateDetectionMs: 0 });
    queue.enqueue(incoming('same'));
    queue.enqueue(incoming('same'));
    expect(queue.messageCount).toBe(2);
  });

  test('expires by the shorter of message and queue, into the dead letters or away', () => {
    for (const [deadLetterOnExpiration, deadLettered] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const { queue, clock } = createQueueBundle({ defaultTtlMs: 5_000, deadLetterOnExpiration });
      queue.enqueue(incoming('short', { ttlMs: 1_000 }));
      queue.enqueue(incoming('long', { ttlMs: 60_000 }));
      clock.advance(1_000);
      expect(queue.counts()).toMatchObject({ ready: 1, deadLettered });
      clock.advance(4_000);
      expect(queue.counts()).toMatchObject({ ready: 0, deadLettered: deadLettered * 2 });
    }
  });

  test('lets a consumer complete a message that expired while it was locked, and expires it when it comes back', () => {
    const { queue, consumer, clock } = createQueueBundle();
    queue.enqueue(incoming('completed', { ttlMs: 1_000 }));
    queue.enqueue(incoming('abandoned', { ttlMs: 1_000 }));
    const [completed, abandoned] = consumer.receive(2);
    clock.advance(2_000);
    expect(queue.complete(tokenOf(completed))).toBe(true);
    expect(queue.abandon(tokenOf(abandoned))).toBe(true);
    expect(queue.counts()).toMatchObject({ ready: 0, deadLettered: 1 });
  });

  test('ends every lock on demand', () => {
    const { queue, consumer } = createQueueBundle();
    for (const id of ['a', 'b']) queue.enqueue(incoming(id));
    consumer.receive(2);
    expect(queue.expireLocks()).toBe(2);
    expect(queue.counts()).toMatchObject({ ready: 2, locked: 0 });
  });

  test('is empty after a purge, and does not bring anything back', () => {
    const { queue, consumer, clock } = createQueueBundle();
    queue.enqueue(incoming('locked'));
    queue.enqueue(incoming('ready', { ttlMs: 1_000 }));
    queue.enqueue(incoming('scheduled', { scheduledAt: startedAt + 1_000 }));
    const token = tokenOf(consumer.receive(1)[0]);
    queue.purge();
    clock.advance(3_600_000);
    expect(queue.counts()).toEqual({ ready: 0, locked: 0, deferred: 0, scheduled: 0, deadLettered: 0, bytes: 0 });
    expect(queue.abandon(token)).toBe(false);
    expect(queue.enqueue(incoming('ready'))).toBe(4);
  });
});
