/**
 * The settings of alerts: where they are told besides the log, and when secrets are looked at. A part of settings.ts, with rules of its
 * own: what is told by a webhook or by mail takes more than one setting, and half of them would tell nobody.
 */
import * as z from 'zod';

/** What a receiver understands: our own JSON, a Power Automate workflow of Microsoft Teams, an incoming webhook of Slack. */
export const WEBHOOK_SHAPES = ['json', 'teams', 'slack'] as const;
export type WebhookShape = (typeof WEBHOOK_SHAPES)[number];

export interface WebhookSettings {
  /** Secret: with Teams and Slack, whoever knows the address may post. */
  readonly url: string;
  readonly shape: WebhookShape;
  /** `whsec_…`: signs what is posted (Standard Webhooks). */
  readonly key?: string;
}

export interface AlertMailSettings {
  /** Tenant keys of the connections that may send the digest: the first that can does. */
  readonly connections: readonly string[];
  readonly to: readonly string[];
}

export interface AlertSettings {
  readonly webhook?: WebhookSettings;
  readonly mail?: AlertMailSettings;
}

const VAULT_REFERENCE = /^@Microsoft\.KeyVault\(/i;
const UNRESOLVED =
  'is a Key Vault reference that was not resolved: grant the app’s identity Key Vault Secrets User on the vault, and check the secret’s name';
const LEAST_KEY_BYTES = 24;
/** The contract's rule (message-schema.ts), held to be the same by a test: settings depend on nothing. */
const TENANT = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const setting = z
  .string()
  .trim()
  .refine((value) => !VAULT_REFERENCE.test(value), { error: UNRESOLVED, abort: true });

/** What a mail may have (RecipientLimits of Exchange Online). */
const MOST_ADDRESSES = 500;
/** Why each did not send is remembered with every alert of a batch, and a column of a row has an end. */
const MOST_CONNECTIONS = 20;

interface ListRule {
  readonly item: z.ZodType<string>;
  readonly most: number;
  readonly error: string;
}

const list = ({ item, most, error }: ListRule) =>
  setting
    .transform((value) =>
      value
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .refine((items) => items.length > 0 && items.every((each) => item.safeParse(each).success), { error, abort: true })
    .refine((items) => items.length <= most, { error: (issue) => `names ${countItems(issue.input)}; ${most} at most` });

const countItems = (input: unknown): number => (Array.isArray(input) ? input.length : 0);

/** A receiver on this computer is for work on the code: what is posted elsewhere holds names of tenants, and is encrypted. */
function isHttps(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname));
}

/** `fetch` posts to no address with a user name or password in it, and names it whole in its error. */
function hasNoPassword(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username === '' && password === '';
}

function isSigningKey(value: string): boolean {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(value) ?? [];
  return base64 !== undefined && Buffer.from(base64, 'base64').byteLength >= LEAST_KEY_BYTES;
}

interface ScheduleField {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
/** NCRONTAB begins with the second. */
const SCHEDULE_FIELDS: readonly ScheduleField[] = [
  { least: 0, most: 59 },
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: WEEKDAYS },
];

/** By a schedule that the host cannot read no credential would be checked, and only its log would say so. */
function isSchedule(value: string): boolean {
  const texts = value.split(/\s+/);
  return (
    texts.length === SCHEDULE_FIELDS.length && SCHEDULE_FIELDS.every((field, index) => isField(field, texts[index]))
  );
}

const isField = (field: ScheduleField, text = ''): boolean => text.split(',').every((part) => isPart(field, part));

function isPart(field: ScheduleField, part: string): boolean {
  const { first, last } = /^(?:\*|(?<first>\w+)(?:-(?<last>\w+))?)(?:\/\d+)?$/.exec(part)?.groups ?? { first: '' };
  return [first, last].every((each) => each === undefined || isValue(field, each));
}

/** Names are known by their beginning. */
function isValue({ least, most, names = [] }: ScheduleField, text: string): boolean {
  if (/^\d+$/.test(text)) return Number(text) >= least && Number(text) <= most;
  return /^[a-z]{3,}$/i.test(text) && names.some((name) => name.startsWith(text.toLowerCase()));
}

export const alertSettingsShape = {
  POSTBUS_ALERT_WEBHOOK_URL: setting
    .refine(isHttps, { error: 'must be an https URL (http only for localhost)', abort: true })
    .refine(hasNoPassword, {
      error: 'must be without user name and password: sign with POSTBUS_ALERT_WEBHOOK_KEY instead',
    })
    .optional(),
  POSTBUS_ALERT_WEBHOOK_SHAPE: z
    .enum(WEBHOOK_SHAPES, { error: `must be one of ${WEBHOOK_SHAPES.join(', ')}` })
    .optional(),
  POSTBUS_ALERT_WEBHOOK_KEY: setting
    .refine(isSigningKey, {
      error: `must be whsec_ and the base64 of at least ${LEAST_KEY_BYTES} random bytes; \`echo "whsec_$(openssl rand -base64 32)"\` makes one`,
    })
    .optional(),
  POSTBUS_ALERT_MAIL_CONNECTIONS: list({
    item: z.string().regex(TENANT),
    most: MOST_CONNECTIONS,
    error: 'must be tenant keys as `postbus tenants list` shows them, separated by commas',
  }).optional(),
  POSTBUS_ALERT_MAIL_TO: list({
    item: z.email(),
    most: MOST_ADDRESSES,
    error: 'must be addresses such as oncall@example.com, separated by commas',
  }).optional(),
  POSTBUS_SECRETS_SCHEDULE: setting
    .refine(isSchedule, {
      error: 'must be a schedule of six fields that begins with the second, such as 0 0 6 * * * (every day at six)',
    })
    .default('0 0 6 * * *'),
};

const alertSettings = z.object(alertSettingsShape);

export function toAlertSettings(data: z.output<typeof alertSettings>): AlertSettings {
  const { POSTBUS_ALERT_WEBHOOK_URL: url, POSTBUS_ALERT_WEBHOOK_SHAPE: shape, POSTBUS_ALERT_WEBHOOK_KEY: key } = data;
  const { POSTBUS_ALERT_MAIL_CONNECTIONS: connections, POSTBUS_ALERT_MAIL_TO: to } = data;
  return {
    ...(url === undefined ? {} : { webhook: { url, shape: shape ?? 'json', ...(key === undefined ? {} : { key }) } }),
    ...(connections && to ? { mail: { connections, to } } : {}),
  };
}

/** Settings that are there and would do nothing, because another one is missing. */
export function alertProblems(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const isSet = (name: keyof typeof alertSettingsShape): boolean => environment[name] !== undefined;
  const needs = (name: keyof typeof alertSettingsShape, other: keyof typeof alertSettingsShape, remedy: string) =>
    isSet(name) && !isSet(other) ? [`${name} is set and ${other} is not: ${remedy}`] : [];
  return [
    ...needs('POSTBUS_ALERT_WEBHOOK_SHAPE', 'POSTBUS_ALERT_WEBHOOK_URL', 'set where to post, or remove the shape'),
    ...needs('POSTBUS_ALERT_WEBHOOK_KEY', 'POSTBUS_ALERT_WEBHOOK_URL', 'set where to post, or remove the key'),
    ...needs(
      'POSTBUS_ALERT_MAIL_TO',
      'POSTBUS_ALERT_MAIL_CONNECTIONS',
      'name the connections that may send the mail, or remove the addresses',
    ),
    ...needs('POSTBUS_ALERT_MAIL_CONNECTIONS', 'POSTBUS_ALERT_MAIL_TO', 'name whom to tell, or remove the connections'),
  ];
}
