/**
 * Every setting, read once at the start: the only reader of the environment. Wrong settings stop the start, with all
 * problems in one report and what to do about each; a message never meets them.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { type AlertSettings, alertProblems, alertSettingsShape, toAlertSettings } from './settings-alerts.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly serviceBus: ServiceBusSettings;
  /** Connection string for the queue's administration where it has another address (the sandbox); else as `serviceBus`. */
  readonly serviceBusAdministration?: string;
  /** The table service's URL, or a connection string. */
  readonly tableStorage: string;
  readonly keyVaultUrl: string;
  /** Instead of Microsoft's global cloud: the sandbox. */
  readonly endpoints: { readonly login?: string; readonly graph?: string };
  /** PEM of a further certificate authority to trust. */
  readonly certificateAuthority?: string;
  /** How many days a message's record is kept after its last word. */
  readonly retentionDays: number;
  /** Client id of a user-assigned managed identity; absent: the system-assigned one. */
  readonly identityClientId?: string;
  /** Where alerts are told, besides the log. */
  readonly alerts: AlertSettings;
  /** When secrets are looked at: NCRONTAB, UTC. */
  readonly secretsSchedule: string;
}

export type ServiceBusSettings =
  | { readonly kind: 'connection-string'; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly namespace: string };

export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(
      `Postbus cannot start: ${problems.length === 1 ? 'a setting is' : `${problems.length} settings are`} wrong.\n${problems.map((each) => `  - ${each}`).join('\n')}`,
    );
    this.name = 'SettingsError';
  }
}

const origin = z.url({ protocol: /^https$/, error: 'must be an https URL' }).transform((url) => new URL(url).origin);

const text = z.string().trim().min(1, { error: 'must not be empty' });

const certificateAuthority = text.transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'must name a readable PEM file; in the sandbox start it first (npm run sandbox), it writes the file',
    });
    return z.NEVER;
  }
});

const TABLE_STORAGE_HELP =
  'set it to https://<account>.table.core.windows.net (used with the managed identity) or to a connection string';

const RETENTION_HELP = 'must be a whole number of days from 1 to 3650';

const settingsSchema = z.object({
  ServiceBus: text
    .regex(/^Endpoint=sb:\/\/[^;]+;.*SharedAccessKey(?:Name)?=/i, {
      error:
        'must be a Service Bus connection string (Endpoint=sb://…); with a managed identity set ServiceBus__fullyQualifiedNamespace instead',
    })
    .optional(),
  ServiceBus__fullyQualifiedNamespace: text
    .regex(/^[a-z0-9.-]+\.[a-z]+$/i, { error: 'must be a host name such as <namespace>.servicebus.windows.net' })
    .optional(),
  POSTBUS_SERVICE_BUS_ADMINISTRATION: text.optional(),
  POSTBUS_TABLE_STORAGE: text.regex(/^https:\/\/[^\s]+$|(?:AccountName|UseDevelopmentStorage|TableEndpoint)=/i, {
    error: `is neither an https URL nor a connection string: ${TABLE_STORAGE_HELP}`,
  }),
  POSTBUS_KEY_VAULT_URL: origin,
  POSTBUS_LOGIN_ENDPOINT: origin.optional(),
  POSTBUS_GRAPH_ENDPOINT: origin.optional(),
  POSTBUS_CA_FILE: certificateAuthority.optional(),
  POSTBUS_RETENTION_DAYS: z.coerce
    .number({ error: RETENTION_HELP })
    .int({ error: RETENTION_HELP })
    .min(1, { error: RETENTION_HELP })
    .max(3650, { error: RETENTION_HELP })
    .default(30),
  AZURE_CLIENT_ID: z.guid({ error: 'must be the client id (a GUID) of the user-assigned managed identity' }).optional(),
  ...alertSettingsShape,
});

/** What to do about a setting that is not there. */
const MISSING: Readonly<Record<string, string>> = {
  POSTBUS_TABLE_STORAGE: TABLE_STORAGE_HELP,
  POSTBUS_KEY_VAULT_URL: 'set it to https://<vault>.vault.azure.net',
};

/** @throws SettingsError with every problem */
export function parseSettings(environment: Environment): Settings {
  const relevant = Object.fromEntries(
    Object.keys(settingsSchema.shape).map((name) => [name, environment[name] === '' ? undefined : environment[name]]),
  );
  const parsed = settingsSchema.safeParse(relevant);
  const problems = [
    ...(parsed.success ? [] : parsed.error.issues.map(toSentence)),
    ...queueProblems(relevant),
    ...alertProblems(relevant),
    ...unknownNames(environment),
  ];
  if (!parsed.success || problems.length > 0) throw new SettingsError(problems);
  return toSettings(parsed.data);
}

function toSettings(data: z.output<typeof settingsSchema>): Settings {
  return {
    serviceBus: data.ServiceBus
      ? { kind: 'connection-string', connectionString: data.ServiceBus }
      : { kind: 'identity', namespace: data.ServiceBus__fullyQualifiedNamespace ?? '' },
    ...(data.POSTBUS_SERVICE_BUS_ADMINISTRATION
      ? { serviceBusAdministration: data.POSTBUS_SERVICE_BUS_ADMINISTRATION }
      : {}),
    tableStorage: data.POSTBUS_TABLE_STORAGE,
    keyVaultUrl: data.POSTBUS_KEY_VAULT_URL,
    endpoints: {
      ...(data.POSTBUS_LOGIN_ENDPOINT ? { login: data.POSTBUS_LOGIN_ENDPOINT } : {}),
      ...(data.POSTBUS_GRAPH_ENDPOINT ? { graph: data.POSTBUS_GRAPH_ENDPOINT } : {}),
    },
    retentionDays: data.POSTBUS_RETENTION_DAYS,
    alerts: toAlertSettings(data),
    secretsSchedule: data.POSTBUS_SECRETS_SCHEDULE,
    ...(data.POSTBUS_CA_FILE ? { certificateAuthority: data.POSTBUS_CA_FILE } : {}),
    ...(data.AZURE_CLIENT_ID ? { identityClientId: data.AZURE_CLIENT_ID } : {}),
  };
}

function toSentence(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
  return isMissing || issue.message.startsWith('Invalid input')
    ? `${name} is missing: ${MISSING[name] ?? 'set it'}`
    : `${name} ${issue.message}`;
}

/** The Functions host takes a value of exactly `ServiceBus` as a connection string and never looks at the other name then. */
function queueProblems(environment: Environment): readonly string[] {
  const hasString = environment.ServiceBus !== undefined;
  const hasNamespace = environment.ServiceBus__fullyQualifiedNamespace !== undefined;
  if (hasString && hasNamespace)
    return [
      'ServiceBus and ServiceBus__fullyQualifiedNamespace are both set: keep the second for a managed identity, the first for a connection string',
    ];
  if (!hasString && !hasNamespace)
    return [
      'ServiceBus__fullyQualifiedNamespace is missing: set it to <namespace>.servicebus.windows.net (or ServiceBus to a connection string for local work)',
    ];
  return [];
}

const unknownNames = (environment: Environment): readonly string[] =>
  Object.keys(environment)
    .filter((name) => name.startsWith('POSTBUS_') && !Object.hasOwn(settingsSchema.shape, name))
    .map((name) => `${name} is not a setting of Postbus: correct its spelling or remove it`);
