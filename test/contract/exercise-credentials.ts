/** What every kind of credential does alike: `exerciseCredentials` runs it for one of them. Each test has a tenant of its own. */
import { describe, expect, test } from '@jest/globals';
import type { Connection, CredentialKind } from '../../shared/tenant/connection.ts';
import type { Credentials, Tokens } from '../../shared/tenant/credential.ts';
import { openTokenSource } from '../../shared/tenant/token-source.ts';

export interface CredentialsBundle {
  readonly connection: Connection;
  readonly credentials: Credentials;
  readonly tokens: Tokens;
  /** Sends a mail with the token. @returns Graph's status */
  send(token: string): Promise<number>;
  /** How often Entra ID was asked for a token for an app, or gave one. */
  tokenRequests(status?: number): Promise<number>;
  /** Another credential is current, and Entra ID takes the one before no longer. */
  renew(): Promise<void>;
  /** Entra ID takes none of the credentials that are there. */
  revoke(): Promise<void>;
}

export function exerciseCredentials(
  name: string,
  kind: CredentialKind,
  open: (tenant: string) => Promise<CredentialsBundle>,
): void {
  const setup = async (test: string) => {
    const bundle = await open(`${name}-${test}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'));
    return { ...bundle, source: () => openTokenSource(bundle.connection, bundle) };
  };

  describe(`credentials: ${name}`, () => {
    test('are read as what the connection says they are', async () => {
      const { credentials, connection } = await setup('kind');
      const credential = await credentials.read(connection);
      expect(credential.kind).toBe(kind);
      expect((await credentials.readAgain(connection)).fingerprint).toBe(credential.fingerprint);
      expect(credential.expiresAt !== undefined).toBe(kind !== 'federated');
    });

    test('get a token that Graph takes', async () => {
      const { source, send } = await setup('send');
      expect(await send(await source().current())).toBe(202);
    });

    test('make one token request for many concurrent callers, and none while it is fresh', async () => {
      const { source, tokenRequests } = await setup('flight');
      const before = await tokenRequests();
      const all = await Promise.all(Array.from({ length: 20 }, () => source().current()));
      await source().current();
      expect(new Set(all).size).toBe(1);
      expect(await tokenRequests()).toBe(before + 1);
    });

    test('get another token for one that was dropped', async () => {
      const { source, tokenRequests, send } = await setup('drop');
      const before = await tokenRequests();
      const opened = source();
      opened.drop(await opened.current());
      expect(await send(await opened.current())).toBe(202);
      expect(await tokenRequests()).toBe(before + 2);
    });

    test('are renewed without a restart', async () => {
      const { source, renew, send } = await setup('renewal');
      const opened = source();
      const old = await opened.current();
      await renew();
      opened.drop(old);
      expect(await send(await source().current())).toBe(202);
    });

    test('are the tenant’s matter where Entra ID takes none of them, and work again when it does', async () => {
      const { source, revoke, renew, send } = await setup('refusal');
      await revoke();
      await expect(source().current()).rejects.toMatchObject({ code: 'ERR_CREDENTIAL_REFUSED', scope: 'tenant' });
      await renew();
      expect(await send(await source().current())).toBe(202);
    });
  });
}
