import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DeadlineError } from '../../../shared/deadline.ts';
import { deliveryError } from '../../../shared/delivery/delivery-error.ts';
import {
  classifyTableError,
  isAboutRow,
  isMissingTable,
  tableFailures,
} from '../../../shared/services/table-storage/table-failures.ts';
import { restFailure } from './rest-failure.ts';

const now = new Date('2026-01-01T00:00:00Z');
/** A single call has the service's code in `details`, a transaction in `code`. */
const ofCall = (status: number, code: string): Error =>
  restFailure(status, { code: 'RestError', details: { odataError: { code } } });
const ofTransaction = (status: number, code: string): Error => restFailure(status, { code });

describe('table failures', () => {
  test.each(tableFailures)('$status $code means $means and is no answer about a row', (row) => {
    const { status, code, means, sample, source } = row;
    expect([sample, source]).not.toContain('');
    for (const error of [ofCall(status, code), ofTransaction(status, code)]) {
      expect(classifyTableError(error)).toMatchObject({ code: means, details: { provider: `${status} ${code}` } });
      expect(isAboutRow(error, [404, 409, 412])).toBe(false);
    }
  });

  test.each([
    ['a status without a code', restFailure(502), '502'],
    ['no answer', new Error('connect ECONNREFUSED'), 'no answer'],
    ['no answer in time', new DeadlineError('Reading', 1), 'no answer'],
    ['a reset', Object.assign(new Error('socket'), { code: 'ECONNRESET' }), 'no answer ECONNRESET'],
    ['no error at all', 'text', 'no answer'],
  ])('mean that the ledger is out of reach for %s', (_why, cause, provider) => {
    expect(classifyTableError(cause)).toMatchObject({ code: 'ERR_LEDGER_UNAVAILABLE', cause, details: { provider } });
  });

  test('carry the request id and the instant to come back', () => {
    const error = restFailure(503, { headers: { 'Retry-After': '7', 'x-ms-request-id': 'r-1' } });
    expect(classifyTableError(error, now).details).toEqual({
      cause: error,
      provider: '503',
      requestId: 'r-1',
      retryAt: new Date('2026-01-01T00:00:07Z'),
    });
  });

  test('leave an error alone that is classified already', () => {
    const error = deliveryError('ERR_LEDGER_CONFLICT');
    expect(classifyTableError(error)).toBe(error);
  });

  test('have a meaning for whatever is thrown', () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        expect(classifyTableError(thrown).code).toBe('ERR_LEDGER_UNAVAILABLE');
        expect(isMissingTable(thrown) || isAboutRow(thrown, [404])).toBe(false);
      }),
    );
  });
});

describe('answers about a row', () => {
  test.each([
    [404, 'ResourceNotFound'],
    [409, 'EntityAlreadyExists'],
    [412, 'UpdateConditionNotSatisfied'],
  ])('are none but those that were asked for: %i %s', (status, code) => {
    for (const error of [ofCall(status, code), ofTransaction(status, code)]) {
      expect(isAboutRow(error, [404, 409, 412])).toBe(true);
      expect(isAboutRow(error, [])).toBe(false);
      expect(isAboutRow(error, [400])).toBe(false);
      expect(isMissingTable(error)).toBe(false);
    }
  });

  test('are not those about the whole table: a table that is being deleted holds no row that "exists"', () => {
    expect(isAboutRow(ofCall(404, 'TableNotFound'), [404])).toBe(false);
    expect(isAboutRow(ofTransaction(409, 'TableBeingDeleted'), [409])).toBe(false);
    expect(isMissingTable(ofCall(404, 'TableNotFound'))).toBe(true);
    expect(isMissingTable(ofTransaction(404, 'TableNotFound'))).toBe(true);
    expect(isMissingTable(ofCall(400, 'TableNotFound'))).toBe(false);
  });
});
