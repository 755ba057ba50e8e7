import { describe, expect, test } from '@jest/globals';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';

const rows = Object.entries(errorCodes);

describe('error codes', () => {
  test.each(rows)(
    '%s has class 5 if and only if it is permanent, and 4 otherwise',
    (_code, { status, disposition }) => {
      expect(status).toMatch(/^[45]\.\d{1,3}\.\d{1,3}$/);
      expect(status.startsWith('5')).toBe(disposition === 'permanent');
    },
  );

  test.each(rows)('%s says what happened and what to do, each in whole sentences', (code, { sentence, remedy }) => {
    expect(code).toMatch(/^ERR(?:_[A-Z]+)+$/);
    expect(sentence).toMatch(/^["A-Z].*\.$/);
    expect(remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('blame Microsoft only where there is nothing to do', () => {
    for (const [, { owner, remedy }] of rows) if (owner === 'Microsoft') expect(remedy).toMatch(/^Nothing:/);
  });

  test('are permanent only where they blame the message', () => {
    for (const [, { disposition, scope }] of rows) if (disposition === 'permanent') expect(scope).toBe('message');
  });

  test('know one way to be unconfirmed', () => {
    expect(rows.filter(([, { disposition }]) => disposition === 'unconfirmed').map(([code]) => code)).toEqual([
      'ERR_DELIVERY_UNCONFIRMED',
    ]);
  });
});
