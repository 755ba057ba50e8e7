import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { tenantKey } from '../../shared/message/message-schema.ts';
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
    ['https://somebody:word@hooks.example/x', 'without user name and password'],
    ['https://somebody@hooks.example/x', 'without user name and password'],
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

  test('take as many addresses as a mail may have, and as many connections as a row can remember', () => {
    const many = (count: number, each: (index: number) => string) =>
      Array.from({ length: count }, (_none, index) => each(index)).join();
    const addresses = (count: number) => ({
      ...mail,
      POSTBUS_ALERT_MAIL_TO: many(count, (index) => `a${index}@b.example`),
    });
    const connections = (count: number) => ({
      ...mail,
      POSTBUS_ALERT_MAIL_CONNECTIONS: many(count, (index) => `t${index}`),
    });
    expect([problemsOf(addresses(500)), problemsOf(connections(20))]).toEqual([[], []]);
    expect(problemsOf(addresses(501))).toEqual([expect.stringContaining('500 at most')]);
    expect(problemsOf(connections(21))).toEqual([expect.stringContaining('20 at most')]);
  });

  test('take as a tenant key what the contract takes for one, and nothing else', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'abz09-AZ_. é'), maxLength: 70 });
    fc.assert(
      fc.property(fc.oneof(odd, fc.stringMatching(/^[a-z0-9-]{1,70}$/)), (key) => {
        fc.pre(key === key.trim() && key !== '');
        const isTaken = problemsOf({ ...mail, POSTBUS_ALERT_MAIL_CONNECTIONS: key }).length === 0;
        expect([key, isTaken]).toEqual([key, tenantKey.safeParse(key).success]);
      }),
      { numRuns: 500 },
    );
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

  test.each([
    '99 99 99 99 99 *',
    '60 0 6 * * *',
    '0 60 6 * * *',
    '0 0 24 * * *',
    '0 0 6 0 * *',
    '0 0 6 32 * *',
    '0 0 6 * 13 *',
    '0 0 6 * * 7',
    '0 0 6 * * ABC',
    '0 0 MON * * *',
    '0 0 6-25 * * *',
    '0 */x 6 * * *',
    '0 0 6,,7 * * *',
    '0 0 6 * * MON-',
  ])('refuse the schedule %s, which no host would start', (schedule) => {
    expect(problemsOf({ POSTBUS_SECRETS_SCHEDULE: schedule })).toEqual([expect.stringContaining('must be a schedule')]);
  });

  test.each([
    '0 0 6 * * 1-5',
    '0 0 6,18 * * *',
    '0 30 6 1-7 * SUNDAY',
    '59 59 23 31 12 6',
    '0 0 5/6 * * *',
    '0 0 6 * * FRI-MON',
  ])('take the schedule %s', (schedule) => expect(problemsOf({ POSTBUS_SECRETS_SCHEDULE: schedule })).toEqual([]));

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
