/** The sandbox's clock moved by more than a year, a day at a time: everything that goes by it has to go on. */

import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { ManagedIdentityCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { type SandboxTenant, startSandbox } from '../../harness/start-sandbox.ts';

const dayMilliseconds = 86_400_000;
const sandbox = await startSandbox({ exchange: { sentItemsDelayMilliseconds: 3_600_000 } });
const { control, settings } = sandbox;
const authority = readFileSync(settings.POSTBUS_CA_FILE ?? '', 'utf8');
tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority]);
Object.assign(process.env, settings);
const bus = new ServiceBusClient(settings.ServiceBus ?? '');

const post = <Answer>(path: string, body: unknown) => control<Answer>(path, { method: 'POST', body });
const advance = (milliseconds: number) => post('clock', { advanceMilliseconds: milliseconds });
const nowOfSandbox = async () => Date.parse((await control<{ now: string }>('clock')).now);

async function setup() {
  const body = { key: 'tailspin', mailboxes: ['noreply@tailspin.example'], secretExpiresInDays: 1_000 };
  const tenant = await post<SandboxTenant>('tenants', body);
  const vault = new SecretClient(settings.POSTBUS_KEY_VAULT_URL ?? '', new ManagedIdentityCredential(), {
    disableChallengeResourceVerification: true,
  });
  const askToken = async (): Promise<string> => {
    const { value = '' } = await vault.getSecret(tenant.secretName);
    const form = {
      grant_type: 'client_credentials',
      client_id: tenant.clientId,
      client_secret: value,
      scope: 'https://graph.microsoft.com/.default',
    };
    const url = `${settings.POSTBUS_LOGIN_ENDPOINT}/${tenant.tenantId}/oauth2/v2.0/token`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const send = async (token: string, subject: string) => {
    const toRecipients = [{ emailAddress: { address: 'ada@example.org' } }];
    const message = { subject, body: { contentType: 'Text', content: 'x' }, toRecipients };
    const response = await fetch(`${settings.POSTBUS_GRAPH_ENDPOINT}/v1.0/users/noreply@tailspin.example/sendMail`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ message }),
    });
    return response.status;
  };
  const folders = async () =>
    (await control<{ folders: Record<string, number> }>('mailboxes/noreply@tailspin.example')).folders;
  return { askToken, send, folders };
}

// Four hundred days, on a machine that may be busy with other tests.
jest.setTimeout(120_000);

describe('a year of the sandbox', () => {
  afterAll(async () => {
    await bus.close();
    await sandbox.stop();
  });

  test('keeps tokens, mail, locks, schedules and the vault going for four hundred days', async () => {
    const { askToken, send, folders } = await setup();
    const sender = bus.createSender('send-email');
    const receiver = bus.createReceiver('send-email');
    const receive = async () => (await receiver.receiveMessages(1, { maxWaitTimeInMs: 5_000 }))[0];
    const start = await nowOfSandbox();
    const day = async () => Math.floor(((await nowOfSandbox()) - start) / dayMilliseconds);
    /** One mail and one scheduled message, over two nights. */
    const work = async (id: string, sent: number): Promise<void> => {
      const token = await askToken();
      expect(await send(token, id)).toBe(202);
      const due = new Date((await nowOfSandbox()) + 3_600_000);
      await sender.scheduleMessages({ body: 'soon', messageId: id }, due);
      expect((await folders()).sentitems ?? 0).toBe(sent);
      await advance(dayMilliseconds);
      expect(await send(token, 'with a token of yesterday')).toBe(401);
      expect((await folders()).sentitems).toBe(sent + 1);
      expect(await receive()).toMatchObject({ messageId: id, deliveryCount: 0 });
      // Its lock ends with the night, and it is handed out again.
      await advance(dayMilliseconds);
      const again = await receive();
      expect(again).toMatchObject({ messageId: id, deliveryCount: 1 });
      if (again !== undefined) await receiver.completeMessage(again);
    };

    const inTenMonths = new Date(start + 309.5 * dayMilliseconds);
    await sender.scheduleMessages({ body: 'late', messageId: 'late' }, inTenMonths);
    for (let sent = 0; (await day()) < 400; sent += 1) {
      await work(`day-${await day()}`, sent);
      while ((await day()) % 20 !== 0) {
        await advance(dayMilliseconds);
        if ((await day()) !== 310) continue;
        const late = await receive();
        expect(late?.messageId).toBe('late');
        if (late !== undefined) await receiver.completeMessage(late);
      }
    }
    const { queues } = await control<{ queues: Record<string, object> }>('queue');
    expect(queues['send-email']).toMatchObject({ active: 0, scheduled: 0, deadLetter: 0 });
    expect(sandbox.complaints()).toBe('');
  });

  test('makes three hundred tenants in seconds', async () => {
    const before = (await control<unknown[]>('tenants')).length;
    const begin = performance.now();
    for (let number = 0; number < 300; number += 1) {
      await post('tenants', { key: `many-${number}`, mailboxes: [`noreply@many-${number}.example`] });
    }
    expect(performance.now() - begin).toBeLessThan(20_000);
    expect((await control<unknown[]>('tenants')).length).toBe(before + 300);
  });
});
