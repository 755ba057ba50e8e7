/**
 * `postbus tenants add`: the secret first, then the connection that names it, so that no connection ever points at nothing.
 * Says what was written, also where the second write fails.
 */
import type { Operator } from '../../shared/compose-operator.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { CommandError } from '../command-error.ts';
import { explainError } from '../explain-error.ts';
import { findReadable } from '../parked/situation.ts';
import type { Paint } from '../terminal/terminal.ts';
import type { AddRequest } from './add-options.ts';
import { connectionFromFlags } from './connection-from-flags.ts';
import { formatExpiry } from './format-expiry.ts';
import { readSecret, type SecretChoice } from './read-secret.ts';
import { probeSoon, readWaiting, type Waiting, waitingLines } from './waiting-messages.ts';

type AddPorts = Pick<Operator, 'connections' | 'secrets' | 'ledger' | 'holds'>;
type AddContext = Pick<CommandContext, 'terminal' | 'now' | 'commandName'> & { readonly warn: (text: string) => void };

export async function addTenant(request: AddRequest, ports: AddPorts, context: AddContext): Promise<Answer> {
  checkTenantKey(request.tenant);
  // One that cannot be read is written anew: that is how it is repaired.
  const existing = await findReadable(request.tenant, ports.connections);
  const connection = connectionFromFlags(request, existing, context.now());
  const { secretName: name } = connection;
  const facts = { name, stored: await ports.secrets.describe(name), now: context.now() };
  const waiting = await readWaiting(connection, ports);
  const secret = await readSecret(request, facts, context.terminal);
  if (secret.kind === 'new' && secret.expiresAt === undefined) {
    context.warn('warning: nobody will be warned before this secret expires; run it again with --secret-expires');
  }
  await writeSecret(connection, secret, ports);
  await saveConnection(connection, secret, ports);
  await probeSoon(waiting.holds, ports, context);
  return toAnswer({ connection, secret, waiting, isNew: existing === undefined }, context);
}

async function writeSecret(
  { secretName, tenant }: Connection,
  secret: SecretChoice,
  { secrets }: AddPorts,
): Promise<void> {
  if (secret.kind === 'keep') return;
  const { value, expiresAt } = secret;
  await secrets.write({ name: secretName, value, tenant, ...(expiresAt ? { expiresAt } : {}) });
}

async function saveConnection(connection: Connection, secret: SecretChoice, { connections }: AddPorts): Promise<void> {
  try {
    await connections.save(connection);
  } catch (error) {
    if (secret.kind === 'keep') throw error;
    const { sentence, remedy } = explainError(error);
    throw new CommandError({
      code: 'ERR_PARTLY_DONE',
      sentence: `The secret ${connection.secretName} is in Key Vault, but the connection was not written: ${sentence}`,
      remedy: `${remedy} Then run the command again with --keep-secret.`,
      cause: error,
    });
  }
}

interface Added {
  readonly connection: Connection;
  readonly secret: SecretChoice;
  readonly waiting: Waiting;
  readonly isNew: boolean;
}

function toAnswer({ connection, secret, waiting, isNew }: Added, { now, commandName }: AddContext): Answer {
  const expiresAt = secret.kind === 'keep' ? secret.stored.expiresAt : secret.expiresAt;
  return {
    json: {
      tenant: connection.tenant,
      action: isNew ? 'added' : 'changed',
      connection,
      secret: { name: connection.secretName, action: secret.kind === 'keep' ? 'kept' : 'written', expiresAt },
      parkedMessages: waiting.messages,
      holds: waiting.holds.map(({ hold }) => hold),
    },
    text: (paint) =>
      [
        secretLine(connection, secret, { paint, now: now(), expiresAt }),
        ...connectionLines({ connection, secret, waiting, isNew }, paint),
        ...waitingLines(connection, waiting, commandName),
      ].join('\n'),
  };
}

function secretLine(
  { secretName }: Connection,
  { kind }: SecretChoice,
  { paint, now, expiresAt }: { readonly paint: Paint; readonly now: Date; readonly expiresAt: Date | undefined },
): string {
  const expiry = expiresAt ? formatExpiry(expiresAt, now) : 'no expiry is known';
  return `${paint('green', kind === 'keep' ? 'kept' : 'written')} secret ${paint('bold', secretName)} in Key Vault, ${expiry}`;
}

function connectionLines({ connection, secret, isNew }: Added, paint: Paint): readonly string[] {
  const { tenant, mailboxes } = connection;
  const verb = paint('green', isNew ? 'added' : 'changed');
  return [
    `${verb} connection ${paint('bold', tenant)}, sending from ${mailboxes.join(', ')}`,
    paint('dim', 'Running apps use the connection within a minute.'),
    ...(secret.kind === 'new' ? [paint('dim', SECRET_IN_USE)] : []),
  ];
}

/** An app keeps the secret it has read, and asks the vault again for good reasons alone. */
const SECRET_IN_USE =
  'The secret was not tried. Apps use it when they next read the vault, half an hour at most, or when Entra ID refuses the old one.';
