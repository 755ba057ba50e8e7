import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import type { MessageStore } from '../../../../sandbox/service-bus/message-store.ts';
import type { QueueMessage } from '../../../../sandbox/service-bus/queue-message.ts';
import { openSqliteStore } from '../../../../sandbox/service-bus/sqlite-store.ts';

const now = 1_700_000_000_000;

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'));
  const open: MessageStore[] = [];
  return {
    open: () => {
      open.pop()?.close();
      const store = openSqliteStore(join(folder, 'queues.sqlite'), now);
      open.push(store);
      return store;
    },
    [Symbol.dispose]: () => {
      open.pop()?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const bare: QueueMessage = {
  sequenceNumber: 1,
  messageId: 'bare',
  state: 'active',
  deliveryCount: 0,
  enqueuedAt: now,
  scheduledAt: undefined,
  expiresAt: undefined,
  enqueueSequenceNumber: undefined,
  content: {
    durable: undefined,
    priority: undefined,
    ttlMs: undefined,
    annotations: undefined,
    properties: Buffer.from('p'),
    applicationProperties: undefined,
    body: Buffer.alloc(0),
  },
};

const full: QueueMessage = {
  ...bare,
  sequenceNumber: 2,
  messageId: 'full',
  state: 'scheduled',
  deliveryCount: 3,
  scheduledAt: now + 1,
  expiresAt: now + 2,
  enqueueSequenceNumber: 1,
  content: {
    durable: false,
    priority: 4,
    ttlMs: 5,
    annotations: Buffer.from('a'),
    properties: Buffer.from('p'),
    applicationProperties: Buffer.from('ap'),
    body: Buffer.from('b'),
  },
};

describe('sqlite store', () => {
  test('gives back what was put, per queue, in order', () => {
    using files = setup();
    const store = files.open();
    for (const message of [full, bare]) store.put('q', message);
    store.put('other', bare);
    expect(files.open().load('q')).toEqual({ lastSequenceNumber: 2, messages: [bare, full], seenMessageIds: [] });
  });

  test('keeps the last of several changes in one turn', () => {
    using files = setup();
    const store = files.open();
    store.put('q', bare);
    store.put('q', { ...bare, deliveryCount: 1 });
    store.put('q', full);
    store.remove('q', full.sequenceNumber);
    expect(files.open().load('q').messages).toEqual([{ ...bare, deliveryCount: 1 }]);
  });

  test('never gives a sequence number twice, not even that of a message that came and went in one turn', () => {
    using files = setup();
    const store = files.open();
    store.put('q', { ...bare, sequenceNumber: 9 });
    store.remove('q', 9);
    expect(files.open().load('q')).toMatchObject({ lastSequenceNumber: 9, messages: [] });
  });

  test('remembers message ids until their time is over, or until they are forgotten', () => {
    using files = setup();
    const store = files.open();
    store.remember('q', 'old', now);
    store.remember('q', 'young', now + 1);
    store.remember('other', 'young', now + 1);
    const reopened = files.open();
    expect(reopened.load('q').seenMessageIds).toEqual([{ messageId: 'young', until: now + 1 }]);
    reopened.forgetMessageIds('q');
    const again = files.open();
    expect([again.load('q').seenMessageIds.length, again.load('other').seenMessageIds.length]).toEqual([0, 1]);
  });

  test('tells of a commit after it, and at once when there is nothing to commit', async () => {
    using files = setup();
    const store = files.open();
    const early = jest.fn();
    store.afterCommit(early);
    expect(early).toHaveBeenCalledTimes(1);

    store.put('q', bare);
    const late = jest.fn();
    const committed = new Promise<void>((resolve) => store.afterCommit(resolve));
    store.afterCommit(late);
    expect(late).not.toHaveBeenCalled();
    await committed;
    expect(late).toHaveBeenCalledTimes(1);
  });
});
