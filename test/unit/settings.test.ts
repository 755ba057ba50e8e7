import { describe, expect, test } from '@jest/globals';
import { parseSettings, SettingsError } from '../../shared/settings.ts';

const connectionString = 'Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=hunter2=';
const complete = {
  ServiceBus__fullyQualifiedNamespace: 'postbus.servicebus.windows.net',
  POSTBUS_TABLE_STORAGE: 'https://postbus.table.core.windows.net',
  POSTBUS_KEY_VAULT_URL: 'https://postbus.vault.azure.net/',
};

/** The problems of these settings, one a line. */
function problemsOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    parseSettings(environment);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split('\n').slice(1);
  }
}

describe('settings', () => {
  test('of an app in Azure are three names', () => {
    expect(parseSettings(complete)).toEqual({
      retentionDays: 30,
      alerts: {},
      secretsSchedule: '0 0 6 * * *',
      serviceBus: { kind: 'identity', namespace: 'postbus.servicebus.windows.net' },
      tableStorage: 'https://postbus.table.core.windows.net',
      keyVaultUrl: 'https://postbus.vault.azure.net',
      endpoints: {},
    });
  });

  test('of the sandbox are connection strings and endpoints', () => {
    const settings = parseSettings({
      ServiceBus: connectionString,
      POSTBUS_SERVICE_BUS_ADMINISTRATION: 'Endpoint=sb://127.0.0.1:5300',
      POSTBUS_TABLE_STORAGE: 'UseDevelopmentStorage=true',
      POSTBUS_KEY_VAULT_URL: 'https://127.0.0.1:8443',
      POSTBUS_LOGIN_ENDPOINT: 'https://127.0.0.1:8444/',
      POSTBUS_GRAPH_ENDPOINT: 'https://127.0.0.1:8445/v1.0',
      AZURE_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
      PATH: '/usr/bin',
    });

    expect(settings).toEqual({
      retentionDays: 30,
      alerts: {},
      secretsSchedule: '0 0 6 * * *',
      serviceBus: { kind: 'connection-string', connectionString },
      serviceBusAdministration: 'Endpoint=sb://127.0.0.1:5300',
      tableStorage: 'UseDevelopmentStorage=true',
      keyVaultUrl: 'https://127.0.0.1:8443',
      endpoints: { login: 'https://127.0.0.1:8444', graph: 'https://127.0.0.1:8445' },
      identityClientId: '11111111-2222-3333-4444-555555555555',
    });
  });

  test('that are missing are all named, each with what to set', () => {
    expect(problemsOf({})).toEqual([
      expect.stringMatching(/^ {2}- POSTBUS_TABLE_STORAGE is missing: set it to https:\/\/<account>/),
      expect.stringMatching(/^ {2}- POSTBUS_KEY_VAULT_URL is missing: set it to https:\/\/<vault>/),
      expect.stringMatching(/^ {2}- ServiceBus__fullyQualifiedNamespace is missing: set it to <namespace>/),
    ]);
  });

  test('that are empty are missing: the portal keeps a name without a value', () => {
    const empty = { ...complete, POSTBUS_TABLE_STORAGE: '', ServiceBus__fullyQualifiedNamespace: '' };

    expect(problemsOf(empty)).toEqual([
      expect.stringContaining('POSTBUS_TABLE_STORAGE is missing'),
      expect.stringContaining('ServiceBus__fullyQualifiedNamespace is missing'),
    ]);
    expect(parseSettings({ ...complete, AZURE_CLIENT_ID: '', ServiceBus: '', POSTBUS_CA_FILE: '' })).toEqual(
      parseSettings(complete),
    );
  });

  test('that are wrong are all named in one report, and none of their values is printed', () => {
    const planted = 'hunter2';
    const wrong = {
      ServiceBus: `Server=${planted}`,
      POSTBUS_TABLE_STORAGE: planted,
      POSTBUS_KEY_VAULT_URL: `http://${planted}.example`,
      POSTBUS_LOGIN_ENDPOINT: planted,
      POSTBUS_GRAPH_ENDPOINT: `ftp://${planted}`,
      POSTBUS_CA_FILE: `/no/such/${planted}.pem`,
      AZURE_CLIENT_ID: planted,
      POSTBUS_KEYVAULT: planted,
    };

    const problems = problemsOf(wrong);

    for (const name of Object.keys(wrong))
      expect(problems.filter((each) => each.includes(`- ${name} `))).toHaveLength(1);
    expect(problems).toHaveLength(Object.keys(wrong).length);
    expect(problems.join('\n')).not.toContain(planted);
  });

  test('name the namespace or a connection string, not both', () => {
    expect(problemsOf({ ...complete, ServiceBus: connectionString })).toEqual([
      expect.stringContaining('are both set: keep the second for a managed identity'),
    ]);
  });

  test('take a namespace by its host name only', () => {
    for (const wrong of ['sb://postbus.servicebus.windows.net', 'postbus', 'a b.example', 'postbus.example/'])
      expect(problemsOf({ ...complete, ServiceBus__fullyQualifiedNamespace: wrong })).toEqual([
        expect.stringContaining('must be a host name'),
      ]);
  });

  test('of our own with a name nobody knows are refused: a misspelt one would silently do nothing', () => {
    expect(problemsOf({ ...complete, POSTBUS_GRAPH_ENDPONT: 'x', OTHER: 'y' })).toEqual([
      expect.stringMatching(/POSTBUS_GRAPH_ENDPONT is not a setting of Postbus: correct its spelling or remove it$/),
    ]);
  });

  test('say in the first line how many are wrong', () => {
    expect(() => parseSettings({})).toThrow(/^Postbus cannot start: 3 settings are wrong\.\n/);
    expect(() => parseSettings({ ...complete, POSTBUS_X: '' })).toThrow(
      /^Postbus cannot start: a setting is wrong\.\n/,
    );
  });

  test('bring the certificate authority that a file holds', () => {
    const settings = parseSettings({ ...complete, POSTBUS_CA_FILE: 'package.json' });

    expect(settings.certificateAuthority).toContain('"name": "postbus"');
  });
});
