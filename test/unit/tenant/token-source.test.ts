import { describe, expect, jest, test } from '@jest/globals';
import { TOKEN_SOURCE_DEADLINE } from '../../../shared/delivery/deadlines.ts';
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

const credential = (name: string): Credential => ({
  kind: 'client-secret',
  secret: `${name}-secret`,
  fingerprint: name,
  version: name,
});

/** A vault that holds `stored`, `earlier` before it, with `cached` read before, and an Entra ID that takes `accepted` only. */
function setup({
  cached = 'old',
  stored = 'old',
  earlier = undefined as string | undefined,
  accepted = ['old'] as readonly string[],
  refusal = 'ERR_CREDENTIAL_REFUSED' as const,
} = {}) {
  const read = jest.fn(async () => credential(cached));
  const readAgain = jest.fn(async () => credential(stored));
  const readEarlier = jest.fn(async (_connection: unknown, _refused: Credential | undefined) =>
    earlier === undefined ? undefined : credential(earlier),
  );
  const acquire = jest.fn(async (_connection: unknown, { fingerprint }: Credential) => {
    if (!accepted.includes(fingerprint)) throw deliveryError(refusal, { provider: fingerprint });
    return `token of ${fingerprint}`;
  });
  const drop = jest.fn();
  const ports = { credentials: { read, readAgain, readEarlier }, tokens: { acquire, drop } };
  return { source: openTokenSource(connection, ports), read, readAgain, readEarlier, acquire, drop };
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
    const { source, readAgain, drop } = setup({ stored: 'new', accepted: ['new'] });

    await expect(source.current()).resolves.toBe('token of new');
    await source.current();
    source.drop('token of new');

    expect(readAgain).toHaveBeenCalledTimes(1);
    expect(drop).toHaveBeenCalledWith(connection, credential('new'), 'token of new');
  });

  test('gives up with the refusal where the vault has no other secret, without asking Entra ID again', async () => {
    const { source, acquire } = setup({ accepted: [] });

    await expect(source.current()).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_REFUSED' });
    expect(acquire).toHaveBeenCalledTimes(1);
  });

  test('gives up with the refusal of the newer secret where that is refused as well', async () => {
    const { source, acquire } = setup({ stored: 'new', accepted: [] });

    await expect(source.current()).rejects.toMatchObject({ details: { provider: 'new' } });
    expect(acquire).toHaveBeenCalledTimes(2);
  });

  test('goes on with the earlier version where Entra ID does not know the newest yet', async () => {
    const { source, readEarlier, acquire } = setup({ cached: 'new', stored: 'new', earlier: 'old' });

    await expect(source.current()).resolves.toBe('token of old');
    await expect(source.current()).resolves.toBe('token of old');

    expect(readEarlier).toHaveBeenCalledTimes(1);
    expect(readEarlier).toHaveBeenCalledWith(connection, credential('new'));
    expect(acquire).toHaveBeenCalledTimes(3);
  });

  test('goes on with the earlier version where what is in the vault is no credential', async () => {
    const { source, read, readAgain, readEarlier } = setup({ earlier: 'old' });
    read.mockRejectedValue(deliveryError('ERR_CREDENTIAL_UNUSABLE'));

    await expect(source.current()).resolves.toBe('token of old');

    expect(readEarlier).toHaveBeenCalledWith(connection, undefined);
    expect(readAgain).not.toHaveBeenCalled();
  });

  test('goes on with what is in memory where the vault does not answer', async () => {
    const { source, readAgain, readEarlier } = setup({ cached: 'new', earlier: 'old' });
    readAgain.mockRejectedValue(deliveryError('ERR_VAULT_UNAVAILABLE'));

    await expect(source.current()).resolves.toBe('token of old');
    expect(readEarlier).toHaveBeenCalledWith(connection, credential('new'));

    const waiting = setup({ cached: 'new' });
    waiting.readAgain.mockRejectedValue(deliveryError('ERR_VAULT_UNAVAILABLE'));
    waiting.readEarlier.mockRejectedValue(deliveryError('ERR_VAULT_UNAVAILABLE'));
    await expect(waiting.source.current()).rejects.toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE' });
  });

  test('leaves the earlier version for a newest that is accepted by now', async () => {
    const { source, readEarlier } = setup({ cached: 'old', stored: 'new', accepted: ['new'] });

    await expect(source.current()).resolves.toBe('token of new');
    expect(readEarlier).not.toHaveBeenCalled();
  });

  test('asks Entra ID once for each version, and blames the newest where all are refused', async () => {
    const { source, acquire } = setup({ cached: 'old', stored: 'new', earlier: 'old', accepted: [] });

    await expect(source.current()).rejects.toMatchObject({ details: { provider: 'new' } });
    expect(acquire.mock.calls.map(([, { fingerprint }]) => fingerprint)).toEqual(['old', 'new']);
  });

  test('blames the newest where the earlier version is refused for another reason', async () => {
    const { source, acquire } = setup({ cached: 'new', stored: 'new', earlier: 'old', accepted: [] });
    acquire.mockRejectedValueOnce(deliveryError('ERR_CREDENTIAL_REFUSED', { provider: 'new' }));
    acquire.mockRejectedValueOnce(deliveryError('ERR_CREDENTIAL_EXPIRED', { provider: 'old' }));

    await expect(source.current()).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_REFUSED',
      details: { provider: 'new' },
    });
  });

  test('does not call a version refused that nobody could try', async () => {
    const { source, acquire } = setup({ cached: 'new', stored: 'new', earlier: 'old' });
    acquire.mockRejectedValueOnce(deliveryError('ERR_CREDENTIAL_REFUSED'));
    acquire.mockRejectedValueOnce(deliveryError('ERR_IDENTITY_UNAVAILABLE'));

    await expect(source.current()).rejects.toMatchObject({ code: 'ERR_IDENTITY_UNAVAILABLE' });
  });

  test('reads nothing again for a secret that somebody has disabled or deleted', async () => {
    const { source, read, readAgain, readEarlier } = setup({ earlier: 'old' });
    for (const code of ['ERR_CREDENTIAL_DISABLED', 'ERR_CREDENTIAL_MISSING'] as const) {
      read.mockRejectedValueOnce(deliveryError(code));
      await expect(source.current()).rejects.toMatchObject({ code });
    }
    expect(readAgain).not.toHaveBeenCalled();
    expect(readEarlier).not.toHaveBeenCalled();
  });

  test('takes no longer for all its tokens together than an attempt allows for', async () => {
    jest.useFakeTimers();
    try {
      const { source, acquire } = setup();
      acquire.mockReturnValue(new Promise(() => {}));
      const waiting = source.current();
      const refused = expect(waiting).rejects.toMatchObject({ code: 'ERR_IDENTITY_UNAVAILABLE' });
      await jest.advanceTimersByTimeAsync(TOKEN_SOURCE_DEADLINE);
      await refused;
      const again = expect(source.current()).rejects.toMatchObject({ code: 'ERR_IDENTITY_UNAVAILABLE' });
      await jest.advanceTimersByTimeAsync(1);
      await again;
    } finally {
      jest.useRealTimers();
    }
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
