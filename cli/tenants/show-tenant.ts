/** `postbus tenants show`: a connection, and what the vault says about its secret, without the secret. */
import type { Operator } from '../../shared/compose-operator.ts';
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import { HOUR } from '../../shared/duration.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import { daysUntil } from '../../shared/tenant/expiry/days-until.ts';
import type { Hold } from '../../shared/tenant/hold.ts';
import type { VaultSecrets } from '../../shared/tenant/vault-secrets.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer } from '../command-context.ts';
import { notFoundError } from '../command-error.ts';
import { nameCommands } from '../command-name.ts';
import { explainError } from '../explain-error.ts';
import { formatHoldLine } from '../holds/format-hold.ts';
import { formatFields } from '../terminal/format-table.ts';
import { formatDistance, formatInstant } from '../terminal/format-time.ts';
import type { Paint } from '../terminal/terminal.ts';
import { formatExpiry } from './format-expiry.ts';

type SecretState =
  | { readonly state: 'stored'; readonly version: string; readonly expiresAt?: Date; readonly daysLeft?: number }
  | { readonly state: 'missing' }
  /** A federated connection has none. */
  | { readonly state: 'none' }
  | { readonly state: 'unknown'; readonly code: string; readonly sentence: string; readonly remedy: string };

export async function showTenant(
  tenant: string,
  { connections, secrets, holds }: Pick<Operator, 'connections' | 'secrets' | 'holds'>,
  { now, command }: { readonly now: Date; readonly command: string },
): Promise<Answer> {
  checkTenantKey(tenant);
  const connection = await connections.find(tenant);
  if (connection === undefined) throw noConnection(tenant);
  const secret = await describeSecret(connection, secrets, now);
  const held = (await holds.list())
    .map(({ hold }) => hold)
    .filter((hold) => hold.tenant === tenant && hold.state !== 'lifted');
  return {
    json: { ...connection, secret: { name: connection.secretName, ...secret }, holds: held },
    text: (paint) => formatConnection({ connection, secret, held }, { paint, now, command }),
  };
}

export const noConnection = (tenant: string) =>
  notFoundError(
    `There is no connection ${JSON.stringify(tenant)}.`,
    '`postbus tenants list` shows all; `postbus tenants add` adds one.',
  );

/** A vault that cannot be asked is part of the answer: the connection is worth seeing all the same. */
async function describeSecret(
  { secretName: name }: Connection,
  secrets: Pick<VaultSecrets, 'describe'>,
  now: Date,
): Promise<SecretState> {
  if (name === undefined) return { state: 'none' };
  try {
    const found = await secrets.describe(name);
    if (found === undefined) return { state: 'missing' };
    const { expiresAt } = found;
    return { state: 'stored', ...found, ...(expiresAt ? { daysLeft: daysUntil(expiresAt, now) } : {}) };
  } catch (error) {
    if (!isDeliveryError(error)) throw error;
    const { code, sentence, remedy } = explainError(error);
    return { state: 'unknown', code, sentence, remedy };
  }
}

interface View {
  readonly paint: Paint;
  readonly now: Date;
  readonly command: string;
}

interface Shown {
  readonly connection: Connection;
  readonly secret: SecretState;
  readonly held: readonly Hold[];
}

function formatConnection({ connection, secret, held }: Shown, view: View): string {
  const { paint, now } = view;
  const { tenant, tenantId, clientId, cloud, plan, mailboxes, mayLook, unconfirmed, grantedAt } = connection;
  const [first = '', ...others] = mailboxes;
  return [
    paint('bold', tenant),
    formatFields([
      ['tenant id', tenantId],
      ['client id', clientId],
      ['cloud', cloud],
      ['mailboxes', others.length > 0 ? `${first} ${paint('dim', '(default)')}` : first],
      ...others.map((mailbox) => ['', mailbox] as const),
      ['plan', plan],
      ['unconfirmed', mayLook ? lookedUp(connection) : `cannot be looked up: ${unconfirmed}`],
      ...credentialFields(connection, secret, view),
      ['granted', grantedAt && formatGrant(grantedAt, now)],
      ...held.map((hold, index) => [index === 0 ? 'held' : '', paint('red', formatHoldLine(hold, now))] as const),
    ]),
  ].join('\n');
}

function credentialFields(connection: Connection, secret: SecretState, view: View) {
  const { credential, secretName, autoRotate } = connection;
  if (credential === 'federated')
    return [['credential', 'federated: the managed identity of the Function App vouches for the client'] as const];
  return [
    [credential === 'certificate' ? 'certificate' : 'secret', secretName] as const,
    ['', formatSecret(secret, { ...view, credential })] as const,
    ...(autoRotate ? [['', 'renewed by Postbus itself'] as const] : []),
  ];
}

const lookedUp = ({ settleSeconds, looks }: Connection): string =>
  `looked up in the mailbox after ${settleSeconds} s, ${looks === 1 ? 'once' : `up to ${looks} times`}`;

/** A grant of Exchange's takes so long to work everywhere: until then a refusal is tried again, and holds nothing. */
const YOUNG_FOR = 2 * HOUR;

const formatGrant = (grantedAt: Date, now: Date): string =>
  now.getTime() - grantedAt.getTime() < YOUNG_FOR
    ? `asked for ${formatDistance(grantedAt, now)}: it may take 2 hours to work everywhere`
    : `asked for ${formatInstant(grantedAt)}`;

/** From here on a renewal should be under way. */
const DAYS_TO_ACT = 30;

function formatSecret(
  secret: SecretState,
  { paint, now, command, credential }: View & Pick<Connection, 'credential'>,
): string {
  if (secret.state === 'none') return '';
  if (secret.state === 'missing')
    return paint(
      'red',
      credential === 'certificate'
        ? 'is not in Key Vault: create it there'
        : `is not in Key Vault: store it with \`${command} tenants add\``,
    );
  if (secret.state === 'unknown') return paint('red', nameCommands(`${secret.sentence} ${secret.remedy}`, command));
  const { expiresAt } = secret;
  if (expiresAt === undefined) return paint('yellow', 'in Key Vault; when it expires is not known');
  const expiry = formatExpiry(expiresAt, now);
  if (expiresAt <= now) return paint('red', expiry);
  return daysUntil(expiresAt, now) < DAYS_TO_ACT ? paint('yellow', expiry) : expiry;
}
