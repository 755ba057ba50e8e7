import { describe, expect, test } from '@jest/globals';
import { credentialNotice } from '../../../../sandbox/page/client/tenants/credential-notice.ts';

const now = new Date('2026-03-01T12:00:00Z');

function app(...daysLeft: readonly number[]) {
  const secrets = daysLeft.map((days, index) => ({
    keyId: String(index),
    expiresAt: new Date(now.getTime() + days * 86_400_000).toISOString(),
  }));
  return { clientId: 'client', displayName: 'Postbus', secrets };
}

describe('credentialNotice', () => {
  test.each([
    [9.4, 'warning', 'secret expires in 9 days'],
    [9, 'warning', 'secret expires in 9 days'],
    [1.4, 'warning', 'secret expires in 1 day'],
    [0.4, 'warning', 'secret expires today'],
    [0, 'problem', 'secret expired'],
    [-3, 'problem', 'secret expired'],
  ] as const)('with %d days left says it', (days, tone, text) => {
    expect(credentialNotice([app(days)], now)).toEqual({ tone, text });
  });

  test('counts days of the calendar: nine days are nine days a second later, too', () => {
    expect(credentialNotice([app(9 - 1 / 86_400)], now)?.text).toBe('secret expires in 9 days');
  });

  test('says nothing while there is more than a month', () => {
    expect(credentialNotice([app(31)], now)).toBeUndefined();
  });

  test('looks at the secret that lasts longest: in a rotation the old one may run out', () => {
    expect(credentialNotice([app(2, 300)], now)).toBeUndefined();
  });

  test('speaks of the worst of several apps', () => {
    expect(credentialNotice([app(300), app(9.1)], now)?.text).toBe('secret expires in 9 days');
  });

  test('says nothing of apps without secrets', () => {
    expect(credentialNotice([app()], now)).toBeUndefined();
  });
});
