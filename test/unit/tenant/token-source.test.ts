import { describe, expect, jest, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { connectionSchema } from '../../../shared/tenant/connection.ts';
import type { Credential } from '../../../shared/tenant/credential.ts';
import { openTokenSource } from '../../../shared/tenant/token-source.ts';

const connection = connectionSchema.parse({
  tenant: 'contoso',
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
  secretName: 'contoso-mail',
  mailboxes: ['noreply@contoso.example'],
});

const credential = (name: string): Credential => ({ secret: `${name}-secret`, fingerprint: name, version: name });

/** A vault that holds `stored`, with `cached` read before, and an Entra ID that takes `accepted` only. */
function setup({ cached = 'old', stored = 'old', accepted = 'old', refusal = 'ERR_CREDENTIAL_REFUSED' as const } = {}) {
  const read = jest.fn(async () => credential(cached));
  const readAgain = jest.fn(async () => credential(stored));
  const acquire = jest.fn(async (_connection: unknown, { fingerprint }: Credential) => {
    if (fingerprint !== accepted) throw deliveryError(refusal);
    return `token of ${fingerprint}`;
  });
  const drop = jest.fn();
  const source = openTokenSource(connection, { credentials: { read, readAgain }, tokens: { acquire, drop } });
  return { source, read, readAgain, acquire, drop };
}

describe('token source', () => {
  test('reads the credential once for an attempt, and asks for the token each time', async () => {
    const { source, read, readAgain, acquire } = setup();

    await expect(source.current()).resolves.toBe('token of old');
    await source.current();

    expect(read).toHaveBeenCalledTimes(1);
    expect(acquire).toHaveBeenCalledTimes(2);
    expect(readAgain).not.toHaveBeenCalled();
  });

  test('asks for nothing before the token is wanted', () => {
    const { read } = setup();

    expect(read).not.toHaveBeenCalled();
  });

  test('picks a rotated secret up without a restart', async () => {
    const { source, readAgain, drop } = setup({ stored: 'new', accepted: 'new' });

    await expect(source.current()).resolves.toBe('token of new');
    await source.current();
    source.drop('token of new');

    expect(readAgain).toHaveBeenCalledTimes(1);
    expect(drop).toHaveBeenCalledWith(connection, credential('new'), 'token of new');
  });

  test('gives up with the refusal where the vault has no other secret, without asking Entra ID again', async () => {
    const { source, acquire } = setup({ accepted: 'none' });

    await expect(source.current()).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_REFUSED' });
    expect(acquire).toHaveBeenCalledTimes(1);
  });

  test('gives up where the newer secret is refused as well', async () => {
    const { source, acquire } = setup({ stored: 'new', accepted: 'none' });

    await expect(source.current()).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_REFUSED' });
    expect(acquire).toHaveBeenCalledTimes(2);
  });

  test('does not trouble the vault again for a failure that does not blame the secret', async () => {
    const { source, acquire, readAgain } = setup();
    acquire.mockRejectedValueOnce(deliveryError('ERR_IDENTITY_UNAVAILABLE'));

    await expect(source.current()).rejects.toMatchObject({ code: 'ERR_IDENTITY_UNAVAILABLE' });
    expect(readAgain).not.toHaveBeenCalled();
  });

  test('has one refused token tried again an attempt: a second refusal is no stale token', async () => {
    const { source, drop } = setup();
    const token = await source.current();
    expect([source.drop(token), source.drop(token), source.drop(token)]).toEqual([true, false, false]);
    expect(drop).toHaveBeenCalledTimes(3);
  });

  test('has nothing to drop before there is a credential', () => {
    const { source, drop } = setup();

    source.drop('any');

    expect(drop).not.toHaveBeenCalled();
  });
});
