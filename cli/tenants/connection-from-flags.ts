/** From the flags of `tenants add` to a connection, on top of the one that is there. Every problem at once, each with its flag. */
import { addressKey } from '../../shared/message/address.ts';
import { type Connection, type CredentialKind, connectionSchema } from '../../shared/tenant/connection.ts';
import { type CommandProblem, usageError } from '../command-error.ts';
import type { AddRequest } from './add-options.ts';

type Property = keyof typeof connectionSchema.shape;

const FLAGS: Readonly<Record<Property, string>> = {
  tenant: '<tenant>',
  tenantId: '--tenant-id',
  clientId: '--client-id',
  cloud: '--cloud',
  credential: '--credential',
  secretName: '--secret-name',
  mailboxes: '--mailbox',
  plan: '--plan',
  mayLook: '--no-look',
  unconfirmed: '--unconfirmed',
  settleSeconds: '--settle-seconds',
  looks: '--looks',
  grantedAt: '',
  autoRotate: '--auto-rotate',
  rotatedAt: '',
};

/** @throws CommandError */
export function connectionFromFlags(request: AddRequest, existing: Connection | undefined, now: Date): Connection {
  const { tenant, tenantId, clientId, mailbox, cloud, plan, look, unconfirmed } = request;
  const numbers = { settleSeconds: toNumber(request.settleSeconds), looks: toNumber(request.looks) };
  const given = {
    tenantId,
    clientId,
    mailboxes: mailbox,
    cloud,
    plan,
    mayLook: look,
    unconfirmed,
    ...numbers,
  };
  const parsed = connectionSchema.safeParse(
    withoutUndefined({ ...existing, ...withoutUndefined(given), ...credentialOf(request, existing), tenant }),
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

/** Another kind of credential is another thing in the vault: neither the name nor the renewal of the one before fits it. */
function credentialOf({ tenant, credential, secretName, autoRotate }: AddRequest, existing: Connection | undefined) {
  const kind = credential ?? existing?.credential ?? 'client-secret';
  const kept = kind === existing?.credential ? existing : undefined;
  return {
    credential: kind,
    secretName: secretName ?? kept?.secretName ?? defaultSecretName(kind, tenant),
    autoRotate: autoRotate ?? kept?.autoRotate ?? false,
  };
}

/** The name the vault knows a tenant's credential by, unless the operator says otherwise. */
function defaultSecretName(kind: string, tenant: string): string | undefined {
  const federated: CredentialKind = 'federated';
  return kind === federated ? undefined : `postbus-${tenant}-${kind}`;
}

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
