/** The webhook receiver over a socket: what cannot be seen without one, and what the sandbox tells a program about it. */
import { createHmac } from 'node:crypto';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { parseSettings } from '../../../shared/settings.ts';
import { startSandbox } from '../../harness/start-sandbox.ts';

const sandbox = await startSandbox();

interface Deliveries {
  readonly deliveries: readonly { readonly body: string }[];
}

async function setup(...effects: readonly object[]) {
  await sandbox.control('reset', { method: 'POST' });
  const rule = { service: 'webhook', operation: 'receive', count: 1 };
  for (const effect of effects) await sandbox.control('faults', { method: 'POST', body: { ...rule, ...effect } });
  const url = sandbox.settings.POSTBUS_ALERT_WEBHOOK_URL ?? '';
  const key = Buffer.from((sandbox.settings.POSTBUS_ALERT_WEBHOOK_KEY ?? '').replace('whsec_', ''), 'base64');
  const post = (body: string, { deadlineMilliseconds = 5_000, id = 'batch-1' } = {}) => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    const signal = AbortSignal.timeout(deadlineMilliseconds);
    return fetch(url, { method: 'POST', headers, body, signal });
  };
  const bodies = async () => (await sandbox.control<Deliveries>('webhooks')).deliveries.map(({ body }) => body);
  return { post, bodies };
}

jest.setTimeout(30_000);

describe('webhook receiver', () => {
  afterAll(() => sandbox.stop());

  test('is in the settings with a key that Postbus takes, and finds what is signed with it valid', async () => {
    const { post } = await setup();
    expect(parseSettings(sandbox.settings).alerts).toMatchObject({
      webhook: { url: `${sandbox.page}/webhook/alerts`, shape: 'json' },
      mail: { connections: ['operators'], to: ['oncall@operators.example'] },
    });
    expect((await post('{"n":1}')).status).toBe(200);
    expect(await sandbox.control('webhooks?name=alerts')).toMatchObject({
      deliveries: [{ name: 'alerts', signature: 'valid', body: '{"n":1}', json: { n: 1 } }],
    });
  });

  test('breaks the connection before it has taken the delivery, or after', async () => {
    const { post, bodies } = await setup({ effect: { kind: 'reset' } }, { phase: 'after', effect: { kind: 'reset' } });
    await expect(post('first')).rejects.toThrow('fetch failed');
    await expect(post('second')).rejects.toThrow('fetch failed');
    expect((await post('third')).status).toBe(200);
    expect(await bodies()).toEqual(['third', 'second']);
    expect(await sandbox.control('requests')).toMatchObject({ 'webhook.receive.reset': 2, 'webhook.receive.200': 1 });
  });

  test('is slow, busy and gone as it is told', async () => {
    const busy = { kind: 'respond', status: 429, headers: { 'retry-after': '2' } };
    const slow = { kind: 'delay', milliseconds: 300 };
    const { post, bodies } = await setup(
      { effect: busy },
      { effect: { kind: 'respond', status: 404 } },
      { effect: slow },
    );
    const answer = await post('one');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '2']);
    expect((await post('two')).status).toBe(404);
    const start = performance.now();
    expect((await post('three')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThanOrEqual(290);
    expect(await bodies()).toEqual(['three']);
  });

  test('has what was posted by somebody who did not wait for its answer', async () => {
    const { post, bodies } = await setup({ phase: 'after', effect: { kind: 'hang' } });
    await expect(post('posted', { deadlineMilliseconds: 300 })).rejects.toThrow(/timeout/i);
    expect(await bodies()).toEqual(['posted']);
    expect(sandbox.complaints()).toBe('');
  });
});
