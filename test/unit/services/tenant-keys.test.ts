import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tenantKey } from '../../../shared/message/message-schema.ts';
import { withPrefix } from '../../../shared/services/table-storage/keys.ts';
import {
  connectionKey,
  credentialKey,
  fromTenantRowKey,
  rotationKey,
  TENANTS_PARTITION,
  useKey,
  usePrefix,
} from '../../../shared/services/table-storage/tenant-keys.ts';

const tenant = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?$/);
const text = fc.string({ unit: 'grapheme' });

describe('keys of what is known of tenants', () => {
  test('say whose they are, whatever the tenant is called', () => {
    fc.assert(
      fc.property(text, text, (name, fingerprint) => {
        for (const keyOf of [connectionKey, credentialKey, rotationKey])
          expect(fromTenantRowKey(keyOf(name))).toEqual({ tenant: name, fingerprint: '' });
        expect(fromTenantRowKey(useKey(name, fingerprint))).toEqual({ tenant: name, fingerprint });
      }),
    );
  });

  test('of a use are found by the prefix of its tenant, and by no other’s', () => {
    const beside = fc
      .tuple(tenant, fc.constantFrom('', '-b', 'b', '0', 'z'))
      .map(([one, end]) => [one, `${one}${end}`]);
    fc.assert(
      fc.property(beside, ([one = '', other = '']) => {
        const [, from = '', to = ''] =
          /RowKey ge '(.*)' and RowKey lt '(.*)'$/.exec(withPrefix(TENANTS_PARTITION, usePrefix(one))) ?? [];
        const key = useKey(other, 'f');
        expect(key >= from && key < to).toBe(one === other);
      }),
    );
  });

  test('lie in a partition that no tenant’s messages can be in', () => {
    expect(tenantKey.safeParse(TENANTS_PARTITION).success).toBe(false);
  });
});
