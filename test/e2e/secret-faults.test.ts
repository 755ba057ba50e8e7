/** What can be wrong with credentials, with the vault and with the ways of telling it, each played on the whole product: it is told, and stops nobody else. */
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { ConnectionInput } from '../../shared/tenant/connection.ts';
import { eventually } from '../harness/eventually.ts';
import { type RunningPostbus, startPostbus } from '../harness/start-postbus.ts';
import { runCli } from '../integration/cli-run.ts';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;

let postbus: RunningPostbus;

const control = <T>(path: string, body: object = {}, method: 'POST' | 'PUT' | 'PATCH' = 'POST') =>
  postbus.sandbox.control<T>(path, { method, body });
const store = (tenant: string, secret: object) => control(`tenants/${tenant}/vault-secret`, secret, 'PUT');

interface Tenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secretName: string;
}

async function addTenant(key: string, credential: 'client-secret' | 'certificate'): Promise<void> {
  const mailboxes = [`noreply@${key}.example`];
  const { tenantId, clientId, secretName } = await control<Tenant>('tenants', { key, credential, mailboxes });
  connections.set(key, { tenantId, clientId, secretName, credential, mailboxes });
  await connect(key);
}

const connections = new Map<string, Omit<ConnectionInput, 'tenant'>>();
const connect = (tenant: string, change: Partial<ConnectionInput> = {}): Promise<void> =>
  postbus.connect(tenant, { ...connections.get(tenant), ...change });

interface Alert {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly tenant?: string;
  readonly sentence: string;
  readonly remedy: string;
  readonly provider?: string;
  readonly raisedAt: string;
}

async function posted(): Promise<readonly Alert[]> {
  const { deliveries } = await postbus.sandbox.control<{
    readonly deliveries: readonly { readonly json: { readonly alerts: readonly Alert[] } }[];
  }>('webhooks');
  return deliveries.flatMap(({ json }) => json.alerts);
}

const runs = { of: 0, ended: 0 };

/** As its timer would, to its end. */
async function check(): Promise<void> {
  runs.of += 1;
  const host = `http://127.0.0.1:${postbus.product.port}/admin`;
  expect((await fetch(`${host}/functions/alert-on-expiring-secrets`, { method: 'POST', body: '{}' })).status).toBe(202);
  await eventually('the end of the daily check', async () => (runs.ended >= runs.of ? true : undefined), 60_000);
  await eventually('the end of telling', async () => {
    const { invocations } = (await (await fetch(`${host}/host/status`)).json()) as {
      readonly invocations: { readonly running: number };
    };
    return invocations.running === 0 ? true : undefined;
  });
}

const nextDay = (): Promise<{ readonly now: string }> => control('clock', { advanceMilliseconds: DAY_MS });

const GUID = '0b7e4a52-1111-4000-8000-000000000000';
const WITH_SPACES = ' a-secret-with-spaces ';

/** What is done to a tenant that is all right, and what must be told of it. */
const FAULTS: readonly (readonly [
  tenant: string,
  spoil: (tenant: string) => Promise<unknown>,
  codes: readonly string[],
])[] = [
  ['sound', async () => undefined, []],
  ['missing', nameNothing, ['ERR_CREDENTIAL_MISSING']],
  ['deleted', deleteSecret, ['ERR_CREDENTIAL_MISSING']],
  ['disabled', (tenant) => store(tenant, { value: 'abc', enabled: false }), ['ERR_CREDENTIAL_DISABLED']],
  ['empty', (tenant) => store(tenant, { value: '' }), ['CREDENTIAL_EARLIER_USED']],
  ['spaces', (tenant) => store(tenant, { value: WITH_SPACES }), ['CREDENTIAL_EARLIER_USED']],
  ['id-for-value', (tenant) => store(tenant, { value: GUID }), ['CREDENTIAL_EARLIER_USED']],
  ['nothing-left', storeWithoutEarlier, ['ERR_CREDENTIAL_UNUSABLE']],
  ['wrong-value', (tenant) => store(tenant, { value: 'of-another-app' }), ['CREDENTIAL_EARLIER_USED']],
  // Mail goes on until the earlier one ends, and when that is, is known.
  ['no-date', (tenant) => store(tenant, { value: 'x', expiresInDays: null }), ['CREDENTIAL_EARLIER_USED']],
  [
    'too-early',
    (tenant) => store(tenant, { value: 'x', notBeforeInDays: 300 }),
    ['CREDENTIAL_EARLIER_USED', 'CREDENTIAL_NOT_YET_VALID'],
  ],
  ['expired', (tenant) => control(`tenants/${tenant}/expire-secrets`), ['ERR_CREDENTIAL_EXPIRED']],
];

const CERTIFICATE_FAULTS: typeof FAULTS = [
  ['sound-certificate', async () => undefined, []],
  ['no-key', storeWithoutKey, ['CREDENTIAL_EARLIER_USED']],
  ['ended', (tenant) => control(`tenants/${tenant}/certificates`, { expiresInDays: -1 }), ['CREDENTIAL_EARLIER_USED']],
  ['renewed', (tenant) => control(`tenants/${tenant}/certificates`, { register: false }), ['CREDENTIAL_EARLIER_USED']],
];

async function storeWithoutEarlier(tenant: string): Promise<void> {
  await control(`tenants/${tenant}/expire-secrets`);
  await store(tenant, { value: ' ' });
}

function nameNothing(tenant: string): Promise<void> {
  return connect(tenant, { secretName: 'nothing-of-that-name' });
}

