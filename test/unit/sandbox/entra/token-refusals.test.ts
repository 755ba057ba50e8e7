import { describe, expect, test } from '@jest/globals';
import { orderedTokenError } from '../../../../sandbox/entra/token-error.ts';
import { tokenRefusals } from '../../../../sandbox/entra/token-refusals.ts';

const now = Date.parse('2026-11-22T12:00:00Z');

describe('token refusals', () => {
  test.each([
    ['AADSTS7000222', 401, 'invalid_client'],
    ['AADSTS7000215', 401, 'invalid_client'],
    ['AADSTS700024', 401, 'invalid_client'],
    ['AADSTS700016', 400, 'unauthorized_client'],
    ['AADSTS70011', 400, 'invalid_scope'],
    ['AADSTS90033', 503, 'temporarily_unavailable'],
  ])('%s is answered %s %s', (name, status, error) => {
    const answer = orderedTokenError(name, { now, correlationId: 'c-1' });
    expect(answer?.status).toBe(status);
    const code = Number(name.slice(6));
    expect(JSON.parse(String(answer?.body))).toMatchObject({
      error,
      error_codes: [code],
      error_description: expect.stringMatching(
        new RegExp(`^${name}: .* Trace ID: \\S+ Correlation ID: c-1 Timestamp: 2026-11-22 12:00:00Z$`),
      ),
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    });
  });

  test('are the numbers of one error each, with a sentence', () => {
    for (const [name, { status, sentence }] of Object.entries(tokenRefusals)) {
      expect(name).toMatch(/^AADSTS\d{5,7}$/);
      expect([400, 401, 503]).toContain(status);
      expect(sentence).toMatch(/^[A-Z].*\.$/);
    }
    expect(orderedTokenError('AADSTS1', { now })).toBeUndefined();
  });
});
