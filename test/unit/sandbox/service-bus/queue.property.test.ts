import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Queue } from '../../../../sandbox/service-bus/queue.ts';
import { idsOf } from './queue-bundle.ts';
import { anyStep, QueuePlayer } from './random-queue-use.ts';

const everything = 1_000_000;
const longAfterEverythingMs = 10 ** 8;
const steps = fc.array(anyStep, { minLength: 1, maxLength: 80 });

const peekIds = (queue: Queue) => queue.peek(0, everything).map(({ message }) => message.messageId);

describe('queue under random use', () => {
  test('has every accepted message in exactly one place after every step', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const player = new QueuePlayer();
        for (const step of taken) {
          player.take(step);
          const places = [...peekIds(player.bundle.queue), ...peekIds(player.bundle.deadLetters), ...player.gone];
          expect(places.toSorted()).toEqual(player.sentIds().toSorted());
        }
      }),
    );
  });

  test('counts what a peek shows', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const player = new QueuePlayer();
        for (const step of taken) player.take(step);
        const { queue, deadLetters } = player.bundle;
        const seen = { ready: 0, locked: 0, deferred: 0, scheduled: 0 };
        for (const { place } of queue.peek(0, everything)) seen[place]++;
        expect(queue.counts()).toMatchObject({ ...seen, deadLettered: peekIds(deadLetters).length });
      }),
    );
  });

  test('hands out everything in the end, except what was deferred', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const player = new QueuePlayer();
        for (const step of taken) player.take(step);
        const { queue, deadLetters, clock, consumer, deadLetterConsumer } = player.bundle;
        clock.advance(longAfterEverythingMs);
        const waiting = queue.peek(0, everything).filter(({ place }) => place !== 'deferred');
        const left = [...waiting, ...deadLetters.peek(0, everything).filter(({ place }) => place !== 'deferred')];
        const handed = [...consumer.receive(everything), ...deadLetterConsumer.receive(everything)];
        expect(idsOf(handed).toSorted()).toEqual(left.map(({ message }) => message.messageId).toSorted());
        expect(waiting.every(({ place }) => place === 'ready')).toBe(true);
      }),
    );
  });
});
