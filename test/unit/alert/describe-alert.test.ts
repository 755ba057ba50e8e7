import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Alert, compareAlerts } from '../../../shared/alert/alert.ts';
import { countSeverities, formatDaysLeft, nameSeverity, summarize } from '../../../shared/alert/describe-alert.ts';
import { anyAlert } from './alert-arbitrary.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const alert = (overrides: Partial<Alert> = {}): Alert => ({
  id: 'a',
  kind: 'credential',
  severity: 'warning',
  code: 'X',
  sentence: 's',
  remedy: 'r',
  owner: 'operator',
  raisedAt: NOW,
  ...overrides,
});
const credential = (daysLeft: number): Alert => alert({ daysLeft, tenant: 'contoso' });
const expiredToday = { ...credential(0), expiresAt: new Date(NOW.getTime() - 1) };

describe('alerts in words', () => {
  test.each([
    [
      [credential(-1), credential(-3), credential(0), credential(7)],
      '2 credentials have expired, 2 credentials expire within 7 days',
    ],
    [[credential(-1)], '1 credential has expired'],
    [[expiredToday, credential(0)], '1 credential has expired, 1 credential expires within 7 days'],
    [[credential(14), credential(60)], '2 credentials expire within 60 days'],
    [
      [alert({ kind: 'hold', severity: 'critical' }), credential(3)],
      'mail of 1 tenant or mailbox is held, 1 credential expires within 7 days',
    ],
    [
      [alert({ severity: 'critical', tenant: 'contoso' }), alert({ tenant: 'contoso' })],
      '1 credential cannot be used, 1 credential needs attention',
    ],
    [[alert({ severity: 'critical' })], 'credentials cannot be checked'],
    [[alert({ kind: 'test', severity: 'info' })], 'a test of the alerts'],
    [
      [credential(-1), alert({ kind: 'hold' }), credential(2), alert({ kind: 'route' })],
      '1 credential has expired, mail of 1 tenant or mailbox is held, 1 credential expires within 7 days, and more',
    ],
  ])('name the worst first: %#', (alerts, sentence) => expect(summarize(alerts)).toBe(sentence));

  test('are never without a word, and counted each once', () => {
    fc.assert(
      fc.property(fc.array(anyAlert, { minLength: 1 }), (alerts) => {
        expect(summarize(alerts)).not.toBe('');
        const { critical, error, warning, info } = countSeverities(alerts);
        expect(critical + error + warning + info).toBe(alerts.length);
      }),
    );
  });

  test.each([
    [-2, 'expired 2 days ago (2026-11-22)'],
    [-1, 'expired 1 day ago (2026-11-22)'],
    [1, 'expires in 1 day (2026-11-22)'],
    [14, 'expires in 14 days (2026-11-22)'],
  ])('say of %d days left: %s', (daysLeft, words) => {
    expect(formatDaysLeft(alert({ daysLeft, expiresAt: NOW }))).toBe(words);
  });

  test.each([
    ['2026-11-22T12:00:00.001Z', 'expires today (2026-11-22)'],
    ['2026-11-22T12:00:00.000Z', 'expired today (2026-11-22)'],
    ['2026-11-22T00:00:00.000Z', 'expired today (2026-11-22)'],
  ])('say of what ends at %s, on the day itself: %s', (expiresAt, words) => {
    expect(formatDaysLeft(alert({ daysLeft: 0, expiresAt: new Date(expiresAt) }))).toBe(words);
  });

  test('do not say that mail stands still: a credential that ends today is critical, too', () => {
    expect(nameSeverity('critical')).toBe('Act at once');
  });

  test('stand in one order, whatever order they come in', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyAlert, { selector: ({ id }) => id, maxLength: 20 }), (alerts) => {
        const sorted = alerts.toSorted(compareAlerts);
        expect(alerts.toReversed().toSorted(compareAlerts)).toEqual(sorted);
      }),
    );
  });
});
