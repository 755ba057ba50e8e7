import { afterEach, describe, expect, test } from '@jest/globals';
import { closeControls, openControl } from './control-fixture.ts';

describe('tenant routes', () => {
  afterEach(closeControls);

  test('list tenants with scopes and expiries, and never the value of a secret', async () => {
    const { ask, world } = openControl();
    const { body, text } = await ask('GET', 'tenants');
    expect(body.map(({ key }: { key: string }) => key)).toEqual(['contoso', 'fabrikam', 'northwind', 'operators']);
    expect(body[0].mailboxes[2]).toEqual({
      address: 'payroll@contoso.example',
      displayName: 'Contoso Payroll',
      inScope: false,
      folders: { drafts: 0, sentitems: 0 },
    });
    const values = world.directory.tenants().flatMap(({ apps }) => apps.flatMap(({ secrets }) => secrets));
    expect(values).toHaveLength(4);
    for (const { value } of values) expect(text).not.toContain(value);
  });

  test('make a tenant whose secret is in the vault, and remove it again with its mail', async () => {
    const { ask, world } = openControl();
    const made = await ask('POST', 'tenants', {
      key: 'tailspin',
      mailboxes: ['a@tailspin.example', { address: 'b@tailspin.example', inScope: false }],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ key: 'tailspin', secretName: 'postbus-tailspin-client-secret' });
    expect(made.body.mailboxes.map(({ inScope }: { inScope: boolean }) => inScope)).toEqual([true, false]);
    const inVault = world.vault.find('postbus-tailspin-client-secret')?.versions[0];
    expect(inVault?.value).toBe(world.directory.byKey('tailspin')?.apps[0]?.secrets[0]?.value);
    expect((await ask('DELETE', 'tenants/tailspin')).status).toBe(204);
    expect(world.vault.find('postbus-tailspin-client-secret')).toBeUndefined();
    expect((await ask('DELETE', 'tenants/tailspin')).status).toBe(404);
  });

  test('report every problem of a tenant at once, and a taken key or domain', async () => {
    const { ask } = openControl();
    const { status, body } = await ask('POST', 'tenants', { key: 'Not A Key', mailboxes: [], colour: 1 });
    expect(status).toBe(400);
    expect(body.problems).toHaveLength(3);
    const taken = await ask('POST', 'tenants', { key: 'contoso', mailboxes: ['a@b.example'] });
    expect(taken.body.problems).toEqual(['key: contoso is taken']);
    const domain = await ask('POST', 'tenants', { key: 'other', mailboxes: ['x@contoso.example'] });
    expect(domain.body.problems[0]).toContain('"contoso.example" is taken already');
  });

  test('rotate a secret: a second one beside the first, the newer in the vault', async () => {
    const { ask, world } = openControl();
    const { body } = await ask('POST', 'tenants/contoso/secrets', { expiresInDays: -1 });
    expect(body.apps[0].secrets).toHaveLength(2);
    expect(Date.parse(body.apps[0].secrets[1].expiresAt)).toBeLessThan(world.clock.now());
    expect(world.vault.find('postbus-contoso-client-secret')?.versions).toHaveLength(2);
    const [{ keyId }] = body.apps[0].secrets;
    expect((await ask('DELETE', `tenants/contoso/secrets/${keyId}`)).body.apps[0].secrets).toHaveLength(1);
  });

  test('show the value of a new secret once, and never again', async () => {
    const { ask, world } = openControl();
    const { body } = await ask('POST', 'tenants/contoso/secrets', { startsInMilliseconds: 60_000, updateVault: false });
    const made = world.directory.byKey('contoso')?.apps[0]?.secrets[1];
    expect(body.newSecret).toMatchObject({ keyId: made?.keyId, value: made?.value });
    expect(Date.parse(body.newSecret.startsAt)).toBeGreaterThan(world.clock.now() + 50_000);
    expect((await ask('GET', 'tenants')).text).not.toContain(body.newSecret.value);
    expect(world.vault.find('postbus-contoso-client-secret')?.versions).toHaveLength(1);
  });

  test('make every secret of a tenant expire at once, in the vault too, and lengthen the life of none', async () => {
    const { ask, world } = openControl();
    await ask('POST', 'tenants/contoso/secrets', { expiresInDays: -5 });
    const before = world.directory.byKey('contoso')?.apps[0]?.secrets[1]?.expiresAt;
    const { status } = await ask('POST', 'tenants/contoso/expire-secrets');
    expect(status).toBe(200);
    const secrets = world.directory.byKey('contoso')?.apps[0]?.secrets ?? [];
    expect(secrets.map(({ expiresAt }) => expiresAt <= world.clock.now())).toEqual([true, true]);
    expect(secrets[1]?.expiresAt).toBe(before);
    const inVault = world.vault.find('postbus-contoso-client-secret')?.versions ?? [];
    expect(inVault.map(({ exp = 0 }) => exp <= world.clock.now() / 1_000)).toEqual([true, true]);
    expect(world.directory.byKey('fabrikam')?.apps[0]?.secrets[0]?.expiresAt).toBeGreaterThan(world.clock.now());
    expect((await ask('POST', 'tenants/nobody/expire-secrets')).status).toBe(404);
  });

  test('change grants, from an instant on', async () => {
    const { ask, world } = openControl();
    const changes = { rbac: [], entraRoles: ['Mail.Send'], effectiveInMilliseconds: 60_000 };
    const { body } = await ask('PATCH', 'tenants/contoso/grants', changes);
    expect(body.apps[0]).toMatchObject({ roles: ['Mail.Send'], scope: [] });
    expect(world.directory.byKey('contoso')?.apps[0]?.grantsEffectiveAt).toBeGreaterThan(world.clock.now() + 50_000);
  });
});
