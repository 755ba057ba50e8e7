import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { closeControls, openControl } from './control-fixture.ts';

const day = 86_400_000;

describe('tenant credential routes', () => {
  afterEach(closeControls);

  test('make a tenant for each kind of credential, which then has what its connection needs', async () => {
    const { ask, world } = openControl();
    const make = (key: string, credential: string) =>
      ask('POST', 'tenants', { key, credential, mailboxes: [`a@${key}.example`] });
    const certificate = await make('tailspin', 'certificate');
    expect(certificate.body).toMatchObject({ credential: 'certificate', secretName: 'postbus-tailspin-certificate' });
    const [version] = world.vault.find('postbus-tailspin-certificate')?.versions ?? [];
    expect(version).toMatchObject({ contentType: 'application/x-pem-file', enabled: true });
    expect(world.directory.byKey('tailspin')?.apps[0]).toMatchObject({
      credential: 'certificate',
      secrets: [],
      certificates: [{ isRegistered: true, certificate: expect.stringContaining('BEGIN CERTIFICATE') }],
    });
    const federated = await make('wingtip', 'federated');
    expect(federated.body).toMatchObject({ credential: 'federated' });
    expect(federated.body).not.toHaveProperty('secretName');
    expect(world.directory.byKey('wingtip')?.apps[0]?.federatedCredentials).toEqual([
      {
        name: 'postbus',
        issuer: 'https://login.microsoftonline.com/90b05000-0000-4000-8000-000100000000/v2.0',
        subject: '90b05000-0000-4000-8000-000200000001',
        audience: 'api://AzureADTokenExchange',
      },
    ]);
    expect(world.vault.find('postbus-wingtip-client-secret')).toBeUndefined();
    await ask('DELETE', 'tenants/tailspin');
    expect(world.vault.find('postbus-tailspin-certificate')).toBeUndefined();
  });

  test('make a certificate with the dates that were asked, in the vault and on the registration', async () => {
    const { ask, world } = openControl();
    const { body } = await ask('POST', 'tenants/contoso/certificates', { expiresInDays: -3, format: 'pkcs12' });
    const [{ thumbprint, startsAt, expiresAt, isRegistered }] = body.apps[0].certificates;
    expect(body.newCertificate.thumbprint).toBe(thumbprint);
    expect(new X509Certificate(body.newCertificate.certificate).fingerprint256.replaceAll(':', '')).toBe(thumbprint);
    expect(isRegistered).toBe(true);
    expect(Math.abs(Date.parse(expiresAt) - world.clock.now() + 3 * day)).toBeLessThan(60_000);
    expect(Date.parse(startsAt)).toBeLessThan(Date.parse(expiresAt));
    const [version] = world.vault.find('postbus-contoso-certificate')?.versions ?? [];
    expect(version).toMatchObject({ contentType: 'application/x-pkcs12', exp: Date.parse(expiresAt) / 1_000 });
    expect(body).not.toHaveProperty('newCertificate.privateKey');
  });

  test('leave the registration to somebody else, as after a renewal by the vault, until it is asked for', async () => {
    const { ask } = openControl();
    const registered = async (method: string, path: string, body?: unknown) =>
      (await ask(method, `tenants/contoso/certificates${path}`, body)).body.apps[0].certificates.map(
        (one: { isRegistered: boolean }) => one.isRegistered,
      );
    expect(await registered('POST', '', {})).toEqual([true]);
    expect(await registered('POST', '', { register: false })).toEqual([true, false]);
    expect(await registered('POST', '/register', {})).toEqual([true, true]);
    const { body } = await ask('GET', 'tenants');
    const [{ thumbprint }] = body[0].apps[0].certificates;
    expect(await registered('DELETE', `/${thumbprint}`)).toEqual([false, true]);
    expect(await registered('POST', '/register', { thumbprint: thumbprint.toLowerCase() })).toEqual([true, true]);
    expect((await ask('DELETE', 'tenants/contoso/certificates/ABC')).body.problems[0]).toContain('no certificate ABC');
    const none = await ask('POST', 'tenants/fabrikam/certificates/register', {});
    expect(none.body.problems[0]).toContain('no certificate at all');
  });

  test('keep the vault as it is when a certificate is only registered', async () => {
    const { ask, world } = openControl();
    await ask('POST', 'tenants/contoso/certificates', { updateVault: false });
    expect(world.vault.find('postbus-contoso-certificate')).toBeUndefined();
  });

  test('add, replace and remove federated credentials by name', async () => {
    const { ask } = openControl();
    const path = 'tenants/contoso/federated-credentials';
    const trusting = (body: { apps: { federatedCredentials: unknown[] }[] }) => body.apps[0]?.federatedCredentials;
    expect(trusting((await ask('POST', path, {})).body)).toMatchObject([{ name: 'postbus' }]);
    const changed = await ask('POST', path, { subject: 'another' });
    expect(trusting(changed.body)).toMatchObject([{ name: 'postbus', subject: 'another' }]);
    expect(trusting((await ask('POST', path, { name: 'two' })).body)).toHaveLength(2);
    expect(trusting((await ask('DELETE', `${path}/postbus`)).body)).toMatchObject([{ name: 'two' }]);
  });

  test('store anything at all in the vault, with and without dates', async () => {
    const { ask, world } = openControl();
    const path = 'tenants/contoso/vault-secret';
    const newest = () => world.vault.find('postbus-contoso-client-secret')?.versions.at(-1);
    await ask('PUT', path, { value: '', expiresInDays: null });
    expect(newest()).toMatchObject({ value: '', enabled: true });
    expect(newest()).not.toHaveProperty('exp');
    await ask('PUT', path, { value: ' x ', enabled: false, expiresInDays: -1, notBeforeInDays: 5, contentType: 'a' });
    const now = world.clock.now() / 1_000;
    expect(newest()).toMatchObject({ value: ' x ', enabled: false, contentType: 'a' });
    expect(Math.round(((newest()?.exp ?? 0) - now) / 86_400)).toBe(-1);
    expect(Math.round(((newest()?.nbf ?? 0) - now) / 86_400)).toBe(5);
    expect(world.vault.find('postbus-contoso-client-secret')?.versions).toHaveLength(3);
    await ask('PUT', path, { value: 'x', credential: 'certificate' });
    expect(world.vault.find('postbus-contoso-certificate')?.versions).toHaveLength(1);
    expect((await ask('PUT', path, { value: 'x', credential: 'federated' })).status).toBe(400);
  });

  test('change what the registration allows, and leave the rest', async () => {
    const { ask } = openControl();
    const { body } = await ask('PATCH', 'tenants/contoso/registration', { maxPasswordDays: 90, ownsItself: false });
    expect(body.apps[0]).toMatchObject({ maxPasswordDays: 90, ownsItself: false, credential: 'client-secret' });
    const back = await ask('PATCH', 'tenants/contoso/registration', {
      maxPasswordDays: null,
      credential: 'certificate',
    });
    expect(back.body.apps[0]).toMatchObject({ maxPasswordDays: null, ownsItself: false, credential: 'certificate' });
    expect((await ask('PATCH', 'tenants/contoso/registration', { colour: 1 })).status).toBe(400);
  });
});
