/** What stops a tenant or a mailbox, through the whole product: parked at once, alerted once, healed by a probe, nothing lost and nothing twice. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { enqueue } from '../harness/enqueue.ts';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';
import type { SandboxTenant } from '../harness/start-sandbox.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
jest.setTimeout(60_000);

let postbus: RunningPostbus;
const events: { event: string; tenant?: string; code?: string; mailbox?: string }[] = [];

beforeAll(async () => {
  postbus = await startPostbus();
  postbus.product.onEvent((event) => events.push(event));
}, 60_000);

afterAll(() => postbus.stop());

const put = (tenant: string, id: string, overrides: object = {}) =>
  enqueue(postbus.sandbox.settings.ServiceBus, {
    body: { version: 1, tenant, id, to: ['ada@example.org'], subject: id, text: 'x', ...overrides },
    messageId: `msg_${crypto.randomUUID()}`,
  });
const post = (path: string, body: object = {}) => postbus.sandbox.control(path, { method: 'POST', body });
/** As the mailboxes saw it, by the Message-ID that every attempt at a message has. */
async function timesAccepted(tenant: string, id: string): Promise<number> {
  const [entry] = await postbus.findEntries(tenant, id);
  const query = `accepted?internetMessageId=${encodeURIComponent(entry?.internetMessageId ?? 'none')}`;
  const { accepted } = await postbus.sandbox.control<{ accepted: readonly object[] }>(query);
  return accepted.length;
}
const untilState = (tenant: string, id: string, state: string) =>
  eventually(`${id} is ${state}`, async () => {
    const [entry] = await postbus.findEntries(tenant, id);
    return entry?.state === state ? entry : undefined;
  });
/** As the timer would, some time later. */
async function runTimer(name: string, laterByMs: number): Promise<void> {
  await post('clock', { advanceMilliseconds: laterByMs });
  await runNow(name);
}
async function runNow(name: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${postbus.product.port}/admin/functions/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"input":""}',
  });
  expect(answer.status).toBe(202);
}
/** Each test has a tenant of its own. */
async function newTenant(key: string, connect = true): Promise<string> {
  const mailboxes = [`noreply@${key}.example`, `orders@${key}.example`];
  const made = await postbus.sandbox.control<SandboxTenant>('tenants', { method: 'POST', body: { key, mailboxes } });
  const { tenantId, clientId, secretName } = made;
  const join = () => postbus.connect(key, { tenantId, clientId, secretName, mailboxes });
  if (connect) await join();
  else connectLater.set(key, join);
  return key;
}
const connectLater = new Map<string, () => Promise<void>>();
async function expireSecret(tenant: string): Promise<void> {
  await post(`tenants/${tenant}/expire-secrets`);
  await post(`tenants/${tenant}/revoke-tokens`);
}
const alerts = (tenant: string) => events.filter((each) => each.event === 'PB3001' && each.tenant === tenant);

describe('a hold', () => {
  test('keeps a tenant whose secret expired, and lets it go when a new one is in the vault', async () => {
    const ids = ['expired-1', 'expired-2', 'expired-3', 'expired-4', 'expired-5'];
    await newTenant('expiring');
    await expireSecret('expiring');
    for (const id of ids) await put('expiring', id);
    for (const id of ids) {
      const entry = await untilState('expiring', id, 'parked');
      expect(entry).toMatchObject({ attempt: 0, failure: { code: 'ERR_CREDENTIAL_EXPIRED' } });
    }
    expect(alerts('expiring')).toMatchObject([{ code: 'ERR_CREDENTIAL_EXPIRED' }]);
    await put('fabrikam', 'of-another-tenant');
    await untilState('fabrikam', 'of-another-tenant', 'sent');

    await post('tenants/expiring/secrets', { expiresInDays: 30 });
    await runTimer('probe-holds', 2 * MINUTE);
    for (const id of ids) await untilState('expiring', id, 'sent');
    for (const id of ids) expect(await timesAccepted('expiring', id)).toBe(1);
    expect(alerts('expiring')).toHaveLength(1);
  });

  test('keeps one mailbox that was deleted, and no other of its tenant', async () => {
    const mailbox = 'orders@moving.example';
    await newTenant('moving');
    const change = (state: string) =>
      postbus.sandbox.control(`mailboxes/${mailbox}`, { method: 'PATCH', body: { state } });
    await change('deleted');
    await put('moving', 'gone-1', { from: mailbox });
    expect(await untilState('moving', 'gone-1', 'parked')).toMatchObject({ failure: { code: 'ERR_MAILBOX_UNKNOWN' } });
    await put('moving', 'gone-2', { from: mailbox });
    expect(await untilState('moving', 'gone-2', 'parked')).toMatchObject({ attempt: 0, mailbox });
    await put('moving', 'beside');
    await untilState('moving', 'beside', 'sent');

    await runTimer('probe-holds', 2 * MINUTE);
    await postbus.product.until(
      'a probe in vain',
      ({ event, code }) => event === 'PB3003' && code === 'ERR_MAILBOX_UNKNOWN',
    );
    await change('healthy');
    await runTimer('probe-holds', 5 * MINUTE);
    for (const id of ['gone-1', 'gone-2']) {
      await untilState('moving', id, 'sent');
      expect(await timesAccepted('moving', id)).toBe(1);
    }
  });

  test('keeps what comes for a tenant nobody knows, until it is connected', async () => {
    await newTenant('adventure', false);
    await put('adventure', 'early');
    expect(await untilState('adventure', 'early', 'parked')).toMatchObject({
      failure: { code: 'ERR_CONNECTION_UNKNOWN' },
    });
    await connectLater.get('adventure')?.();
    await runTimer('probe-holds', 2 * MINUTE);
    await untilState('adventure', 'early', 'sent');
    expect(await timesAccepted('adventure', 'early')).toBe(1);
  });

  test('does not keep a message beyond its expiry: it ends as failed, and says what it waited for', async () => {
    await newTenant('slow');
    await expireSecret('slow');
    await put('slow', 'too-late');
    await untilState('slow', 'too-late', 'parked');
    await post('clock', { advanceMilliseconds: DAY + MINUTE });
    // An instance hears what time it is with the table's next answer: the first run may come too early.
    const entry = await eventually('it has expired', async () => {
      await runNow('keep-house');
      const [found] = await postbus.findEntries('slow', 'too-late');
      return found?.state === 'failed' ? found : undefined;
    });
    expect(entry.failure).toMatchObject({ code: 'ERR_MESSAGE_EXPIRED', because: 'ERR_CREDENTIAL_EXPIRED' });
    expect(await timesAccepted('slow', 'too-late')).toBe(0);
  });
});
