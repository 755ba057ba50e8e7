/**
 * Calls the Graph fake as a program would: token from Entra with the secret from the vault, then the SDK or fetch, over TLS.
 * Each caller has a message of its own, so that tests of one sandbox do not meet.
 */
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { Client } from '@microsoft/microsoft-graph-client';
import type { RunningSandbox } from '../../harness/start-sandbox.ts';

export const propertyId = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name X-Send-Id';

interface Asked {
  readonly method: string;
  readonly body: string;
  readonly headers: Record<string, string>;
}

export function createGraphCaller(sandbox: RunningSandbox) {
  const { settings } = sandbox;
  trustAuthority(settings.POSTBUS_CA_FILE ?? '');
  let lastNumber = 0;

  const setup = async (key = 'contoso') => {
    lastNumber += 1;
    const number = lastNumber;
    const token = await askToken(sandbox, key);
    const message = makeMessage(number);
    const ask = createAsk(`${settings.POSTBUS_GRAPH_ENDPOINT}/v1.0`, token);
    const post = (path: string, json: unknown, headers: Record<string, string> = {}) =>
      ask(path, { body: JSON.stringify(json), headers });
    const { internetMessageId } = message;
    return {
      ask,
      post,
      sdk: createSdk(`${settings.POSTBUS_GRAPH_ENDPOINT}/`, token),
      message,
      number,
      internetMessageId,
      users: '/users/noreply@contoso.example',
      errorOf: async (response: Response) => ({ status: response.status, ...(await readJson(response)) }),
      /** How often Exchange took responsibility for the message. */
      accepted: async () => {
        const query = `accepted?internetMessageId=${encodeURIComponent(internetMessageId)}`;
        return (await sandbox.control<{ accepted: unknown[] }>(query)).accepted.length;
      },
    };
  };

  return { setup, askToken: (key: string) => askToken(sandbox, key) };
}

export async function withFault(
  { control }: RunningSandbox,
  fault: Record<string, unknown>,
  work: () => Promise<unknown>,
): Promise<void> {
  await control('faults', { method: 'POST', body: { service: 'graph', count: 1, ...fault } });
  try {
    await work();
  } finally {
    await control('faults', { method: 'DELETE' });
  }
}

export async function withExchange(
  { control }: RunningSandbox,
  knobs: Record<string, unknown>,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = await control('exchange');
  await control('exchange', { method: 'PATCH', body: knobs });
  try {
    await work();
  } finally {
    await control('exchange', { method: 'PATCH', body: before });
  }
}

export async function readJson(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>;
}

async function askToken({ settings, tenants }: RunningSandbox, key: string): Promise<string> {
  const tenant = tenants.find((one) => one.key === key);
  const identity = `${settings.IDENTITY_ENDPOINT}?resource=https://vault.azure.net&api-version=2019-08-01`;
  const headers = { 'x-identity-header': settings.IDENTITY_HEADER ?? '' };
  const { access_token: vaultToken } = await readJson(await fetch(identity, { headers }));
  const secretUrl = `${settings.POSTBUS_KEY_VAULT_URL}/secrets/${tenant?.secretName}?api-version=7.5`;
  const { value } = await readJson(await fetch(secretUrl, { headers: { authorization: `Bearer ${vaultToken}` } }));
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant?.clientId ?? '',
    client_secret: String(value),
    scope: 'https://graph.microsoft.com/.default',
  });
  const url = `${settings.POSTBUS_LOGIN_ENDPOINT}/${tenant?.tenantId}/oauth2/v2.0/token`;
  return String((await readJson(await fetch(url, { method: 'POST', body }))).access_token);
}

function trustAuthority(caFile: string): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(caFile, 'utf8')]);
}

function createSdk(baseUrl: string, token: string): Client {
  return Client.initWithMiddleware({
    baseUrl,
    customHosts: new Set(['localhost']),
    authProvider: { getAccessToken: async () => token },
  });
}

function createAsk(origin: string, token: string) {
  return (path: string, { method = 'POST', body = '', headers = {} }: Partial<Asked> = {}): Promise<Response> =>
    fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(method === 'GET' ? {} : { body }),
    });
}

function makeMessage(number: number) {
  return {
    subject: `Message ${number}`,
    body: { contentType: 'HTML', content: '<p>Hello</p>' },
    toRecipients: [{ emailAddress: { name: 'Ada', address: 'ada@example.org' } }],
    internetMessageId: `<message-${number}@contoso.example>`,
    singleValueExtendedProperties: [{ id: propertyId, value: `send-${number}` }],
  };
}
