import { describe, expect, test } from '@jest/globals';
import { toExpiresOn } from '../../../shared/services/key-vault/latest-expiry.ts';

describe('an expiry for the vault', () => {
  test('is written as it is, up to what the SDK can write', () => {
    expect(toExpiresOn(undefined)).toEqual({});
    expect(toExpiresOn(new Date('2027-06-30'))).toEqual({ expiresOn: new Date('2027-06-30') });
    const { expiresOn } = toExpiresOn(new Date('2099-06-30'));
    expect(expiresOn).toEqual(new Date('2038-01-19T03:14:07Z'));
    // As the SDK does it.
    expect(((expiresOn?.getTime() ?? 0) / 1000) | 0).toBe(2_147_483_647);
  });
});
