/** What rotations do at Graph, in the vault and in the table, against the sandbox: what is asked, and what the refusals become. */
import { describe, expect, jest, test } from '@jest/globals';
import { isDeliveryError } from '../../../shared/delivery/delivery-error.ts';
import { createEntraTokens } from '../../../shared/services/entra/entra-tokens.ts';
import { createGraphAppRegistrations } from '../../../shared/services/graph/graph-app-registrations.ts';
import { createKeyVaultCredentials } from '../../../shared/services/key-vault/key-vault-credentials.ts';
import { createKeyVaultVersions } from '../../../shared/services/key-vault/key-vault-versions.ts';
import { openTable } from '../../../shared/services/table-storage/table.ts';
import { createTableConnections } from '../../../shared/services/table-storage/table-connections.ts';
import { createTableRotations } from '../../../shared/services/table-storage/table-rotations.ts';
import type { Connection } from '../../../shared/tenant/connection.ts';
import { beginning, taken } from '../../../shared/tenant/rotation/rotation.ts';
import { useServices } from './use-services.ts';

const DAY = 24 * 3_600_000;
const MAY_CHANGE = { entraRoles: ['Mail.ReadWrite', 'Mail.Send', 'Application.ReadWrite.OwnedBy'] };
jest.setTimeout(60_000);

const services = useServices();
const noIdentity = { getToken: async () => null };
const openRows = () => openTable(services.setting('POSTBUS_TABLE_STORAGE'), noIdentity);
const inDays = (days: number): Date => new Date(Date.now() + days * DAY);

