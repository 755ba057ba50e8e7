import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findSecretProblem } from '../../../shared/tenant/secret-problems.ts';

/** What Entra ID makes secrets of. */
const secret = fc.stringMatching(/^[A-Za-z0-9~._-]{34,44}$/).filter((value) => !/^[0-9a-f-]+$/i.test(value));

describe('findSecretProblem', () => {
  test.each([
    ['nothing', '', /is empty/],
    ['blanks', ' \t\n', /is empty/],
    ['a space in front', ' abc8Q~x', /begins or ends with a space/],
    ['a line break behind', 'abc8Q~x\n', /begins or ends with a space or a line break/],
    ['its id', '0f8fad5b-d9cb-469f-a165-70867728950e', /id, not its value/],
    ['its id in braces', '{0F8FAD5B-D9CB-469F-A165-70867728950E}', /id, not its value/],
    ['a control character', 'abc8Q~\u0000x', /control or invisible/],
    ['an invisible character', 'abc8Q~\u200bx', /control or invisible/],
    ['two lines', 'abc8Q~\nx', /control or invisible/],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n', /is a certificate or a key/],
  ])('refuses %s', (_what, value, sentence) => {
    expect(findSecretProblem(value)?.sentence).toMatch(sentence);
    expect(findSecretProblem(value)?.remedy).not.toBe('');
  });

  test('lets every value pass that Entra ID makes', () => {
    fc.assert(fc.property(secret, (value) => findSecretProblem(value) === undefined));
  });

  test('never repeats what it was given', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (value) => {
        const problem = findSecretProblem(value);
        expect(`${problem?.sentence} ${problem?.remedy}`).not.toContain(
          value.trim().length < 12 ? 'nothing to repeat' : value.trim(),
        );
      }),
    );
  });
});
