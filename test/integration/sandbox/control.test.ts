/** The control endpoint over a socket: what cannot be seen without one. */
import { request } from 'node:http';
import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { startSandbox } from '../../harness/start-sandbox.ts';

const sandbox = await startSandbox();

interface MailboxEvent {
  readonly tenant: string;
  readonly mailbox: string;
  readonly folder: string;
  readonly change: string;
}

/** Status of a GET whose Host header is a lie, which fetch would not send. */
async function statusWithHost(host: string): Promise<number | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const asking = request(`${sandbox.page}/control/tenants`, { headers: { host } }, (response) => {
    response.resume().on('end', () => resolve(response.statusCode));
  });
  asking.on('error', reject).end();
  return promise;
}

async function followEvents() {
  const stopping = new AbortController();
  const response = await fetch(`${sandbox.page}/control/events`, { signal: stopping.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const read = async (): Promise<void> => {
    text += (await reader?.read())?.value ?? '';
  };
  while (!text.includes(': connected')) await read();
  const next = async (count: number): Promise<readonly MailboxEvent[]> => {
    for (;;) {
      const lines = [...text.matchAll(/^event: message\ndata: (.*)\n\n/gm)];
      if (lines.length >= count) return lines.map(([, json = '']) => JSON.parse(json));
      await read();
    }
  };
  return { contentType: response.headers.get('content-type'), next, stop: () => stopping.abort() };
}

async function sendThroughGraph(key: string, address: string): Promise<void> {
  const { settings, tenants } = sandbox;
  const tenant = tenants.find((one) => one.key === key);
  const program = `
    import { ManagedIdentityCredential, ClientSecretCredential } from '@azure/identity';
    import { SecretClient } from '@azure/keyvault-secrets';
    const env = process.env;
    const vault = new SecretClient(env.POSTBUS_KEY_VAULT_URL, new ManagedIdentityCredential(), { disableChallengeResourceVerification: true });
    const { value } = await vault.getSecret('${tenant?.secretName}');
    const app = new ClientSecretCredential('${tenant?.tenantId}', '${tenant?.clientId}', value, { authorityHost: env.POSTBUS_LOGIN_ENDPOINT, disableInstanceDiscovery: true });
    const { token } = await app.getToken('https://graph.microsoft.com/.default');
    const message = { subject: 'Hi', toRecipients: [{ emailAddress: { address: 'ada@example.org' } }] };
    const response = await fetch(env.POSTBUS_GRAPH_ENDPOINT + '/v1.0/users/${address}/sendMail', {
      method: 'POST', body: JSON.stringify({ message }), headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' } });
    process.exit(response.status === 202 ? 0 : 1);`;
  const { spawn } = await import('node:child_process');
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { ...process.env, ...settings, NODE_EXTRA_CA_CERTS: settings.POSTBUS_CA_FILE },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`The sending program ended with ${code}.`);
}

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('control', () => {
  afterAll(() => sandbox.stop());

  test('tells every reader of a message that is created and moved', async () => {
    const readers = [await followEvents(), await followEvents()];
    await sendThroughGraph('contoso', 'orders@contoso.example');
    for (const reader of readers) {
      expect(reader.contentType).toBe('text/event-stream');
      const events = await reader.next(2);
      expect(events.map(({ change, folder }) => `${change} ${folder}`)).toEqual(['created drafts', 'moved sentitems']);
      expect(events[0]).toMatchObject({ tenant: 'contoso', mailbox: 'orders@contoso.example' });
      reader.stop();
    }
  });

  test('goes on sending after a reader of events has left', async () => {
    const reader = await followEvents();
    reader.stop();
    await sendThroughGraph('fabrikam', 'noreply@fabrikam.example');
    const path = 'mailboxes/noreply@fabrikam.example/messages?folder=sentitems';
    expect(await sandbox.control(path)).toMatchObject({ total: 1 });
    expect(sandbox.complaints()).toBe('');
  });

  test('serves the page, and lets no other host name in', async () => {
    const page = await fetch(sandbox.page);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(await statusWithHost('evil.example')).toBe(403);
    expect(await statusWithHost('127.0.0.1')).toBe(200);
  });

  test('counts and shows what waits in the queue, and empties it on reset', async () => {
    await sandbox.control('reset', { method: 'POST' });
    const client = new ServiceBusClient(sandbox.settings.ServiceBus ?? '');
    await client.createSender('send-email').sendMessages({ messageId: 'one', body: Buffer.from('{}') });
    const { queues, messages } = await sandbox.control<{ queues: unknown; messages: unknown }>('queue?peek=10');
    expect(queues).toMatchObject({ 'send-email': { active: 1, scheduled: 0, deadLetter: 0 } });
    expect(messages).toMatchObject([{ messageId: 'one', body: Buffer.from('{}').toString('base64') }]);
    await sandbox.control('reset', { method: 'POST' });
    expect(await sandbox.control('queue')).toMatchObject({ queues: { 'send-email': { active: 0 } } });
    await client.close();
  });

  test('moves the time of tables and queue together with its own', async () => {
    await sandbox.control('reset', { method: 'POST' });
    const client = new ServiceBusClient(sandbox.settings.ServiceBus ?? '');
    const inAnHour = new Date(Date.now() + 3_600_000);
    await client.createSender('send-email').scheduleMessages({ messageId: 'later', body: 1 }, inAnHour);
    const tables = /TableEndpoint=([^;]+)/.exec(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '')?.[1] ?? '';
    const tableTime = async () => Date.parse((await fetch(tables)).headers.get('date') ?? '');
    expect(Math.abs((await tableTime()) - Date.now())).toBeLessThan(60_000);

    await sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: 7_200_000 } });

    const [received] = await client.createReceiver('send-email').receiveMessages(1);
    expect(received).toMatchObject({ messageId: 'later' });
    for (const time of [await tableTime(), received?.enqueuedTimeUtc?.getTime() ?? 0])
      expect(Math.abs(time - Date.now() - 7_200_000)).toBeLessThan(60_000);
    await client.close();
    await sandbox.control('reset', { method: 'POST' });
    expect(Math.abs((await tableTime()) - Date.now())).toBeLessThan(60_000);
  });

  test('spoils a call to table storage, and refuses a rule it could not play there', async () => {
    await sandbox.control('reset', { method: 'POST' });
    const tables = /TableEndpoint=([^;]+)/.exec(sandbox.settings.POSTBUS_TABLE_STORAGE ?? '')?.[1] ?? '';
    const fault = { service: 'table-storage', operation: 'list', effect: { kind: 'respond', status: 503 } };
    await sandbox.control('faults', { method: 'POST', body: fault });
    expect((await fetch(`${tables}/ledger()`)).status).toBe(503);
    expect(await sandbox.control('requests')).toMatchObject({ 'table-storage.list.503': 1 });
    for (const wrong of [{ tenant: 'contoso' }, { operation: 'insert' }])
      await expect(sandbox.control('faults', { method: 'POST', body: { ...fault, ...wrong } })).rejects.toThrow('400');
    await sandbox.control('faults', { method: 'DELETE' });
  });

  test('turns a send away when a fault says so', async () => {
    await sandbox.control('reset', { method: 'POST' });
    const fault = { service: 'service-bus', operation: 'send', effect: { kind: 'respond', status: 503 }, count: 1 };
    await sandbox.control('faults', { method: 'POST', body: fault });
    const client = new ServiceBusClient(sandbox.settings.ServiceBus ?? '', { retryOptions: { maxRetries: 0 } });
    const sender = client.createSender('send-email');
    await expect(sender.sendMessages({ messageId: 'refused', body: 1 })).rejects.toMatchObject({ code: 'ServiceBusy' });
    await sender.sendMessages({ messageId: 'taken', body: 1 });
    expect(await sandbox.control('queue?peek=5')).toMatchObject({ messages: [{ messageId: 'taken' }] });
    await client.close();
  });
});
