/** App registrations through Graph over TLS, and what becomes of the passwords at the token endpoint. */

import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { type SandboxTenant, startSandbox } from '../../harness/start-sandbox.ts';
import { createGraphCaller, withExchange, withFault } from './graph-caller.ts';

const sandbox = await startSandbox({ flags: ['--seed', '7'] });
const { settings } = sandbox;
const { askToken } = createGraphCaller(sandbox);
let lastNumber = 0;

interface Password {
  readonly keyId: string;
  readonly secretText: string;
}

/** A tenant whose app may change its own registration. */
async function setup() {
  lastNumber += 1;
  const key = `rotating-${lastNumber}`;
  const body = { key, mailboxes: [`noreply@${key}.example`], entraRoles: ['Application.ReadWrite.OwnedBy'] };
  const tenant = await sandbox.control<SandboxTenant>('tenants', { method: 'POST', body });
  (sandbox.tenants as SandboxTenant[]).push(tenant);
  const token = await askToken(key);
  const path = `/applications(appId='${tenant.clientId}')`;
  const ask = (method: string, action: string, json?: unknown) =>
    fetch(`${settings.POSTBUS_GRAPH_ENDPOINT}/v1.0${path}${action}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
  const addPassword = async () => (await (await ask('POST', '/addPassword', {})).json()) as Password;
  const tokenStatus = async (secret: string) => {
    const form = {
      grant_type: 'client_credentials',
      client_id: tenant.clientId,
      client_secret: secret,
      scope: 'https://graph.microsoft.com/.default',
    };
    const url = `${settings.POSTBUS_LOGIN_ENDPOINT}/${tenant.tenantId}/oauth2/v2.0/token`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    const { error_codes: codes } = (await response.json()) as { error_codes?: number[] };
    return codes?.[0] ?? response.status;
  };
  const statuses = async (secret: string, times: number) => {
    const seen: number[] = [];
    for (let time = 0; time < times; time += 1) seen.push(await tokenStatus(secret));
    return seen;
  };
  return { ask, addPassword, tokenStatus, statuses };
}

const advance = (milliseconds: number) =>
  sandbox.control('clock', { method: 'POST', body: { advanceMilliseconds: milliseconds } });

// The machine may be busy with other tests.
jest.setTimeout(30_000);

describe('graph applications', () => {
  afterAll(() => sandbox.stop());

  test('a password that was added gets tokens at once beside the old one, until it is removed', async () => {
    const { addPassword, ask, tokenStatus } = await setup();
    const { keyId, secretText } = await addPassword();
    const registration = await ask('GET', '?$select=passwordCredentials');
    expect(await registration.json()).toMatchObject({
      passwordCredentials: [{ secretText: null }, { keyId, hint: secretText.slice(0, 3), secretText: null }],
    });
    expect(await tokenStatus(secretText)).toBe(200);
    expect((await ask('POST', '/removePassword', { keyId })).status).toBe(204);
    expect(await tokenStatus(secretText)).toBe(7000215);
  });

  test('a password that spreads is refused and taken in turn, less and less often refused, then always taken', async () => {
    await withExchange(sandbox, { passwordPropagationMilliseconds: 600_000 }, async () => {
      const { addPassword, statuses } = await setup();
      const { secretText } = await addPassword();
      expect(await statuses(secretText, 5)).toEqual([7000215, 7000215, 7000215, 7000215, 7000215]);
      await advance(300_000);
      expect(new Set(await statuses(secretText, 20))).toEqual(new Set([200, 7000215]));
      await advance(300_000);
      expect(new Set(await statuses(secretText, 10))).toEqual(new Set([200]));
    });
  });

  test('a password that was removed is taken for a while, where that has not been heard', async () => {
    await withExchange(sandbox, { passwordPropagationMilliseconds: 600_000 }, async () => {
      const { addPassword, ask, statuses } = await setup();
      const { keyId, secretText } = await addPassword();
      await advance(600_000);
      await ask('POST', '/removePassword', { keyId });
      expect(await statuses(secretText, 3)).toEqual([200, 200, 200]);
      await advance(300_000);
      expect(new Set(await statuses(secretText, 20))).toEqual(new Set([200, 7000215]));
      await advance(300_000);
      expect(new Set(await statuses(secretText, 5))).toEqual(new Set([7000215]));
    });
  });

  test('an answer that is lost leaves a password behind whose value nobody knows', async () => {
    const { ask } = await setup();
    await withFault(sandbox, { operation: 'addPassword', phase: 'after', effect: { kind: 'reset' } }, async () => {
      await expect(ask('POST', '/addPassword', {})).rejects.toThrow();
    });
    const { passwordCredentials } = (await (await ask('GET', '')).json()) as { passwordCredentials: unknown[] };
    expect(passwordCredentials).toHaveLength(2);
  });
});
