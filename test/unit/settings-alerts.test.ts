import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseSettings, SettingsError } from '../../shared/settings.ts';

const complete = {
  ServiceBus__fullyQualifiedNamespace: 'postbus.servicebus.windows.net',
  POSTBUS_TABLE_STORAGE: 'https://postbus.table.core.windows.net',
  POSTBUS_KEY_VAULT_URL: 'https://postbus.vault.azure.net/',
};
const key = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const webhook = { POSTBUS_ALERT_WEBHOOK_URL: 'https://hooks.example/services/x' };
const mail = { POSTBUS_ALERT_MAIL_CONNECTIONS: 'operators', POSTBUS_ALERT_MAIL_TO: 'oncall@operators.example' };

const alertsOf = (environment: Readonly<Record<string, string>>) =>
  parseSettings({ ...complete, ...environment }).alerts;

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    parseSettings({ ...complete, ...environment });
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

describe('settings of alerts', () => {
  test('are none by default: alerts are in the log', () => {
    expect(alertsOf({})).toEqual({});
  });

  test('name a receiver, in our own shape where nothing else is said', () => {
    expect(alertsOf(webhook)).toEqual({ webhook: { url: 'https://hooks.example/services/x', shape: 'json' } });
    expect(
      alertsOf({ ...webhook, POSTBUS_ALERT_WEBHOOK_SHAPE: 'teams', POSTBUS_ALERT_WEBHOOK_KEY: key }).webhook,
    ).toEqual({ url: 'https://hooks.example/services/x', shape: 'teams', key });
  });

  test('name who sends mail, in order, and who gets it', () => {
    const lists = {
      POSTBUS_ALERT_MAIL_CONNECTIONS: ' operators , contoso,',
      POSTBUS_ALERT_MAIL_TO: 'a@b.example, c@d.example',
    };
    expect(alertsOf(lists)).toEqual({
      mail: { connections: ['operators', 'contoso'], to: ['a@b.example', 'c@d.example'] },
    });
  });

  test.each([
    ['http://hooks.example/x', 'must be an https URL'],
    ['hooks.example', 'must be an https URL'],
    ['@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)', 'was not resolved'],
  ])('refuse the receiver %s', (url, sentence) => {
    expect(problemsOf({ POSTBUS_ALERT_WEBHOOK_URL: url })).toEqual([expect.stringContaining(sentence)]);
  });

  test.each(['http://localhost:8080/webhook/alerts', 'http://127.0.0.1/x', 'http://[::1]:9/x', 'https://a.example'])(
    'take the receiver %s',
    (url) => expect(alertsOf({ POSTBUS_ALERT_WEBHOOK_URL: url }).webhook?.url).toBe(url),
  );

  test('take a key of 24 random bytes or more, as Standard Webhooks write it, and no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), fc.uint8Array({ maxLength: 23 }), (good, short) => {
        const keyOf = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;
        expect(problemsOf({ ...webhook, POSTBUS_ALERT_WEBHOOK_KEY: keyOf(good) })).toEqual([]);
        expect(problemsOf({ ...webhook, POSTBUS_ALERT_WEBHOOK_KEY: keyOf(short) })).toHaveLength(1);
        expect(problemsOf({ ...webhook, POSTBUS_ALERT_WEBHOOK_KEY: keyOf(good).slice(6) })).toHaveLength(1);
      }),
    );
  });

  test('refuse addresses and tenant keys that are none', () => {
    expect(problemsOf({ ...mail, POSTBUS_ALERT_MAIL_TO: 'oncall' })).toEqual([
      expect.stringContaining('must be addresses'),
    ]);
    expect(problemsOf({ ...mail, POSTBUS_ALERT_MAIL_TO: ',' })).toEqual([expect.stringContaining('must be addresses')]);
    expect(problemsOf({ ...mail, POSTBUS_ALERT_MAIL_CONNECTIONS: 'Operators' })).toEqual([
      expect.stringContaining('must be tenant keys'),
    ]);
  });

  test('that are half of something say what the other half is', () => {
    expect(problemsOf({ POSTBUS_ALERT_MAIL_TO: mail.POSTBUS_ALERT_MAIL_TO })).toEqual([
      expect.stringContaining('POSTBUS_ALERT_MAIL_CONNECTIONS is not'),
    ]);
    expect(problemsOf({ POSTBUS_ALERT_MAIL_CONNECTIONS: 'operators' })).toEqual([
      expect.stringContaining('POSTBUS_ALERT_MAIL_TO is not'),
    ]);
    expect(problemsOf({ POSTBUS_ALERT_WEBHOOK_SHAPE: 'teams', POSTBUS_ALERT_WEBHOOK_KEY: key })).toEqual([
      expect.stringContaining('POSTBUS_ALERT_WEBHOOK_SHAPE is set and POSTBUS_ALERT_WEBHOOK_URL is not'),
      expect.stringContaining('POSTBUS_ALERT_WEBHOOK_KEY is set and POSTBUS_ALERT_WEBHOOK_URL is not'),
    ]);
  });

  test('take a schedule of six fields', () => {
    for (const schedule of ['0 30 5 * * *', '0 0 6 * * MON-FRI', '0 */15 * 1,15 Jan *', '*/5 * * * * *'])
      expect(parseSettings({ ...complete, POSTBUS_SECRETS_SCHEDULE: schedule }).secretsSchedule).toBe(schedule);
    for (const schedule of ['0 6 * * *', 'daily', '06:00:00', '0 0 6 * * * *'])
      expect(problemsOf({ POSTBUS_SECRETS_SCHEDULE: schedule })).toEqual([expect.stringContaining('six fields')]);
  });

  test('never stand in a problem by their value', () => {
    const planted = 'hunter2hunter2';
    const wrong = {
      POSTBUS_ALERT_WEBHOOK_URL: `http://${planted}.example`,
      POSTBUS_ALERT_WEBHOOK_KEY: `whsec_${planted}`,
      POSTBUS_ALERT_WEBHOOK_SHAPE: planted,
      POSTBUS_ALERT_MAIL_TO: planted,
      POSTBUS_ALERT_MAIL_CONNECTIONS: `${planted}!`,
      POSTBUS_SECRETS_SCHEDULE: planted,
    };
    const problems = problemsOf(wrong);
    for (const name of Object.keys(wrong))
      expect(problems.filter((each) => each.includes(`- ${name} `))).toHaveLength(1);
    expect(problems.join('\n')).not.toContain(planted);
  });
});
