import { describe, expect, test } from '@jest/globals';
import { makeCertificate } from '../../../../sandbox/app-certificate/make-certificate.ts';
import { createWorld } from '../../../../sandbox/create-world.ts';
import { changeApp } from '../../../../sandbox/directory/change-app.ts';
import type { App } from '../../../../sandbox/directory/tenant.ts';
import { graphRoutes } from '../../../../sandbox/graph/graph-routes.ts';

const appId = 'c0c0c0c0-0000-4000-8000-000200000000';
const id = 'c0c0c0c0-0000-4000-8000-000200000002';
const byAppId = `applications(appId='${appId}')`;
const writeAll = ['Application.ReadWrite.All'];
const day = 86_400_000;

function setup({ roles = writeAll, app: changes = {} }: { roles?: readonly string[]; app?: Partial<App> } = {}) {
  const world = createWorld({ faultSeed: 1, log: () => {} });
  const tenant = () => {
    const contoso = world.directory.byKey('contoso');
    if (contoso === undefined) throw new Error('The seed has no contoso.');
    return contoso;
  };
  world.directory.put(changeApp(tenant(), appId, (app) => ({ ...app, ...changes })));
  const performer = { counts: world.counts, faults: world.faults };
  const routes = graphRoutes({ ...world, performer, uploadOrigin: '' });
  const token = world.issuer.issue({
    audience: 'https://graph.microsoft.com',
    tenantId: tenant().tenantId,
    appId,
    objectId: 'object',
    displayName: 'Postbus',
    roles,
    lifetimeSeconds: 3_600,
  });
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await routes.request(`https://localhost:8443/v1.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  const app = () => tenant().apps[0];
  world.exchange.stop();
  return { ask, app, world };
}

describe('applications', () => {
  test.each([byAppId, `applications(appId=%27${appId.toUpperCase()}%27)`, `applications/${id}`])(
    'shows a registration by %s, with a hint of each password and never its value',
    async (path) => {
      const { ask, app } = setup();
      const { status, body } = await ask('GET', path);
      const [secret] = app()?.secrets ?? [];
      expect(status).toBe(200);
      expect(body).toMatchObject({ id, appId, displayName: 'Postbus', keyCredentials: [] });
      expect(body.passwordCredentials).toEqual([
        {
          customKeyIdentifier: null,
          displayName: 'postbus',
          endDateTime: new Date(secret?.expiresAt ?? 0).toISOString(),
          hint: secret?.value.slice(0, 3),
          keyId: secret?.keyId,
          secretText: null,
          startDateTime: new Date(secret?.startsAt ?? 0).toISOString(),
        },
      ]);
      expect(JSON.stringify(body)).not.toContain(secret?.value);
    },
  );

  test('is another object than the service principal', async () => {
    const { ask, app } = setup();
    const { status, body } = await ask('GET', `applications/${app()?.objectId}`);
    expect(status).toBe(404);
    expect(body.error).toMatchObject({
      code: 'Request_ResourceNotFound',
      message: `Resource '${app()?.objectId}' does not exist or one of its queried reference-property objects are not present.`,
    });
  });

  test('finds no app of another tenant', async () => {
    const { ask } = setup();
    const fabrikam = appId.replace('c0c0c0c0', 'fab0fab0');
    expect((await ask('GET', `applications(appId='${fabrikam}')`)).status).toBe(404);
    expect((await ask('GET', `applications?$filter=appId eq '${fabrikam}'`)).body.value).toEqual([]);
  });

  test('lists by client id, and selects', async () => {
    const { ask } = setup();
    const { body } = await ask('GET', `applications?$filter=appId%20eq%20'${appId}'&$select=id,passwordCredentials`);
    expect(body.value).toHaveLength(1);
    expect(Object.keys(body.value[0])).toEqual(['id', 'passwordCredentials']);
    expect((await ask('GET', 'applications')).body.value).toHaveLength(1);
    expect((await ask('GET', `${byAppId}?$select=colour`)).status).toBe(400);
    expect((await ask('GET', `${byAppId}?$expand=owners`)).status).toBe(501);
    expect((await ask('GET', 'applications?$filter=displayName eq %27x%27')).status).toBe(501);
  });

  test('shows registered certificates, their bytes only where they were selected of one registration', async () => {
    const startsAt = Date.UTC(2026, 0, 1);
    const { certificate } = await makeCertificate('postbus', { startsAt, expiresAt: startsAt + 100 * day });
    const registered = { keyId: 'key', displayName: 'CN=postbus', certificate, isRegistered: true };
    const certificates = [registered, { ...registered, keyId: 'other', isRegistered: false }];
    const { ask } = setup({ app: { certificates } });
    const { body } = await ask('GET', byAppId);
    expect(body.keyCredentials).toEqual([
      {
        customKeyIdentifier: expect.stringMatching(/^[0-9A-F]{40}$/),
        displayName: 'CN=postbus',
        endDateTime: '2026-04-11T00:00:00.000Z',
        key: null,
        keyId: 'key',
        startDateTime: '2026-01-01T00:00:00.000Z',
        type: 'AsymmetricX509Cert',
        usage: 'Verify',
      },
    ]);
    const selected = await ask('GET', `${byAppId}?$select=keyCredentials`);
    expect(selected.body.keyCredentials[0].key).toMatch(/^MII/);
  });

  test.each<[roles: string[], reads: number, adds: number]>([
    [[], 403, 403],
    [['Mail.Send'], 403, 403],
    [['Application.Read.All'], 200, 403],
    [['Application.ReadWrite.OwnedBy'], 200, 200],
    [['Application.ReadWrite.All'], 200, 200],
  ])('lets %j read with %i and add a password with %i', async (roles, reads, adds) => {
    const { ask } = setup({ roles });
    expect((await ask('GET', byAppId)).status).toBe(reads);
    const added = await ask('POST', `${byAppId}/addPassword`, {});
    expect(added.status).toBe(adds);
    if (adds === 403)
      expect(added.body.error).toMatchObject({
        code: 'Authorization_RequestDenied',
        message: 'Insufficient privileges to complete the operation.',
      });
  });

  test('lets nobody change what he does not own, though the permission is there', async () => {
    const { ask } = setup({ roles: ['Application.ReadWrite.OwnedBy'], app: { ownsItself: false } });
    expect((await ask('GET', byAppId)).status).toBe(200);
    expect((await ask('POST', `${byAppId}/addPassword`, {})).status).toBe(403);
  });

  test('tells a caller without permission nothing of what exists', async () => {
    const { ask } = setup({ roles: [] });
    expect((await ask('GET', 'applications/nothing')).status).toBe(403);
    expect((await ask('POST', 'applications/nothing/removePassword', {})).status).toBe(403);
  });

  test('ignores a grant that is not effective yet', async () => {
    const { ask } = setup({ app: { grantsEffectiveAt: Number.MAX_SAFE_INTEGER } });
    expect((await ask('GET', byAppId)).status).toBe(403);
  });

  test('adds a password beside the others, and tells its value this once', async () => {
    const { ask, app, world } = setup();
    const endDateTime = new Date(Math.floor(world.clock.now() / 1_000) * 1_000 + 30 * day).toISOString();
    const wish = { displayName: 'postbus 1', endDateTime };
    const { status, body } = await ask('POST', `applications/${id}/addPassword`, { passwordCredential: wish });
    expect(status).toBe(200);
    const [, secret] = app()?.secrets ?? [];
    expect(body).toMatchObject({
      ...wish,
      keyId: secret?.keyId,
      secretText: secret?.value,
      hint: secret?.value.slice(0, 3),
    });
    expect(secret?.expiresAt).toBe(Date.parse(endDateTime));
    expect(secret).not.toHaveProperty('spread');
    expect(JSON.stringify((await ask('GET', byAppId)).body)).not.toContain(body.secretText);
  });

  test('lets a password live two years where nobody says how long', async () => {
    const { ask } = setup();
    const { body } = await ask('POST', `${byAppId}/addPassword`);
    const years = (Date.parse(body.endDateTime) - Date.parse(body.startDateTime)) / (365.25 * day);
    expect(years).toBeGreaterThan(1.99);
    expect(years).toBeLessThan(2.01);
  });

  test.each([
    ['an end in the past', { passwordCredential: { endDateTime: '2020-01-01T00:00:00Z' } }, 'Request_BadRequest'],
    ['an end that is no date', { passwordCredential: { endDateTime: 'soon' } }, 'Request_BadRequest'],
    ['an unknown property', { passwordCredential: { colour: 'red' } }, 'Request_BadRequest'],
  ])('refuses a password with %s', async (_case, body, code) => {
    const { ask, app } = setup();
    const refused = await ask('POST', `${byAppId}/addPassword`, body);
    expect(refused.status).toBe(400);
    expect(refused.body.error.code).toBe(code);
    expect(app()?.secrets).toHaveLength(1);
  });

  test('refuses a password that lives longer than the policy allows, naming the policy and not its limit', async () => {
    const { ask, world } = setup({ app: { maxPasswordDays: 90 } });
    const ending = (days: number) => ({
      passwordCredential: { endDateTime: new Date(world.clock.now() + days * day).toISOString() },
    });
    const { status, body } = await ask('POST', `${byAppId}/addPassword`, ending(91));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'CredentialInvalidLifetimeAsPerAppPolicy',
      message: expect.stringMatching(
        /^Credential lifetime exceeds the max value allowed as per assigned policy '.+'\.$/,
      ),
      details: [{ code: 'InvalidKeyEndDate', target: 'EndDate' }],
    });
    expect((await ask('POST', `${byAppId}/addPassword`, ending(90))).status).toBe(200);
  });

  test('refuses every password where the policy allows none', async () => {
    const { ask } = setup({ app: { maxPasswordDays: 0 } });
    const { body } = await ask('POST', `${byAppId}/addPassword`, {});
    expect(body.error.code).toBe('CredentialTypeNotAllowedAsPerAppPolicy');
  });

  test('removes a password by its key id, once', async () => {
    const { ask, app } = setup();
    const keyId = app()?.secrets[0]?.keyId;
    expect(await ask('POST', `${byAppId}/removePassword`, { keyId })).toEqual({ status: 204, body: undefined });
    expect(app()?.secrets).toEqual([]);
    const again = await ask('POST', `${byAppId}/removePassword`, { keyId });
    expect(again.status).toBe(400);
    expect(again.body.error).toMatchObject({
      code: 'Request_BadRequest',
      message: 'No credentials found to be removed.',
    });
    expect((await ask('POST', `${byAppId}/removePassword`, { keyId: 'no guid' })).status).toBe(400);
  });

  test('keeps every password that is added at the same time, also where requests are slow', async () => {
    const { ask, app, world } = setup();
    world.knobs.change({ latencyMilliseconds: 5 });
    await Promise.all([1, 2, 3, 4].map(() => ask('POST', `${byAppId}/addPassword`, {})));
    expect(app()?.secrets).toHaveLength(5);
  });

  test('is counted, and spoilt by faults of its tenant', async () => {
    const { ask, app, world } = setup();
    const rule = {
      service: 'graph',
      operation: 'addPassword',
      tenant: 'contoso',
      phase: 'after',
      probability: 1,
    } as const;
    world.faults.add({ ...rule, count: 1, effect: { kind: 'respond', status: 503, headers: {} } });
    expect((await ask('POST', `${byAppId}/addPassword`, {})).status).toBe(503);
    expect(app()?.secrets).toHaveLength(2);
    expect(world.counts.list()).toMatchObject({ 'graph.addPassword.503': 1 });
  });
});
