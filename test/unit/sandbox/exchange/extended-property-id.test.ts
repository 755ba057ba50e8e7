import { describe, expect, test } from '@jest/globals';
import { normalizePropertyId } from '../../../../sandbox/exchange/extended-property-id.ts';

describe('extended property id', () => {
  test.each([
    ['Integer 0x0036', 'Integer 0x36'],
    ['string 0x001A', 'String 0x1a'],
    [
      'String {66F5A359-4659-4830-9070-00047EC6AC6E} name X-Send-Id',
      'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name X-Send-Id',
    ],
  ])('writes %s as %s', (given, expected) => {
    expect(normalizePropertyId(given)).toBe(expected);
  });

  test('keeps the case of a name, because it is compared with it', () => {
    const id = (name: string) => normalizePropertyId(`String {66f5a359-4659-4830-9070-00047ec6ac6e} Name ${name}`);
    expect(id('x-send-id')).not.toBe(id('X-Send-Id'));
  });

  test.each(['', 'X-Send-Id', 'String {66f5a359} Name x', 'String 0xZZ'])('refuses %j', (given) => {
    expect(normalizePropertyId(given)).toBeUndefined();
  });
});
