/** Microsoft's rarer answers, played by fault rules exactly as docs/sandbox.md writes them. */
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, withExchange, withFault } from './graph-caller.ts';

const sandbox = await startSandbox();
const { setup } = createGraphCaller(sandbox);

// The machine may be busy with other tests.
jest.setTimeout(30_000);

const throttled = {
  error: { code: 'ApplicationThrottled', message: 'Application is over its MailboxConcurrency limit.' },
};

describe('graph fault rules', () => {
  afterAll(() => sandbox.stop());

  test.each([
    ['no Retry-After', {}, null],
    ['one above the 180 s that SDKs wait', { 'retry-after': '600' }, '600'],
    ['a date', { 'retry-after': 'Sun, 22 Nov 2026 12:00:00 GMT' }, 'Sun, 22 Nov 2026 12:00:00 GMT'],
  ])('throttle with %s, and accept nothing', async (_case, headers, expected) => {
    const { accepted, errorOf, message, post, users } = await setup();
    const effect = { kind: 'respond', status: 429, headers, body: throttled };
    await withFault(sandbox, { operation: 'sendMail', effect }, async () => {
      const response = await post(`${users}/sendMail`, { message });
      expect(response.headers.get('retry-after')).toBe(expected);
      expect(await errorOf(response)).toMatchObject({ status: 429, ...throttled });
    });
    expect(await accepted()).toBe(0);
  });

  test.each([
    ['sendDraft', 503, 'MailboxInfoStale', "Target resource 'x' is currently on backend 'Unknown'"],
    ['createDraft', 507, 'QuotaExceededException', 'Target mailbox quota exceeded.'],
    ['sendDraft', 404, 'ErrorNonExistentMailbox', 'The mailbox does not exist.'],
  ])('answer %s with %s %s', async (operation, status, code, message) => {
    const { accepted, ask, errorOf, message: mail, post, sdk, users } = await setup();
    const { id } = await sdk.api(`${users}/messages`).post(mail);
    const effect = { kind: 'respond', status, body: { error: { code, message } } };
    await withFault(sandbox, { operation, effect }, async () => {
      const call = () =>
        operation === 'sendDraft' ? ask(`${users}/messages/${id}/send`) : post(`${users}/messages`, mail);
      expect(await errorOf(await call())).toMatchObject({ status, error: { code, message } });
      expect((await call()).ok).toBe(true);
    });
    expect(await accepted()).toBe(operation === 'sendDraft' ? 1 : 0);
  });

  test('fall by chance on the same calls with the same seed', async () => {
    const { ask, users } = await setup();
    const effect = { kind: 'respond', status: 404, body: { error: { code: 'ErrorNonExistentMailbox', message: '' } } };
    const rule = { service: 'graph', operation: 'listMailFolders', probability: 0.5, effect };
    const series = async (seed: number) => {
      await sandbox.control('faults/seed', { method: 'PUT', body: { seed } });
      await sandbox.control('faults', { method: 'POST', body: rule });
      const statuses: number[] = [];
      for (let call = 0; call < 12; call += 1) {
        statuses.push((await ask(`${users}/mailFolders`, { method: 'GET' })).status);
      }
      await sandbox.control('faults', { method: 'DELETE' });
      return statuses;
    };
    const first = await series(7);
    expect(new Set(first)).toEqual(new Set([200, 404]));
    expect(await series(7)).toEqual(first);
    expect(await series(8)).not.toEqual(first);
  });

  test.each([['600'], [null], ['Sun, 22 Nov 2026 12:00:00 GMT']])(
    'are not needed for the concurrency limit: its Retry-After is a knob (%s)',
    async (concurrencyRetryAfter) => {
      const { ask, users } = await setup();
      const knobs = { latencyMilliseconds: 500, concurrencyLimit: 1, concurrencyRetryAfter };
      await withExchange(sandbox, knobs, async () => {
        const look = () => ask(`${users}/mailFolders`, { method: 'GET' });
        const answers = await Promise.all([look(), look()]);
        const refused = answers.filter(({ status }) => status === 429);
        expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual([concurrencyRetryAfter]);
      });
    },
  );
});
