import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import { entraFailures } from '../../../shared/services/entra/entra-failure-rows.ts';
import { classifyEntraAnswer } from '../../../shared/services/entra/entra-failures.ts';

const now = new Date('2026-01-01T00:00:00Z');

const answer = (status: number, body: Readonly<Record<string, unknown>>, retryAfter: string | null = null) => ({
  status,
  body,
  retryAfter,
});
const REFUSED = ['invalid_client', 'unauthorized_client', 'invalid_request', 'interaction_required', 'invalid_grant'];
const codeOf = (status: number, error: unknown, ...error_codes: readonly unknown[]) =>
  classifyEntraAnswer(answer(status, { error, error_codes }), now).code;

describe('entra failures', () => {
  test.each(entraFailures)(
    '$aadsts mean $means, as their sample has it',
    ({ aadsts, status, error, means, sample }) => {
      expect(sample).toContain(`AADSTS${aadsts[0]}`);
      for (const each of aadsts) expect(codeOf(status, error, each)).toBe(means);
    },
  );

  test('have a known meaning, a source and numbers of their own', () => {
    const numbers = entraFailures.flatMap(({ aadsts }) => aadsts);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { means, source } of entraFailures) {
      expect(Object.hasOwn(errorCodes, means)).toBe(true);
      expect(source).not.toBe('');
    }
  });

  test.each([
    ['ERR_CREDENTIAL_EXPIRED', [7000222, 1000502, 7000274]],
    ['ERR_CREDENTIAL_REFUSED', [7000215, 7000218, 700027, 700030, 700229, 700024, 50012, 50013, 500133]],
    ['ERR_CREDENTIAL_REFUSED', [700213, 700211, 700212, 7002137, 7002138, 70021, 7000272, 700222]],
    ['ERR_CREDENTIAL_REFUSED', [7000214, 7000277, 700021, 700023]],
    ['ERR_TOKEN_REFUSED', [700016, 700011, 7000112, 70001, 90002, 900382, 900432, 90038, 9001023, 500011, 70011]],
    ['ERR_TOKEN_REFUSED', [28002, 53003, 530032, 530035, 65001, 90094, 650052, 650056, 650057, 50194, 50196]],
    ['ERR_TOKEN_REFUSED', [50011, 54005, 70008, 700082, 50173, 50076, 50079, 50126, 50034, 50053, 50055, 50057]],
  ])('somebody must act on are %s by their number: %j', (means, numbers) => {
    for (const aadsts of numbers) {
      expect(entraFailures.some((row) => row.aadsts.includes(aadsts))).toBe(true);
      for (const error of REFUSED) expect(codeOf(400, error, aadsts)).toBe(means);
    }
  });

  test.each([50033, 90006, 90012, 90024, 90033, 90055, 90090, 50087])(
    'that pass are listed (AADSTS%i), and do so by `error` and status and not by their number',
    (aadsts) => {
      expect(entraFailures.some((row) => row.aadsts.includes(aadsts))).toBe(true);
      expect(codeOf(400, 'temporarily_unavailable', aadsts)).toBe('ERR_IDENTITY_UNAVAILABLE');
      expect(codeOf(503, 'server_error', aadsts)).toBe('ERR_IDENTITY_UNAVAILABLE');
      expect(codeOf(400, 'invalid_request', aadsts)).toBe('ERR_TOKEN_REFUSED');
      expect(codeOf(401, 'invalid_client', aadsts)).toBe('ERR_CREDENTIAL_REFUSED');
    },
  );

  test('of an assertion outside its time are worth another try, and no others', () => {
    for (const { aadsts, status, error } of entraFailures)
      for (const each of aadsts) {
        const { details } = classifyEntraAnswer(answer(status, { error, error_codes: [each] }), now);
        expect(details.isFleeting === true).toBe([700024, 50012, 50013, 500133].includes(each));
      }
  });

  test.each([
    ['invalid_client', 'ERR_CREDENTIAL_REFUSED'],
    ['unauthorized_client', 'ERR_TOKEN_REFUSED'],
    ['invalid_scope', 'ERR_TOKEN_REFUSED'],
    ['invalid_request', 'ERR_TOKEN_REFUSED'],
    ['an_error_nobody_has_seen', 'ERR_TOKEN_REFUSED'],
  ])('with a number nobody knows follow `error`: %s is %s', (error, means) => {
    for (const error_codes of [[99999999], [], undefined, 'text', [null], ['7000222'], [Number.NaN]])
      expect(classifyEntraAnswer(answer(400, { error, error_codes }), now).code).toBe(means);
  });

  test.each([
    [429, { error: 'invalid_client', error_codes: [7000222] }],
    [500, { error: 'invalid_client' }],
    [503, {}],
    [400, { error: 'temporarily_unavailable', error_codes: [7000222] }],
    [400, { error: 'server_error' }],
    [400, {}],
    [200, { access_token: 12 }],
    [404, { error: 12 }],
  ])('with %i %j are Entra ID’s own and pass', (status, body) => {
    expect(classifyEntraAnswer(answer(status, body), now).code).toBe('ERR_IDENTITY_UNAVAILABLE');
  });

  test('have a meaning for any status and body, and one that passes for every 429 and 5xx', () => {
    const body = fc.record({ error: fc.anything(), error_codes: fc.anything(), trace_id: fc.anything() });
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), body, (status, each) => {
        const { code } = classifyEntraAnswer(answer(status, each), now);
        expect(Object.hasOwn(errorCodes, code)).toBe(true);
        if (status === 429 || status >= 500) expect(code).toBe('ERR_IDENTITY_UNAVAILABLE');
      }),
    );
  });

  test('carry the number, the trace id and the instant to come back, and not the description', () => {
    const body = {
      error: 'invalid_client',
      error_description: 'AADSTS7000215: for app hunter2',
      error_codes: [7000215],
      trace_id: 't-1',
    };

    expect(classifyEntraAnswer(answer(401, body, '30'), now).details).toEqual({
      provider: '401 invalid_client AADSTS7000215',
      requestId: 't-1',
      retryAt: new Date('2026-01-01T00:00:30Z'),
    });
  });
});