/** With the command, which takes the connection too: it comes back, and its secret does not. */
async function deleteSecret(tenant: string): Promise<void> {
  const remove = ['tenants', 'remove', tenant, '--with-secret', '--yes'];
  expect(await runCli(remove, postbus.sandbox.settings)).toMatchObject({ exitCode: 0 });
  await connect(tenant);
}

/** Only the public part, as somebody does who uploads the file for Entra ID to the vault. */
async function storeWithoutKey(tenant: string): Promise<void> {
  const { newCertificate } = await control<{ readonly newCertificate: Record<string, unknown> }>(
    `tenants/${tenant}/certificates`,
    {},
  );
  const pem = Object.values(newCertificate).find((value) => String(value).includes('BEGIN CERTIFICATE'));
  await store(tenant, { credential: 'certificate', value: String(pem), contentType: 'application/x-pem-file' });
}

const ALL = [...FAULTS, ...CERTIFICATE_FAULTS];

beforeAll(async () => {
  postbus = await startPostbus();
  postbus.product.onEvent(({ event }) => {
    if (event === 'PB5010') runs.ended += 1;
  });
  await Promise.all([
    ...FAULTS.map(([tenant]) => addTenant(tenant, 'client-secret')),
    ...CERTIFICATE_FAULTS.map(([tenant]) => addTenant(tenant, 'certificate')),
  ]);
  for (const [tenant, spoil] of ALL) await spoil(tenant);
}, 60_000);

afterAll(() => postbus?.stop());

describe('the daily check', () => {
  test('tells what is wrong with each tenant, each once, and of nobody who is all right', async () => {
    await check();
    await check();
    const alerts = await posted();
    const codesOf = (tenant: string) => alerts.filter((alert) => alert.tenant === tenant).map(({ code }) => code);
    const told = ALL.map(([tenant]) => [tenant, [...new Set(codesOf(tenant))].toSorted()]);
    expect(told).toEqual(ALL.map(([tenant, , codes]) => [tenant, codes]));
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
  });

  test('says what was in the vault in place of a secret, and never the value', async () => {
    await check();
    const alerts = await posted();
    const providerOf = (tenant: string) => alerts.find((alert) => alert.tenant === tenant)?.provider;
    expect(providerOf('empty')).toMatch(/empty/);
    expect(providerOf('spaces')).toMatch(/space/);
    expect(providerOf('id-for-value')).toMatch(/id, not its value/);
    expect(providerOf('no-key')).toMatch(/private key/);
    for (const value of [GUID, WITH_SPACES.trim()])
      expect(JSON.stringify(alerts) + postbus.output()).not.toContain(value);
  });

  test.each([
    ['refuses', { kind: 'refuse', code: 'ForbiddenByRbac' }, 'ERR_VAULT_ACCESS_DENIED'],
    ['throttles', { kind: 'refuse', code: 'Throttled' }, 'ERR_VAULT_UNAVAILABLE'],
    ['is out of reach', { kind: 'reset' }, 'ERR_VAULT_UNAVAILABLE'],
  ] as const)(
    'tells it once for all tenants, and goes on by what it remembers, where the vault %s',
    async (_what, effect, code) => {
      await check();
      const { now } = await nextDay();
      const fresh = await newIn(async () => {
        await control('faults', { service: 'key-vault', operation: '*', effect });
        await check();
        await check();
        await postbus.sandbox.control('faults', { method: 'DELETE' });
        await check();
      });
      expect(
        fresh.filter((alert) => alert.code.startsWith('ERR_VAULT')).map((alert) => [alert.code, alert.tenant]),
      ).toEqual([[code, undefined]]);
      // What has expired is told daily, with or without a vault.
      const today = fresh.filter(({ tenant, raisedAt }) => tenant === 'expired' && isOfToday(raisedAt, now));
      expect(today.map((alert) => alert.code)).toEqual(['ERR_CREDENTIAL_EXPIRED']);
    },
  );
});

/** A route that fails is told about with the next telling, at the latest a minute later. */
describe('a way of telling that fails', () => {
  test('is told about by the others: a webhook that is gone by the log', async () => {
    await nextDay();
    await control('faults', { service: 'webhook', operation: 'receive', effect: { kind: 'respond', status: 404 } });
    await check();
    await check();
    await postbus.sandbox.control('faults', { method: 'DELETE' });
    expect(postbus.output()).toMatch(/"event":"PB5001"[^\n]*"code":"ALERT_WEBHOOK_FAILED"/);
  });

  test('is told about by the others: mail by the webhook, where the operators’ mailbox is gone', async () => {
    await check();
    await nextDay();
    const fresh = await newIn(async () => {
      await control('mailboxes/alerts@operators.example', { state: 'deleted' }, 'PATCH');
      await check();
      await check();
      await control('mailboxes/alerts@operators.example', { state: 'healthy' }, 'PATCH');
    });
    const failed = fresh.find(({ code }) => code === 'ALERT_MAIL_FAILED');
    expect(failed?.sentence).toMatch(/operators: ERR_MAILBOX_UNKNOWN 404 ErrorInvalidUser/);
    expect(failed?.remedy).toMatch(/POSTBUS_ALERT_MAIL_CONNECTIONS/);
  });
});

async function newIn(happening: () => Promise<void>): Promise<readonly Alert[]> {
  const known = new Set((await posted()).map(({ id }) => id));
  await happening();
  return (await posted()).filter(({ id }) => !known.has(id));
}

/** The product's clock follows the tables', to some seconds. */
const isOfToday = (raisedAt: string, now: string): boolean => Date.parse(raisedAt) > Date.parse(now) - 60_000;
