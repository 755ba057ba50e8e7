import { describe, expect, test } from '@jest/globals';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import {
  classifyKeyVaultError,
  guarded,
  keyVaultFailures,
} from '../../../shared/services/key-vault/key-vault-failures.ts';

const restError = (statusCode: number, message: string): Error => Object.assign(new Error(message), { statusCode });

describe('key vault failures', () => {
  test.each(keyVaultFailures.map((row) => [row.sample, row] as const))('%s means what its row says', (sample, row) => {
    const error = classifyKeyVaultError(restError(row.status, sample));

    expect(error.code).toBe(row.means);
    expect(Object.hasOwn(errorCodes, row.means)).toBe(true);
    expect(error.details.provider).toMatch(new RegExp(`^${row.status}`));
  });

  test.each([
    ['throttled', restError(429, 'Too many requests')],
    ['broken', restError(500, 'Internal error')],
    ['out of reach', Object.assign(new Error('connect ECONNREFUSED'), { code: 'REQUEST_SEND_ERROR' })],
    ['no error at all', 'text'],
    ['nothing', undefined],
  ])('mean that the vault is out of reach where it is %s, and keep the cause', (_why, cause) => {
    expect(classifyKeyVaultError(cause)).toMatchObject({ code: 'ERR_VAULT_UNAVAILABLE', cause });
  });

  test('leave an error alone that is classified already', async () => {
    const error = deliveryError('ERR_CREDENTIAL_EXPIRED');

    expect(classifyKeyVaultError(error)).toBe(error);
    await expect(guarded(Promise.reject(error))).rejects.toBe(error);
  });

  test('are made of what a guarded call throws, and a result passes', async () => {
    await expect(guarded(Promise.reject(restError(404, 'SecretNotFound')))).rejects.toMatchObject({
      code: 'ERR_CREDENTIAL_MISSING',
    });
    await expect(guarded(Promise.resolve('value'))).resolves.toBe('value');
  });
});
