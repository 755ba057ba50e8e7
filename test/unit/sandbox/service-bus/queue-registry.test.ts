import { describe, expect, test } from '@jest/globals';
import { createMovableClock } from '../../../../sandbox/clock.ts';
import { createMemoryStore } from '../../../../sandbox/service-bus/memory-store.ts';
import type { MessageContent } from '../../../../sandbox/service-bus/queue-message.ts';
import { QueueRegistry } from '../../../../sandbox/service-bus/queue-registry.ts';
import { shortLocks } from './queue-bundle.ts';

function setup() {
  const surroundings = {
    clock: createMovableClock(),
    store: createMemoryStore(),
    newLockToken: () => 'lock',
    recordReason: (content: MessageContent) => content,
  };
  return new QueueRegistry({ 'send-email': shortLocks, 'a/b c': shortLocks }, surroundings);
}

describe('queue registry', () => {
  test.each([
    ['send-email', 'queue', 'send-email'],
    ['/Send-Email', 'queue', 'send-email'],
    ['amqp://localhost:5672/send-email/', 'queue', 'send-email'],
    ['sb://localhost/a/b%20c', 'queue', 'a/b c'],
    ['send-email/$deadletterqueue', 'queue', 'send-email/$DeadLetterQueue'],
    ['send-email/$management', 'management', 'send-email'],
    ['Send-Email/$Management', 'management', 'send-email'],
    ['/send-email/$DeadLetterQueue/$management', 'management', 'send-email/$DeadLetterQueue'],
  ])('understands the address %s', (address, kind, name) => {
    expect(setup().resolve(address)).toMatchObject({ kind, queue: { name } });
  });

  test('knows the address of security tokens, and says what it does not know', () => {
    expect(setup().resolve('$cbs')).toEqual({ kind: 'token' });
    for (const address of ['', null, undefined, 'nowhere', '%E0%A4%A', 'nowhere/$management']) {
      expect(setup().resolve(address)).toEqual({ kind: 'unknown' });
    }
  });

  test('names the queues there are when somebody asks for another', () => {
    expect(() => setup().get('sendmail')).toThrow(
      'The broker has no queue "sendmail". It was started with: send-email, a/b c.',
    );
  });
});
