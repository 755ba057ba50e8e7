/** Throttling, lost answers and late ones: what a sender has to live with. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, withExchange, withFault } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('graph accidents', () => {
  afterAll(() => sandbox.stop());

  test('lets four requests of a mailbox in at a time, answers the fifth 429, and leaves other mailboxes alone', async () => {
    const { ask, errorOf, users } = await setup();
    await withExchange(sandbox, { latencyMilliseconds: 300 }, async () => {
      const look = (path: string) => ask(`${path}/mailFolders`, { method: 'GET' });
      const answers = await Promise.all(
        [1, 2, 3, 4, 5].map(() => look(users)).concat(look('/users/orders@contoso.example')),
      );
      expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 429]);
      expect(answers[5]?.status).toBe(200);
      const throttled = answers.find(({ status }) => status === 429);
      if (throttled === undefined) throw new Error('Nothing was throttled.');
      expect(throttled.headers.get('retry-after')).toBe('1');
      expect(await errorOf(throttled)).toMatchObject({
        error: { code: 'ApplicationThrottled', message: 'Application is over its MailboxConcurrency limit.' },
      });
    });
  });

  test('answers 504, or nothing, after the message was accepted', async () => {
    const { accepted, message, post, users } = await setup();
    const fault = { operation: 'sendMail', phase: 'after' };
    const effect = { kind: 'respond', status: 504, body: { error: { code: 'UnknownError', message: '' } } };
    await withFault(sandbox, { ...fault, effect }, async () => {
      const response = await post(`${users}/sendMail`, { message });
      expect(response.status).toBe(504);
      expect(response.headers.get('request-id')).not.toBeNull();
    });
    await withFault(sandbox, { ...fault, effect: { kind: 'reset' } }, async () => {
      await expect(post(`${users}/sendMail`, { message })).rejects.toThrow('fetch failed');
    });
    expect(await accepted()).toBe(2);
  });

  test('answers 504, an empty 400, or nothing, before anything was accepted', async () => {
    const { accepted, message, post, users } = await setup();
    const fault = { operation: 'sendMail', tenant: 'contoso', mailbox: 'noreply@contoso.example' };
    for (const status of [504, 400]) {
      await withFault(sandbox, { ...fault, effect: { kind: 'respond', status } }, async () => {
        const response = await post(`${users}/sendMail`, { message });
        expect([response.status, await response.text()]).toEqual([status, '']);
      });
    }
    await withFault(sandbox, { ...fault, effect: { kind: 'reset' } }, async () => {
      await expect(post(`${users}/sendMail`, { message })).rejects.toThrow('fetch failed');
    });
    expect(await accepted()).toBe(0);
  });

  test('accepts with a Retry-After beside the 202', async () => {
    const { accepted, message, post, users } = await setup();
    const effect = { kind: 'respond', status: 202, headers: { 'retry-after': '30' } };
    await withFault(sandbox, { operation: 'sendMail', phase: 'after', effect }, async () => {
      const response = await post(`${users}/sendMail`, { message });
      expect([response.status, response.headers.get('retry-after')]).toEqual([202, '30']);
    });
    expect(await accepted()).toBe(1);
  });

  test('hangs until the caller gives up', async () => {
    const { ask, users } = await setup();
    const hanging = { operation: 'listMailFolders', effect: { kind: 'hang' } };
    await withFault(sandbox, hanging, async () => {
      const answer = ask(`${users}/mailFolders`, { method: 'GET' });
      const counted = async () =>
        (await sandbox.control<Record<string, number>>('requests'))['graph.listMailFolders.hang'];
      while ((await counted()) !== 1) await new Promise((resolve) => setImmediate(resolve));
      const unanswered = Symbol('unanswered');
      expect(await Promise.race([answer.catch(() => 'failed'), Promise.resolve(unanswered)])).toBe(unanswered);
      answer.catch(() => {});
    });
  });
});
