import { describe, expect, test } from '@jest/globals';
import { codeSentences } from '../../../../sandbox/page/client/parked/code-sentences.ts';
import { errorCodes } from '../../../../shared/delivery/error-codes.ts';

/** A message in doubt is parked where nobody may look it up. */
const alsoParked = ['ERR_DELIVERY_UNCONFIRMED'];

describe('codeSentences', () => {
  test('say what Postbus says, of every code for which it parks a message', () => {
    const parking = Object.entries(errorCodes).filter(
      ([code, { action }]) => action === 'hold' || action === 'park' || alsoParked.includes(code),
    );
    expect(codeSentences).toEqual(Object.fromEntries(parking.map(([code, { sentence }]) => [code, sentence])));
  });
});
