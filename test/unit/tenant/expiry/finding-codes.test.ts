import { describe, expect, test } from '@jest/globals';
import { redact } from '../../../../shared/log/redact.ts';
import { CREDENTIAL_KINDS } from '../../../../shared/tenant/connection.ts';
import { findingCodes, isFindingCode } from '../../../../shared/tenant/expiry/finding-codes.ts';
import { wordsOf } from '../../../../shared/tenant/expiry/to-alert.ts';

const own = Object.entries(findingCodes).filter(([code]) => code.startsWith('CREDENTIAL_'));

describe('finding codes', () => {
  test.each(own)(
    '%s says what is wrong and what to do, in whole sentences that the log leaves as they are',
    (_code, entry) => {
      expect(entry.sentence).toMatch(/^[A-Z].*\.$/);
      expect(entry.remedy).toMatch(/^[A-Z].*\.$/);
      expect(redact(`${entry.sentence} ${entry.remedy}`)).toBe(`${entry.sentence} ${entry.remedy}`);
    },
  );

  test('have words of their own for a list', () => {
    const words = Object.values(findingCodes).map((entry) => entry.words);
    expect(new Set(words).size).toBe(words.length);
  });

  test('name the tenant in commands to copy', () => {
    expect(wordsOf('CREDENTIAL_EXPIRING', { tenant: 'contoso' }).remedy).toContain('`postbus secrets rotate contoso`');
  });

  test.each(CREDENTIAL_KINDS)('tell a %s nothing that is for another kind', (kind) => {
    for (const code of Object.keys(findingCodes).filter(isFindingCode)) {
      if (kind === 'federated' && code !== 'ERR_CREDENTIAL_REFUSED') continue;
      const { remedy } = wordsOf(code, { tenant: 'contoso', kind });
      expect(remedy).toMatch(/^[A-Z].*\.$/);
      expect(redact(remedy)).toBe(remedy);
      if (kind !== 'client-secret') expect(remedy).not.toContain('secrets rotate');
      if (kind === 'client-secret') expect(remedy).not.toMatch(/certificate|registered on/);
    }
  });
});
