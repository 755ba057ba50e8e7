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
import { type CredentialChoice, chooseCredential } from './choose-credential.ts';
import { connectionFromFlags } from './connection-from-flags.ts';
import { credentialJson, credentialLines, usedFrom } from './credential-lines.ts';
import { probeSoon, readWaiting, type Waiting, waitingLines } from './waiting-messages.ts';

type AddPorts = Pick<Operator, 'connections' | 'secrets' | 'credentials' | 'ledger' | 'holds'>;
type AddContext = Pick<CommandContext, 'terminal' | 'now' | 'commandName'> & { readonly warn: (text: string) => void };

export async function addTenant(request: AddRequest, ports: AddPorts, context: AddContext): Promise<Answer> {
  checkTenantKey(request.tenant);
  // One that cannot be read is written anew: that is how it is repaired.
  const existing = await findReadable(request.tenant, ports.connections);
  const wanted = connectionFromFlags(request, existing, context.now());
  const waiting = await readWaiting(wanted, ports);
  const choice = await chooseCredential(request, wanted, ports, context);
  await writeSecret(wanted, choice, ports);
  const connection = isAnother(choice, wanted, existing) ? { ...wanted, rotatedAt: context.now() } : wanted;
  await saveConnection(connection, choice, ports);
  await probeSoon(waiting.holds, ports, context);
  return toAnswer({ connection, choice, waiting, isNew: existing === undefined }, context);
}

/** Whoever runs already reads the credential anew then, and not only after half an hour. */
const isAnother = ({ kind }: CredentialChoice, wanted: Connection, existing: Connection | undefined): boolean =>
  existing !== undefined &&
  (kind === 'new' || wanted.credential !== existing.credential || wanted.secretName !== existing.secretName);

async function writeSecret(
  { secretName: name = '', tenant }: Connection,
  choice: CredentialChoice,
  { secrets }: AddPorts,
): Promise<void> {
  if (choice.kind !== 'new') return;
  const { value, expiresAt } = choice;
  await secrets.write({ name, value, tenant, ...(expiresAt ? { expiresAt } : {}) });
}

async function saveConnection(
  connection: Connection,
  { kind }: CredentialChoice,
  { connections }: AddPorts,
): Promise<void> {
  try {
    await connections.save(connection);
  } catch (error) {
    if (kind !== 'new') throw error;
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
  readonly choice: CredentialChoice;
  readonly waiting: Waiting;
  readonly isNew: boolean;
}

function toAnswer({ connection, choice, waiting, isNew }: Added, { now, commandName }: AddContext): Answer {
  return {
    json: {
      tenant: connection.tenant,
      action: isNew ? 'added' : 'changed',
      connection,
      ...credentialJson(connection, choice),
      parkedMessages: waiting.messages,
      holds: waiting.holds.map(({ hold }) => hold),
    },
    text: (paint) =>
      [
        ...credentialLines(connection, choice, { paint, now: now() }),
        ...connectionLines({ connection, choice, waiting, isNew }, paint),
        ...waitingLines(connection, waiting, commandName),
      ].join('\n'),
  };
}

function connectionLines({ connection, choice, isNew }: Added, paint: Paint): readonly string[] {
  const { tenant, mailboxes } = connection;
  const verb = paint('green', isNew ? 'added' : 'changed');
  return [
    `${verb} connection ${paint('bold', tenant)}, sending from ${mailboxes.join(', ')}`,
    paint('dim', 'Running apps use the connection within a minute.'),
    ...usedFrom(choice).map((line) => paint('dim', line)),
  ];
}