async function setup(key: string, body: object = MAY_CHANGE) {
  const connection = await services.newTenant(key, body);
  const vaultUrl = services.setting('POSTBUS_KEY_VAULT_URL');
  const credentials = createKeyVaultCredentials({ vaultUrl, identity: services.identity(), log: () => {} });
  const tokens = createEntraTokens(services.endpoints());
  const token = async (): Promise<string> => tokens.acquire(connection, await credentials.readAgain(connection));
  return {
    connection,
    credentials,
    tokens,
    token,
    registrations: createGraphAppRegistrations(services.endpoints()),
    versions: createKeyVaultVersions(vaultUrl, services.identity()),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  return isDeliveryError(error) ? `${error.code} ${error.details.provider}` : String(error);
}

const register = (key: string, body: object) =>
  services.sandbox().control(`tenants/${key}/registration`, { method: 'PATCH', body });

describe('an app registration', () => {
  test('is read, gets a password that works beside the first, and loses it again', async () => {
    const { connection, registrations, tokens, token } = await setup('adding');
    const [first] = (await registrations.read(connection, await token()))?.credentials ?? [];
    expect(first).toMatchObject({ kind: 'client-secret', endsAt: expect.any(Date), hint: expect.any(String) });

    const endsAt = inDays(180);
    const added = await registrations.addPassword(connection, await token(), { displayName: 'postbus one', endsAt });
    const credential = { kind: 'client-secret', secret: added.secret, fingerprint: 'new', version: '' } as const;
    expect(await tokens.acquire(connection, credential)).toEqual(expect.any(String));
    const both = await registrations.read(connection, await token());
    expect(both?.credentials).toHaveLength(2);
    expect(both?.credentials).toContainEqual(
      expect.objectContaining({ keyId: added.keyId, displayName: 'postbus one', hint: added.secret.slice(0, 3) }),
    );
    expect(added.endsAt).toEqual(endsAt);

    expect(await registrations.removePassword(connection, await token(), added.keyId)).toBe(true);
    expect((await registrations.read(connection, await token()))?.credentials).toEqual([first]);
    expect(await registrations.removePassword(connection, await token(), added.keyId)).toBe(false);
  });

  test('refuses an app without the permission, or one that does not own it, and says so', async () => {
    const without = await setup('without', {});
    const password = { displayName: 'x', endsAt: inDays(10) };
    expect(await without.registrations.read(without.connection, await without.token())).toBeUndefined();
    expect(await codeOf(without.registrations.addPassword(without.connection, await without.token(), password))).toBe(
      'ERR_ROTATION_NOT_PERMITTED 403 Authorization_RequestDenied',
    );
    const disowned = await setup('disowned');
    await register('disowned', { ownsItself: false });
    expect(await disowned.registrations.read(disowned.connection, await disowned.token())).toBeDefined();
    expect(
      await codeOf(disowned.registrations.addPassword(disowned.connection, await disowned.token(), password)),
    ).toBe('ERR_ROTATION_NOT_PERMITTED 403 Authorization_RequestDenied');
  });

  test('refuses what a policy forbids', async () => {
    const { connection, registrations, token } = await setup('restricted');
    await register('restricted', { maxPasswordDays: 90 });
    const add = async (days: number) =>
      registrations.addPassword(connection, await token(), { displayName: 'x', endsAt: inDays(days) });
    expect(await codeOf(add(180))).toBe('ERR_ROTATION_AGAINST_POLICY 400 CredentialInvalidLifetimeAsPerAppPolicy');
    await add(89);
    await register('restricted', { maxPasswordDays: 0 });
    expect(await codeOf(add(10))).toBe('ERR_ROTATION_AGAINST_POLICY 400 CredentialTypeNotAllowedAsPerAppPolicy');
  });

  test('of another client is not found, and nothing of it is seen', async () => {
    const { connection, registrations, token } = await setup('stranger');
    const other: Connection = { ...connection, clientId: '99999999-9999-4999-8999-999999999999' };
    expect(await registrations.read(other, await token())).toBeUndefined();
    const password = { displayName: 'x', endsAt: inDays(10) };
    expect(await codeOf(registrations.addPassword(other, await token(), password))).toBe(
      'ERR_REGISTRATION_UNKNOWN 404 Request_ResourceNotFound',
    );
  });

  test('that does not answer may have been changed: that is for the next run to find out', async () => {
    const { connection, registrations, token } = await setup('silent');
    await services.sandbox().control('faults', {
      method: 'POST',
      body: {
        service: 'graph',
        operation: 'addPassword',
        count: 1,
        tenant: 'silent',
        effect: { kind: 'respond', status: 503 },
      },
    });
    const password = { displayName: 'x', endsAt: inDays(10) };
    expect(await codeOf(registrations.addPassword(connection, await token(), password))).toMatch(
      /^ERR_GRAPH_UNAVAILABLE/,
    );
  });
});

describe('the versions of a secret', () => {
  test('are stored with what Entra ID knows them by, and listed newest first without their values', async () => {
    const { connection, versions, credentials } = await setup('versions');
    const { secretName: name = '', tenant } = connection;
    const [first] = await versions.list(name);
    const expiresAt = new Date(Math.floor(inDays(180).getTime() / 1000) * 1000);
    const version = await versions.store({ name, value: 'abc~new', tenant, rotation: 'r-1', keyId: 'k-1', expiresAt });
    expect((await credentials.readAgain(connection)).version).toBe(version);
    expect(await versions.list(name)).toContainEqual(
      expect.objectContaining({ version, rotation: 'r-1', keyId: 'k-1', expiresAt, isEnabled: true }),
    );
    expect(await versions.readHint(name, version)).toBe('abc');
    expect(await versions.readHint(name, first?.version ?? '')).toHaveLength(3);
    expect(await versions.list('postbus-nobody-client-secret')).toEqual([]);
  });
});

describe('the record of a rotation', () => {
  test('is made once, changed by whoever read it last, and listed while it is open', async () => {
    const rotations = createTableRotations(openRows());
    const now = new Date();
    const plan = { tenant: 'records', id: 'r', source: 'entra', clientId: 'c', secretName: 's', days: 180 } as const;
    const first = beginning({ ...plan, graceMinutes: 60 }, now);
    const stored = await rotations.create(first);
    expect(stored?.rotation).toEqual(first);
    expect(await rotations.create(first)).toBeUndefined();
    expect(await rotations.read('records')).toEqual(stored);
    expect((await rotations.listOpen()).map(({ tenant }) => tenant)).toEqual(['records']);
    if (!stored) throw new Error('it was not stored');
    const next = await rotations.update(stored, taken(first, now, now));
    expect(await rotations.update(stored, first)).toBeUndefined();
    expect(await rotations.read('records')).toEqual(next);
  });

  test('marks the connection and leaves what somebody else has changed', async () => {
    const connections = createTableConnections(openRows());
    const { connection } = await setup('marking');
    await connections.save({ ...connection, autoRotate: true });
    const at = new Date('2026-05-05T05:05:05.000Z');
    expect(await connections.markRotated('marking', at)).toBe(true);
    expect(await connections.read('marking')).toEqual({ ...connection, autoRotate: true, rotatedAt: at });
    expect(await connections.markRotated('nobody', at)).toBe(false);
    expect(await connections.read('nobody')).toBeUndefined();
  });
});
