import { describe, expect, test } from '@jest/globals';
import { showQueue } from '../../../cli/queue/show-queue.ts';
import { plain } from '../../../cli/terminal/terminal.ts';

const show = (deadLetter: number) => showQueue({ counts: async () => ({ active: 2, scheduled: 1, deadLetter }) });

describe('postbus queue', () => {
  test('counts what waits, and says where to find what the queue gave up', async () => {
    const { json, text } = await show(0);
    expect(json).toEqual({ queue: 'send-email', active: 2, scheduled: 1, deadLetter: 0 });
    expect(text(plain)).toMatch(/dead-letter +0 .*`postbus parked --code ERR_MESSAGE_CRASHED`/);
  });

  test('says what is wrong where dead letters stay', async () => {
    expect((await show(3)).text(plain)).toMatch(/dead-letter +3 .*record-dead-letters does not run/);
  });
});
