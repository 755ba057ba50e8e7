import { SecretClient, type SecretClientOptions } from '@azure/keyvault-secrets';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import {
  classifyKeyVaultError,
  guarded,
  keyVaultFailures,
} from '../../../shared/services/key-vault/key-vault-failures.ts';
import { restFailure } from './rest-failure.ts';

const now = new Date('2026-01-01T00:00:00Z');
/** The SDK hands the service's `innererror` on as `innerError`. */
const withInner = (status: number, code: string, inner: string): Error =>
  restFailure(status, { code, details: { error: { code, innerError: { code: inner } } } });

describe('key vault failures', () => {
  test.each(keyVaultFailures)('$status $code means $means', ({ status, code, means, sample, source }) => {
    const error =
      status === 403 && code ? withInner(403, 'Forbidden', code) : restFailure(status, code ? { code } : {});
    expect(classifyKeyVaultError(error)).toMatchObject({
      code: means,
      details: { provider: [status, code].filter(Boolean).join(' ') },
    });
    expect(Object.hasOwn(errorCodes, means)).toBe(true);
    expect([sample, source]).not.toContain('');
  });

  test.each([
    ['any other refusal', withInner(403, 'Forbidden', 'ForbiddenByConnection'), '403 ForbiddenByConnection'],
    ['a refusal without a reason', restFailure(403), '403'],
    ['a refused token', restFailure(401, { code: 'Unauthorized' }), '401 Unauthorized'],
  ])('deny access where there is %s', (_why, error, provider) => {
    expect(classifyKeyVaultError(error)).toMatchObject({ code: 'ERR_VAULT_ACCESS_DENIED', details: { provider } });
  });

  test('are known in what the SDK itself throws', async () => {
    const error: unknown = await secretClient(403, {
      error: { code: 'Forbidden', message: 'x', innererror: { code: 'SecretDisabled' } },
    })
      .getSecret('any')
      .catch((thrown: unknown) => thrown);
    expect(classifyKeyVaultError(error)).toMatchObject({
      code: 'ERR_CREDENTIAL_DISABLED',
      details: { provider: '403 SecretDisabled', requestId: 'r-1' },
    });
  });

  test('hold no tenant for a 404 that is not of the secret', () => {
    expect(classifyKeyVaultError(restFailure(404)).code).toBe('ERR_VAULT_UNAVAILABLE');
    expect(classifyKeyVaultError(restFailure(404, { code: 'VaultNotFound' })).code).toBe('ERR_VAULT_UNAVAILABLE');
  });

  test.each([
    ['throttled', restFailure(429, { code: 'Throttled' })],
    ['broken', restFailure(500)],
    ['out of reach', Object.assign(new Error('connect ECONNREFUSED'), { code: 'REQUEST_SEND_ERROR' })],
    ['no error at all', 'text'],
    ['nothing', undefined],
  ])('mean that the vault is out of reach where it is %s, and keep the cause', (_why, cause) => {
    expect(classifyKeyVaultError(cause)).toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE', cause });
  });

  test('carry the request id and the instant to come back', () => {
    const error = restFailure(429, { headers: { 'Retry-After': '30', 'x-ms-request-id': 'r-1' } });
    expect(classifyKeyVaultError(error, now).details).toEqual({
      cause: error,
      provider: '429',
      requestId: 'r-1',
      retryAt: new Date('2026-01-01T00:00:30Z'),
    });
  });

  test('have a meaning for whatever is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(Object.hasOwn(errorCodes, classifyKeyVaultError(thrown).code)).toBe(true);
      }),
    );
  });

  test('leave an error alone that is classified already', async () => {
    const error = deliveryError('ERR_CREDENTIAL_EXPIRED');

    expect(classifyKeyVaultError(error)).toBe(error);
    await expect(guarded(Promise.reject(error))).rejects.toBe(error);
  });

  test('are made of what a guarded call throws, and a result passes', async () => {
    await expect(guarded(Promise.reject(restFailure(404, { code: 'SecretNotFound' })))).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_MISSING',
    });
    await expect(guarded(Promise.resolve('value'))).resolves.toBe('value');
  });
});

/** A real client, whose vault answers this. */
function secretClient(status: number, body: object): SecretClient {
  const credential = { getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 60_000 }) };
  const httpClient: NonNullable<SecretClientOptions['httpClient']> = {
    sendRequest: async (request) => {
      const { headers } = request;
      headers.set('content-type', 'application/json');
      headers.set('x-ms-request-id', 'r-1');
      return { request, status, headers, bodyAsText: JSON.stringify(body) };
    },
  };
  return new SecretClient('https://contoso.vault.azure.net', credential, { httpClient });
}
