/** `postbus tenants show`: a connection, and what the vault says about its secret, without the secret. */
import type { Operator } from '../../shared/compose-operator.ts';
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { VaultSecrets } from '../../shared/tenant/vault-secrets.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer } from '../command-context.ts';
import { notFoundError } from '../command-error.ts';
import { nameCommands } from '../command-name.ts';
import { explainError } from '../explain-error.ts';
import { formatFields } from '../terminal/format-table.ts';
import { daysUntil } from '../terminal/format-time.ts';
import type { Paint } from '../terminal/terminal.ts';
import { formatExpiry } from './format-expiry.ts';

type SecretState =
  | { readonly state: 'stored'; readonly version: string; readonly expiresAt?: Date; readonly daysLeft?: number }
  | { readonly state: 'missing' }
  | { readonly state: 'unknown'; readonly code: string; readonly sentence: string; readonly remedy: string };

export async function showTenant(
  tenant: string,
  { connections, secrets }: Pick<Operator, 'connections' | 'secrets'>,
  { now, command }: { readonly now: Date; readonly command: string },
): Promise<Answer> {
  checkTenantKey(tenant);
  const connection = await connections.find(tenant);
  if (connection === undefined) throw noConnection(tenant);
  const secret = await describeSecret(connection.secretName, secrets, now);
  return {
    json: { ...connection, secret: { name: connection.secretName, ...secret } },
    text: (paint) => formatConnection(connection, secret, { paint, now, command }),
  };
}

export const noConnection = (tenant: string) =>
  notFoundError(
    `There is no connection ${JSON.stringify(tenant)}.`,
    '`postbus tenants list` shows all; `postbus tenants add` adds one.',
  );

/** A vault that cannot be asked is part of the answer: the connection is worth seeing all the same. */
async function describeSecret(name: string, secrets: Pick<VaultSecrets, 'describe'>, now: Date): Promise<SecretState> {
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

function formatConnection(connection: Connection, secret: SecretState, view: View): string {
  const { paint } = view;
  const { tenant, tenantId, clientId, cloud, plan, mailboxes, mayLook, unconfirmed, secretName } = connection;
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
      ['unconfirmed', mayLook ? 'looked up in the mailbox' : `cannot be looked up: ${unconfirmed}`],
      ['secret', secretName],
      ['', formatSecret(secret, view)],
    ]),
  ].join('\n');
}

/** From here on a renewal should be under way. */
const DAYS_TO_ACT = 30;

function formatSecret(secret: SecretState, { paint, now, command }: View): string {
  if (secret.state === 'missing') return paint('red', `is not in Key Vault: store it with \`${command} tenants add\``);
  if (secret.state === 'unknown') return paint('red', nameCommands(`${secret.sentence} ${secret.remedy}`, command));
  const { expiresAt, daysLeft = 0 } = secret;
  if (expiresAt === undefined) return paint('yellow', 'in Key Vault; when it expires is not known');
  const expiry = formatExpiry(expiresAt, now);
  if (daysLeft < 0) return paint('red', expiry);
  return daysLeft < DAYS_TO_ACT ? paint('yellow', expiry) : expiry;
}
