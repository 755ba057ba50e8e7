import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { eventually, present, queue, receive, receiveOne, startBundle } from './service-bus-bundle.ts';

const oneHourMs = 3_600_000;

async function makeStoreFile() {
  const folder = await mkdtemp(join(tmpdir(), 'service-bus-store-'));
  return {
    storeFile: join(folder, 'queues.sqlite'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

describe('a broker that is killed', () => {
  test('has every message that it accepted when it comes back', async () => {
    await using store = await makeStoreFile();
    const accepted = new Set<string>();
    {
      await using bundle = await startBundle(store);
      const send = async (messageId: string) => {
        await bundle.sender.sendMessages({ body: messageId, messageId });
        accepted.add(messageId);
      };
      const sending = Array.from({ length: 500 }, (_, index) => send(`m-${index}`).catch(() => {}));
      await eventually('some of the messages are accepted', () => accepted.size > 20);
      await bundle.broker.kill();
      await bundle.client.close();
      await Promise.all(sending);
    }
    await using restarted = await startBundle(store);
    const found = await restarted.broker.peek(queue);
    const kept = new Set(found.map(({ messageId }) => messageId));
    expect([...accepted].filter((messageId) => !kept.has(messageId))).toEqual([]);
    expect(found).toHaveLength(kept.size);
    expect((await receiveOne(restarted.receiver)).body).toBe('m-0');
  }, 20_000);

  test('remembers the state of each message, the ids it has seen, and its sequence numbers', async () => {
    await using store = await makeStoreFile();
    {
      await using bundle = await startBundle(store);
      await bundle.sender.sendMessages(
        ['done', 'dead', 'deferred', 'abandoned', 'locked'].map((messageId) => ({ body: messageId, messageId })),
      );
      const received = await receive(bundle.receiver, 5);
      const named = (name: string) => present(received.find(({ messageId }) => messageId === name));
      await bundle.receiver.completeMessage(named('done'));
      await bundle.receiver.deadLetterMessage(named('dead'), {
        deadLetterReason: 'R',
        deadLetterErrorDescription: 'D',
      });
      await bundle.receiver.deferMessage(named('deferred'));
      await bundle.receiver.abandonMessage(named('abandoned'));
      await bundle.sender.scheduleMessages({ body: 1, messageId: 'scheduled' }, new Date(Date.now() + oneHourMs));
      await bundle.broker.kill();
    }
    await using restarted = await startBundle(store);
    await restarted.sender.sendMessages({ body: 'again', messageId: 'done' });
    expect(
      (await restarted.broker.peek(queue)).map(({ messageId, state, deliveryCount }) => [
        messageId,
        state,
        deliveryCount,
      ]),
    ).toEqual([
      ['deferred', 'deferred', 1],
      ['abandoned', 'ready', 1],
      ['locked', 'ready', 0],
      ['scheduled', 'scheduled', 0],
    ]);
    expect(await receiveOne(restarted.deadLetters)).toMatchObject({ messageId: 'dead', deadLetterReason: 'R' });
    await restarted.sender.sendMessages({ body: 'new', messageId: 'new' });
    expect((await restarted.broker.peek(queue)).at(-1)?.sequenceNumber).toBeGreaterThan(6);
    await restarted.broker.advanceClock(oneHourMs);
    await eventually(
      'the scheduled message became active',
      async () => (await restarted.broker.counts(queue)).scheduled === 0,
    );
  }, 20_000);
});
