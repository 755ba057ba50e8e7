/** From the flags of `tenants add` to a connection, on top of the one that is there. Every problem at once, each with its flag. */
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
};

/** @throws CommandError */
export function connectionFromFlags(request: AddRequest, existing: Connection | undefined): Connection {
  const { tenant, tenantId, clientId, mailbox, cloud, plan, look, unconfirmed, secretName } = request;
  const given = { tenantId, clientId, mailboxes: mailbox, cloud, plan, mayLook: look, unconfirmed, secretName };
  const parsed = connectionSchema.safeParse(
    { secretName: defaultSecretName(tenant), ...existing, ...withoutUndefined(given), tenant },
    { reportInput: true },
  );
  if (parsed.success) return parsed.data;
  throw usageError(
    'The connection is not complete, or not right.',
    '`postbus tenants add --help` shows an example.',
    parsed.error.issues.map(({ path: [property, index], message, input, code }) => {
      const isMissing = code === 'invalid_type' && input === undefined;
      return toProblem(property, index, isMissing ? 'is missing' : message);
    }),
  );
}

/** The name the vault knows a tenant's client secret by, unless the operator says otherwise. */
const defaultSecretName = (tenant: string): string => `postbus-${tenant}-client-secret`;

function toProblem(
  property: PropertyKey | undefined,
  index: PropertyKey | undefined,
  sentence: string,
): CommandProblem {
  const flag = isProperty(property) ? FLAGS[property] : '';
  const path = typeof index === 'number' ? `${flag} (number ${index + 1})` : flag;
  return { path, sentence: sentence.replace(/^Invalid option: expected one of/, 'must be one of') };
}

const isProperty = (property: PropertyKey | undefined): property is Property =>
  property !== undefined && Object.hasOwn(FLAGS, property);

const withoutUndefined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
