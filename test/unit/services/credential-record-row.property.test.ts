import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SEVERITIES } from '../../../shared/alert/alert.ts';
import { fromRow, toRow } from '../../../shared/services/table-storage/credential-record-row.ts';
import { CREDENTIAL_KINDS } from '../../../shared/tenant/connection.ts';
import type { CredentialRecord } from '../../../shared/tenant/expiry/credential-record.ts';
import { findingCodes, isFindingCode, VAULT_CODES } from '../../../shared/tenant/expiry/finding-codes.ts';

const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
const code = fc.constantFrom(...Object.keys(findingCodes).filter(isFindingCode));
const text = fc.string({ unit: 'grapheme' });
const tenant = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?$/);
const partly = <Keys extends string>(...keys: Keys[]) => ({ requiredKeys: keys });

const obstacle = fc.record({ code, provider: text }, partly('code'));
const facts = fc.record(
  {
    kind: fc.constantFrom(...CREDENTIAL_KINDS),
    version: text,
    fingerprint: text,
    statedUntil: instant,
    registeredUntil: instant,
    notBefore: instant,
    problem: obstacle,
    refusal: obstacle,
    isRenewed: fc.boolean(),
    isEarlierUsed: fc.boolean(),
    usedUntil: instant,
  },
  partly('kind', 'version'),
);
const finding = fc.record(
  {
    code,
    severity: fc.constantFrom(...SEVERITIES),
    level: fc.integer(),
    expiresAt: instant,
    daysLeft: fc.integer(),
    provider: text,
  },
  partly('code', 'severity'),
);
const cause = fc.record(
  { isOpen: fc.boolean(), episode: fc.nat(), level: fc.integer(), until: instant },
  partly('isOpen', 'episode'),
);
const record: fc.Arbitrary<CredentialRecord> = fc.record(
  {
    tenant,
    facts,
    source: text,
    askedAt: instant,
    checkedAt: instant,
    since: instant,
    unread: fc.constantFrom(...VAULT_CODES),
    findings: fc.array(finding, { maxLength: 4 }),
    told: fc.record({
      version: text,
      causes: fc.dictionary(fc.stringMatching(/^[A-Z_a-z]{1,20}$/), cause, { maxKeys: 5 }),
    }),
  },
  partly('tenant', 'checkedAt', 'findings', 'told'),
);

describe('the row of a credential record', () => {
  test('gives the record back', () => {
    fc.assert(
      fc.property(record, (whole) => {
        expect(fromRow(toRow(whole))).toEqual(normal(whole));
      }),
    );
  });

  test('shows whoever looks at it the expiry that counts, and the findings in words', () => {
    const row = toRow({
      tenant: 'contoso',
      facts: {
        kind: 'client-secret',
        version: 'v',
        statedUntil: new Date('2027-01-01'),
        registeredUntil: new Date('2026-01-01'),
      },
      checkedAt: new Date('2025-12-31'),
      findings: [{ code: 'CREDENTIAL_EXPIRING', severity: 'error', level: 1 }],
      told: { version: 'v', causes: {} },
    });
    expect(row).toMatchObject({
      partitionKey: '_tenants',
      rowKey: 'credential:contoso',
      expiresAt: new Date('2026-01-01'),
    });
    expect(JSON.parse(row.findings)).toMatchObject([{ code: 'CREDENTIAL_EXPIRING', owner: 'operator' }]);
  });

  test.each([
    undefined,
    {},
    { rowKey: 'credential:a', version: 'v', checkedAt: new Date(), findings: '[{}]', told: '{}' },
  ])('is nothing where somebody changed it into %j', (row) => {
    expect(fromRow(row)).toBeUndefined();
  });
});

/** fast-check makes objects without a prototype. */
const normal = (whole: CredentialRecord): CredentialRecord => structuredClone(whole);
