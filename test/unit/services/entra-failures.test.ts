import { describe, expect, test } from '@jest/globals';
import { errorCodes } from '../../../shared/delivery/error-codes.ts';
import { classifyEntraAnswer, entraFailures } from '../../../shared/services/entra/entra-failures.ts';

const now = new Date('2026-01-01T00:00:00Z');

const answer = (status: number, body: Readonly<Record<string, unknown>>, retryAfter: string | null = null) => ({
  status,
  body,
  retryAfter,
});

describe('entra failures', () => {
  test.each(entraFailures.map((row) => [row.aadsts, row.means] as const))('AADSTS%i means %s', (aadsts, means) => {
    for (const error of ['invalid_client', 'unauthorized_client', 'invalid_request', 'interaction_required'])
      expect(classifyEntraAnswer(answer(400, { error, error_codes: [aadsts] }), now).code).toBe(means);
  });

  test('have a known meaning, a number of their own and a sample that shows it', () => {
    expect(new Set(entraFailures.map(({ aadsts }) => aadsts)).size).toBe(entraFailures.length);
    for (const { aadsts, means, sample } of entraFailures) {
      expect(Object.hasOwn(errorCodes, means)).toBe(true);
      expect(sample).toContain(`AADSTS${aadsts}`);
    }
  });

  test.each([
    ['invalid_client', 'ERR_CREDENTIAL_REFUSED'],
    ['unauthorized_client', 'ERR_TOKEN_REFUSED'],
    ['invalid_scope', 'ERR_TOKEN_REFUSED'],
    ['an_error_nobody_has_seen', 'ERR_TOKEN_REFUSED'],
  ])('with a number nobody knows follow `error`: %s is %s', (error, means) => {
    for (const error_codes of [[99999999], [], undefined, 'text', [null]])
      expect(classifyEntraAnswer(answer(400, { error, error_codes }), now).code).toBe(means);
  });

  test.each([
    [429, { error: 'invalid_client', error_codes: [7000222] }],
    [500, { error: 'invalid_client' }],
    [503, {}],
    [400, { error: 'temporarily_unavailable', error_codes: [90033] }],
    [400, { error: 'server_error' }],
    [400, {}],
    [200, { access_token: 12 }],
    [404, { error: 12 }],
  ])('with %i %j are Entra ID’s own and pass', (status, body) => {
    expect(classifyEntraAnswer(answer(status, body), now).code).toBe('ERR_IDENTITY_UNAVAILABLE');
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
