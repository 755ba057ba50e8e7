import { describe, expect, test } from '@jest/globals';
import { sendMessages } from '../../../cli/send/send-messages.ts';
import type { SendOptions } from '../../../cli/send/send-options.ts';
import { plain } from '../../../cli/terminal/terminal.ts';
import { QueueAccessError } from '../../../shared/message/queue-access.ts';
import { memoryOperator, NOW, recordTerminal } from './command-bundle.ts';
import { sentEntry } from './ledger-entries.ts';

const flags: SendOptions = { tenant: 'contoso', to: ['ada@example.org'], subject: 'Hello', text: 'x', id: 'a' };

function setup() {
  const operator = memoryOperator();
  const context = { terminal: recordTerminal(), now: () => NOW, commandName: 'npx postbus' };
  return { operator, send: (options: SendOptions) => sendMessages({ ...flags, ...options }, operator, context) };
}

describe('sendMessages', () => {
  test('enqueues, and says the ids and the command that follows them', async () => {
    const { send, operator } = setup();
    const { json, text } = await send({ id: "it's-1" });
    expect(operator.enqueued).toHaveLength(1);
    expect(json).toEqual({ enqueued: 1, messages: [{ tenant: 'contoso', id: "it's-1" }] });
    expect(text(plain)).toContain(String.raw`npx postbus status contoso 'it'\''s-1'`);
  });

  test('lists the first and the last of many, and all of them as JSON', async () => {
    const { json, text } = await setup().send({ count: 100 });
    expect(text(plain).split('\n').slice(0, 6)).toEqual([
      'enqueued 100 messages',
      '  contoso  a-1',
      '  contoso  a-2',
      '  contoso  a-3',
      '  … 96 more (--json prints them all)',
      '  contoso  a-100',
    ]);
    expect(json).toMatchObject({ messages: { length: 100 } });
  });

  test('ends well with --wait only where everything was sent', async () => {
    const { send, operator } = setup();
    const enqueue = operator.queue.send;
    operator.queue.send = async (messages, onProgress) => {
      await enqueue(messages, onProgress);
      await operator.ledger.create(sentEntry('a'));
    };
    expect(await send({ wait: 1 })).toMatchObject({ exitCode: 0, json: { messages: [{ id: 'a', outcome: 'sent' }] } });
    expect(await send({ wait: 0.001 })).toMatchObject({ exitCode: 1, json: { messages: [{ outcome: 'waiting' }] } });
  });

  test('says after how long it stopped waiting, and for how many', async () => {
    const { send, operator } = setup();
    expect((await send({ wait: 0.001 })).text(plain)).toMatch(/^1 waiting\nnot finished after 0\.001 s\n/);
    operator.queue.send = async () => void (await operator.ledger.create(sentEntry('a-1')));
    expect((await send({ wait: 0.001, count: 3 })).text(plain)).toContain('\n2 of 3 not finished after 0.001 s\n');
  });

  test('says how many were taken where the queue fails in between, and how to go on', async () => {
    const { send, operator } = setup();
    operator.queue.send = async (_messages, onProgress = () => {}) => {
      onProgress(60);
      throw new QueueAccessError('ERR_QUEUE_FULL');
    };
    await expect(send({ count: 100 })).rejects.toMatchObject({
      failure: { code: 'ERR_PARTLY_DONE', sentence: expect.stringMatching(/^60 of 100 .* up to a-60\./) },
    });
  });
});
