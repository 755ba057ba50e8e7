import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { closeControls, openControl } from './control-fixture.ts';

function setup() {
  const control = openControl();
  const { app, ask, world } = control;
  const post = async (name: string, body: string, headers: Record<string, string> = {}) => {
    const request = { method: 'POST', headers: { host: 'localhost:8085', ...headers }, body };
    return (await app.request(`http://localhost:8085/webhook/${name}`, request)).status;
  };
  const list = async (query = '') => (await ask('GET', `webhooks${query}`)).body.deliveries;
  const sign = (id: string, body: string) => {
    const timestamp = String(Math.floor(world.clock.now() / 1_000));
    const secret = Buffer.from(world.webhooks.key.replace('whsec_', ''), 'base64');
    const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64');
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
  };
  return { ...control, post, list, sign };
}

describe('webhook routes', () => {
  afterEach(closeControls);

  test('keep what was posted, by the sandbox’s clock, with the headers that say something', async () => {
    const { world, post, list, sign } = setup();
    world.clock.set(Date.UTC(2027, 0, 1));
    const body = '{"type":"postbus.alerts","alerts":["ü"]}';
    const headers = { 'content-type': 'application/json', 'user-agent': 'Postbus', 'x-other': '1' };
    expect(await post('alerts', body, { ...headers, ...sign('batch-1', body) })).toBe(200);
    expect(await list()).toEqual([
      {
        number: 1,
        name: 'alerts',
        receivedAt: expect.stringMatching(/^2027-01-01T00:00:0/),
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Postbus',
          'webhook-id': 'batch-1',
          'webhook-timestamp': '1798761600',
          'webhook-signature': expect.stringMatching(/^v1,/),
        },
        signature: 'valid',
        body,
        json: { type: 'postbus.alerts', alerts: ['ü'] },
      },
    ]);
  });

  test('check the octets that came, not the text that they make', async () => {
    const { app, list, sign } = setup();
    const octets = new Uint8Array([0xff, 0x7b]);
    const headers = { host: 'localhost', ...sign('batch-1', '\ufffd{') };
    await app.request('http://localhost/webhook/alerts', { method: 'POST', headers, body: octets });
    expect((await list())[0]).toMatchObject({ body: '\ufffd{', signature: 'wrong' });
  });

  test('take what is neither signed nor JSON, and say so', async () => {
    const { post, list } = setup();
    expect(await post('teams', 'hello')).toBe(200);
    expect(await post('teams', '')).toBe(200);
    const [newest, first] = await list();
    expect([newest.number, newest.body]).toEqual([2, '']);
    expect(first).toMatchObject({ number: 1, name: 'teams', signature: 'missing', body: 'hello' });
    expect(first).not.toHaveProperty('json');
  });

  test('list the newest 1,000, newest first, of all names or of one', async () => {
    const { post, list } = setup();
    for (let index = 1; index <= 1_002; index += 1) await post(index % 2 === 0 ? 'even' : 'odd', String(index));
    const all = await list();
    expect([all.length, all[0].body, all.at(-1).body]).toEqual([1_000, '1002', '3']);
    expect((await list('?name=odd')).map(({ json }: { json: number }) => json).slice(0, 2)).toEqual([1_001, 999]);
    expect(await list('?name=none')).toEqual([]);
  });

  test('are emptied by DELETE and by reset, and number on', async () => {
    const { ask, post, list } = setup();
    await post('alerts', '1');
    expect((await ask('DELETE', 'webhooks')).status).toBe(204);
    expect(await list()).toEqual([]);
    await post('alerts', '2');
    await ask('POST', 'reset');
    expect(await list()).toEqual([]);
    await post('alerts', '3');
    expect((await list())[0].number).toBe(3);
  });

  test('answer as a fault says: before, nothing is kept; after, it is', async () => {
    const { ask, post, list } = setup();
    const rule = { service: 'webhook', operation: 'receive', count: 1 };
    const busy = { kind: 'respond', status: 429, headers: { 'retry-after': '2' } };
    await ask('POST', 'faults', { ...rule, effect: busy });
    expect(await post('alerts', 'lost')).toBe(429);
    await ask('POST', 'faults', { ...rule, phase: 'after', effect: { kind: 'respond', status: 500 } });
    expect(await post('alerts', 'kept')).toBe(500);
    expect((await list()).map(({ body }: { body: string }) => body)).toEqual(['kept']);
    expect((await ask('GET', 'requests')).body).toEqual({ 'webhook.receive.429': 1, 'webhook.receive.500': 1 });
  });

  test('refuse a rule that could never strike, and a query that is misspelt', async () => {
    const { ask } = setup();
    const rule = { service: 'webhook', operation: 'receive', effect: { kind: 'reset' } };
    expect((await ask('POST', 'faults', { ...rule, tenant: 'contoso' })).body.problems[0]).toContain(
      'webhook receiver',
    );
    expect((await ask('POST', 'faults', { ...rule, operation: 'post' })).body.problems[0]).toContain('it has receive');
    expect((await ask('GET', 'webhooks?nam=alerts')).status).toBe(400);
  });

  test('let no other web page post', async () => {
    const { post, list } = setup();
    expect(await post('alerts', '{}', { origin: 'http://evil.example' })).toBe(403);
    expect(await list()).toEqual([]);
  });
});
