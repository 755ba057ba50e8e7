/**
 * Puts messages into a sandbox mailbox the way any program does: a secret from the vault, a token from the login endpoint, Graph over TLS. Uses no code of
 * Postbus. Throws with method, path, status and body when a service answers anything but success.
 */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { RunningSandbox } from './start-sandbox.ts';

const deadlineMilliseconds = 10_000;

export type GraphMessage = Readonly<Record<string, unknown>>;

export interface GraphMailbox {
  /** Sends the messages one after the other; the last one is the newest. */
  send(...messages: readonly GraphMessage[]): Promise<void>;
  /** Makes a draft and tells its id. */
  draft(message: GraphMessage): Promise<string>;
  sendDraft(id: string): Promise<void>;
  close(): void;
}

export async function openGraphMailbox(
  sandbox: RunningSandbox,
  tenantKey: string,
  address: string,
): Promise<GraphMailbox> {
  const { settings } = sandbox;
  const agent = new Agent({ ca: readFileSync(settings.POSTBUS_CA_FILE ?? ''), keepAlive: true });
  const token = await clientToken(sandbox, tenantKey, agent);
  const user = `${settings.POSTBUS_GRAPH_ENDPOINT}/v1.0/users/${address}`;
  const post = (path: string, body?: unknown): Promise<string> => {
    const content = body === undefined ? '' : JSON.stringify(body);
    return exchange(`${user}/${path}`, { agent, method: 'POST', content, contentType: 'application/json', token });
  };
  return {
    send: async (...messages) => {
      for (const message of messages) {
        await post('sendMail', { message });
      }
    },
    draft: async (message) => (JSON.parse(await post('messages', message)) as { readonly id: string }).id,
    sendDraft: async (id) => void (await post(`messages/${id}/send`)),
    close: () => agent.destroy(),
  };
}

async function clientToken({ settings, tenants }: RunningSandbox, tenantKey: string, agent: Agent): Promise<string> {
  const tenant = tenants.find(({ key }) => key === tenantKey);
  if (tenant === undefined) {
    throw new Error(`The sandbox has no tenant ${tenantKey}.`);
  }
  const vaultToken = await identityToken(settings);
  const secretUrl = `${settings.POSTBUS_KEY_VAULT_URL}/secrets/${tenant.secretName}?api-version=7.5`;
  const secret = JSON.parse(await exchange(secretUrl, { agent, token: vaultToken })) as { readonly value: string };
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: secret.value,
    scope: 'https://graph.microsoft.com/.default',
  });
  const tokenUrl = `${settings.POSTBUS_LOGIN_ENDPOINT}/${tenant.tenantId}/oauth2/v2.0/token`;
  const contentType = 'application/x-www-form-urlencoded';
  const answer = await exchange(tokenUrl, { agent, method: 'POST', content: String(form), contentType });
  return (JSON.parse(answer) as { readonly access_token: string }).access_token;
}

async function identityToken(settings: RunningSandbox['settings']): Promise<string> {
  const query = new URLSearchParams({ resource: 'https://vault.azure.net', 'api-version': '2019-08-01' });
  const headers = { 'x-identity-header': settings.IDENTITY_HEADER ?? '' };
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  const answer = await fetch(`${settings.IDENTITY_ENDPOINT}?${query}`, { headers, signal });
  return ((await answer.json()) as { readonly access_token: string }).access_token;
}

interface ExchangeOptions {
  readonly agent: Agent;
  readonly method?: string;
  readonly content?: string;
  readonly contentType?: string;
  readonly token?: string;
}

async function exchange(
  url: string,
  { agent, method = 'GET', content = '', contentType, token }: ExchangeOptions,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = {
    'content-length': Buffer.byteLength(content),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const signal = AbortSignal.timeout(deadlineMilliseconds);
  const sent = request(url, { agent, method, headers, signal }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    answer.on('end', () => {
      const isSuccess = (answer.statusCode ?? 500) < 300;
      isSuccess ? resolve(text) : reject(new Error(`${method} ${url} was answered ${answer.statusCode}: ${text}`));
    });
  });
  sent.on('error', reject).end(content);
  return promise;
}
