/** What every store of credential records promises, whatever keeps it. A new implementation is done when it is listed beside this. */
import { describe, expect, test } from '@jest/globals';
import type { CredentialRecord, CredentialRecords } from '../../shared/tenant/expiry/credential-record.ts';

const NOW = new Date('2026-11-22T06:00:00.123Z');
const later = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

export function exerciseCredentialRecords(name: string, open: () => CredentialRecords): void {
  let count = 0;
  const setup = () => {
    count += 1;
    const tenant = `tenant-${process.pid}-${Date.now().toString(36)}-${count}`;
    const whole: CredentialRecord = {
      tenant,
      facts: {
        kind: 'client-secret',
        version: 'a1b2c3',
        fingerprint: 'f'.repeat(32),
        statedUntil: later(9),
        registeredUntil: later(7),
        notBefore: later(-3),
        refusal: { code: 'ERR_CREDENTIAL_REFUSED', provider: 'AADSTS7000215 „ü“' },
        isEarlierUsed: true,
      },
      source: 's'.repeat(32),
      askedAt: later(-1),
      checkedAt: NOW,
      findings: [
        { code: 'CREDENTIAL_EXPIRING', severity: 'error', level: 7, expiresAt: later(7), daysLeft: 7 },
        { code: 'CREDENTIAL_EARLIER_USED', severity: 'error' },
      ],
      told: {
        version: 'a1b2c3',
        causes: {
          expiry: { isOpen: true, episode: 1, level: 7, until: later(7) },
          CREDENTIAL_EARLIER_USED: { isOpen: false, episode: 2 },
        },
      },
    };
    const records = open();
    const own = async () => (await records.list()).filter((record) => record.tenant.startsWith(tenant));
    return { records, tenant, whole, own };
  };

  describe(`the credential records ${name}`, () => {
    test('give back what was saved, whole', async () => {
      const { records, tenant, whole } = setup();
      await records.save(whole);
      expect(await records.find(tenant)).toEqual(whole);
    });

    test('keep a record of a connection that could never be read', async () => {
      const { records, tenant } = setup();
      const bare: CredentialRecord = {
        tenant,
        checkedAt: NOW,
        findings: [{ code: 'ERR_CONNECTION_UNREADABLE', severity: 'critical' }],
        told: { version: '', causes: { ERR_CONNECTION_UNREADABLE: { isOpen: true, episode: 0 } } },
      };
      await records.save(bare);
      expect(await records.find(tenant)).toEqual(bare);
    });

    test('know nothing of a tenant that nothing was saved of', async () => {
      const { records, tenant } = setup();
      expect(await records.find(tenant)).toBeUndefined();
    });

    test('forget of the earlier record what the next one leaves out', async () => {
      const { records, tenant, whole } = setup();
      const { askedAt: _askedAt, ...next } = whole;
      await records.save(whole);
      await records.save(next);
      expect(await records.find(tenant)).toEqual(next);
    });

    test('list those of all tenants', async () => {
      const { records, tenant, whole, own } = setup();
      const other = { ...whole, tenant: `${tenant}-b` };
      await records.save(whole);
      await records.save(other);
      const listed = await own();
      expect(listed).toHaveLength(2);
      expect(listed).toEqual(expect.arrayContaining([whole, other]));
    });

    test('remove one, and no other, though it is removed twice', async () => {
      const { records, tenant, whole, own } = setup();
      await records.save(whole);
      await records.save({ ...whole, tenant: `${tenant}-b` });
      await records.remove(tenant);
      await records.remove(tenant);
      expect((await own()).map((record) => record.tenant)).toEqual([`${tenant}-b`]);
    });
  });
}
