import { describe, expect, test } from '@jest/globals';
import { findBounces } from '../../../../sandbox/exchange/find-bounces.ts';
import { makeContent } from './mailbox-fixture.ts';

const addressed = (...addresses: readonly string[]) =>
  makeContent({ toRecipients: [], bccRecipients: addresses.map((address) => ({ emailAddress: { address } })) });

describe('find bounces', () => {
  test.each(['unknown@example.org', 'Unknown-17@EXAMPLE.org', 'unknown-@example.org', 'Gone@example.org'])(
    'knows that %s does not exist',
    (address) => {
      const rules = { unknownRecipients: ['gone@EXAMPLE.org'], isOverQuota: false };
      const [bounce, ...others] = findBounces(addressed('ada@example.org', address), rules);
      expect(others).toEqual([]);
      expect(bounce).toEqual({ address, status: '5.1.1', diagnostic: expect.stringContaining(`<${address}>`) });
    },
  );

  test.each(['ada@example.org', 'unknowns@example.org', 'the-unknown@example.org', 'ada+unknown-1@example.org'])(
    'delivers to %s',
    (address) => {
      expect(findBounces(addressed(address), { unknownRecipients: [], isOverQuota: false })).toEqual([]);
    },
  );

  test('returns the whole message once the quota is used up', () => {
    const content = addressed('ada@example.org', 'unknown-1@example.org');
    const bounces = findBounces(content, { unknownRecipients: [], isOverQuota: true });
    expect(bounces.map(({ address, status }) => [address, status])).toEqual([
      ['ada@example.org', '5.2.0'],
      ['unknown-1@example.org', '5.2.0'],
    ]);
    expect(bounces[0]?.diagnostic).toContain('STOREDRV.Submission.Exception:SubmissionQuotaExceededException');
  });
});
