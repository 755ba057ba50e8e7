import { describe, expect, test } from '@jest/globals';
import { parseContentRange } from '../../../../sandbox/graph/upload/content-range.ts';

describe('content range', () => {
  test('reads the first and the last byte and the total', () => {
    expect(parseContentRange('bytes 0-2097151/3483322')).toEqual({ first: 0, last: 2_097_151, total: 3_483_322 });
    expect(parseContentRange('bytes 9-9/10')).toEqual({ first: 9, last: 9, total: 10 });
  });

  test.each(['', 'bytes */10', 'bytes 0-9/*', 'bytes 5-4/10', 'bytes 0-10/10', 'bytes=0-9/10', '0-9/10'])(
    'refuses %j',
    (header) => {
      expect(parseContentRange(header)).toBeUndefined();
    },
  );
});
