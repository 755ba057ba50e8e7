import { describe, expect, test } from '@jest/globals';
import { findingCodes } from '../../../../../sandbox/control/credentials/finding-codes.ts';
import { vaultCodes } from '../../../../../sandbox/control/credentials/vault-findings.ts';
import { findingCodes as ofPostbus } from '../../../../../shared/tenant/expiry/finding-codes.ts';

describe('findingCodes', () => {
  test('say what Postbus says, of everything that it can find', () => {
    const words = Object.entries(ofPostbus).map(([code, { severity, words, sentence, owner }]) => [
      code,
      { severity, words, sentence, owner },
    ]);
    expect(findingCodes).toEqual(Object.fromEntries(words));
  });

  test('have an entry for each code that is found in the vault', () => {
    expect(Object.keys(findingCodes)).toEqual(expect.arrayContaining([...vaultCodes]));
  });
});
