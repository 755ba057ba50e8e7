/** From the flags of `tenants add` to a connection, on top of the one that is there. Every problem at once, each with its flag. */
import { addressKey } from '../../shared/message/address.ts';
import { type Connection, connectionSchema } from '../../shared/tenant/connection.ts';
import { type CommandProblem, usageError } from '../command-error.ts';
import type { AddRequest } from './add-options.ts';

type Property = keyof typeof connectionSchema.shape;

const FLAGS: Readonly<Record<Property, string>> = {
  tenant: '<tenant>',
  tenantId: '--tenant-id',
  clientId: '--client-id',
  cloud: '--cloud',
  secretName: '--secret-name',
  mailboxes: '--mailbox',
  plan: '--plan',
  mayLook: '--no-look',
  unconfirmed: '--unconfirmed',
  settleSeconds: '--settle-seconds',
  looks: '--looks',
  grantedAt: '',
};

/** @throws CommandError */
export function connectionFromFlags(request: AddRequest, existing: Connection | undefined, now: Date): Connection {
  const { tenant, tenantId, clientId, mailbox, cloud, plan, look, unconfirmed, secretName } = request;
  const numbers = { settleSeconds: toNumber(request.settleSeconds), looks: toNumber(request.looks) };
  const given = {
    tenantId,
    clientId,
    mailboxes: mailbox,
    cloud,
    plan,
    mayLook: look,
    unconfirmed,
    secretName,
    ...numbers,
  };
  const parsed = connectionSchema.safeParse(
    { secretName: defaultSecretName(tenant), ...existing, ...withoutUndefined(given), tenant },
    { reportInput: true },
  );
  if (parsed.success) return needsGrant(parsed.data, existing) ? { ...parsed.data, grantedAt: now } : parsed.data;
  throw usageError(
    'The connection is not complete, or not right.',
    '`postbus tenants add --help` shows an example.',
    parsed.error.issues.map(({ path: [property, index], message, input, code }) => {
      const isMissing = code === 'invalid_type' && input === undefined;
      return toProblem(property, index, isMissing ? 'is missing' : message);
    }),
  );
}

/** A client or mailbox that comes new: the tenant's administrator grants access to it about now, and that takes time to work everywhere. */
function needsGrant(connection: Connection, existing: Connection | undefined): boolean {
  if (!existing) return true;
  const known = new Set(existing.mailboxes.map(addressKey));
  const { tenantId, clientId, mailboxes } = connection;
  return (
    tenantId.toLowerCase() !== existing.tenantId.toLowerCase() ||
    clientId.toLowerCase() !== existing.clientId.toLowerCase() ||
    mailboxes.some((mailbox) => !known.has(addressKey(mailbox)))
  );
}

/** NaN for what is none: the schema refuses it with the others. */
const toNumber = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : Number.NaN;

/** The name the vault knows a tenant's client secret by, unless the operator says otherwise. */
const defaultSecretName = (tenant: string): string => `postbus-${tenant}-client-secret`;

function toProblem(
  property: PropertyKey | undefined,
  index: PropertyKey | undefined,
  sentence: string,
): CommandProblem {
  const flag = isProperty(property) ? FLAGS[property] : '';
  const path = typeof index === 'number' ? `${flag} (number ${index + 1})` : flag;
  return {
    path,
    sentence: rangeOf(property) ?? sentence.replace(/^Invalid option: expected one of/, 'must be one of'),
  };
}

/** The schema's own words for a wrong number are a programmer's. */
function rangeOf(property: PropertyKey | undefined): string | undefined {
  if (property !== 'settleSeconds' && property !== 'looks') return undefined;
  const { minValue, maxValue } = connectionSchema.shape[property].unwrap();
  return `must be a whole number from ${minValue} to ${maxValue}`;
}

const isProperty = (property: PropertyKey | undefined): property is Property =>
  property !== undefined && Object.hasOwn(FLAGS, property);

const withoutUndefined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
