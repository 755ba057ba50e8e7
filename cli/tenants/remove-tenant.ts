/** `postbus tenants remove`: the connection first, so that nothing uses the secret any more, then the secret where that is wanted. */
import type { Operator } from '../../shared/compose-operator.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { StoredHold } from '../../shared/tenant/holds.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { CommandError, usageError } from '../command-error.ts';
import { explainError } from '../explain-error.ts';
import { countOf } from '../terminal/count-of.ts';
import { ask } from '../terminal/prompt.ts';
import type { Paint, Terminal } from '../terminal/terminal.ts';
import { noConnection } from './show-tenant.ts';

export interface RemoveOptions {
  readonly withSecret?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

interface RemoveRequest extends RemoveOptions {
  readonly tenant: string;
}

type RemoveContext = Pick<CommandContext, 'terminal' | 'commandName'>;
type RemovePorts = Pick<Operator, 'connections' | 'secrets' | 'ledger' | 'holds'>;

/** More than this nobody counts. */
const MOST_COUNTED = 5000;

export async function removeTenant(
  request: RemoveRequest,
  ports: RemovePorts,
  { terminal, commandName }: RemoveContext,
): Promise<Answer> {
  const { tenant, withSecret = false, yes } = request;
  checkTenantKey(tenant);
  const connection = await ports.connections.find(tenant);
  if (connection === undefined) throw noConnection(tenant);
  const holds = (await ports.holds.list()).filter(({ hold }) => hold.tenant === tenant);
  const parked = await countParkedOf(tenant, ports);
  if (!yes) await confirm(request, { parked, terminal });
  const records = (await ports.ledger.list(tenant, MOST_COUNTED)).length;
  if (!(await ports.connections.remove(tenant))) throw noConnection(tenant);
  await removeHolds(tenant, holds, ports);
  // A certificate's secret cannot be deleted by itself: only the certificate can, with its key.
  const isDeleted = withSecret && connection.credential === 'client-secret';
  if (isDeleted) await removeSecret(connection, ports);
  const inForce = holds.filter(({ hold }) => hold.state !== 'lifted');
  return {
    json: {
      tenant,
      action: 'removed',
      ...(connection.secretName === undefined
        ? {}
        : { secret: { name: connection.secretName, action: isDeleted ? 'deleted' : 'kept' } }),
      records: { count: records, isWhole: records < MOST_COUNTED },
      holds: inForce.map(({ hold }) => hold),
      parkedMessages: parked,
    },
    text: (paint) =>
      formatRemoved({ connection, isDeleted, records, parked, holds: inForce.length, commandName }, paint),
  };
}

async function removeHolds(tenant: string, stored: readonly StoredHold[], { holds }: RemovePorts): Promise<void> {
  try {
    await Promise.all(stored.map((each) => holds.remove(each)));
  } catch (error) {
    const { sentence, remedy } = explainError(error);
    throw new CommandError({
      code: 'ERR_PARTLY_DONE',
      sentence: `The connection ${tenant} is removed, but not its holds: ${sentence}`,
      remedy: `${remedy} Holds without a connection keep nothing that could be sent.`,
      cause: error,
    });
  }
}

async function removeSecret({ tenant, secretName = '' }: Connection, { secrets }: RemovePorts): Promise<void> {
  try {
    await secrets.remove(secretName);
  } catch (error) {
    const { sentence, remedy } = explainError(error);
    throw new CommandError({
      code: 'ERR_PARTLY_DONE',
      sentence: `The connection ${tenant} is removed, but its secret ${secretName} is still in Key Vault: ${sentence}`,
      remedy: `${remedy} Then delete the secret there.`,
      cause: error,
    });
  }
}

async function countParkedOf(tenant: string, { ledger }: RemovePorts): Promise<number> {
  let count = 0;
  for await (const _parked of ledger.select({ tenant, states: ['parked'] })) count += 1;
  return count;
}

async function confirm(
  { tenant }: RemoveRequest,
  { parked, terminal }: { readonly parked: number; readonly terminal: Terminal },
): Promise<void> {
  if (!(terminal.input.isTTY && terminal.errors.isTTY)) {
    throw usageError(
      `Nobody confirms that ${tenant} is to be removed.`,
      'Give --yes where there is no terminal to ask on.',
    );
  }
  const answer = await ask(
    terminal,
    `${parked > 0 ? `${countOf(parked, 'message')} of ${tenant} ${parked === 1 ? 'is' : 'are'} parked and not sent yet. ` : ''}New messages of ${tenant} will be parked until it is added again. Type its key to remove it: `,
  );
  if (answer.trim() === tenant) return;
  throw new CommandError({
    code: 'ERR_NOT_CONFIRMED',
    sentence: `The answer is not ${tenant}; nothing was removed.`,
    remedy: 'Run the command again and type the key exactly.',
  });
}

interface Removed {
  readonly connection: Connection;
  readonly isDeleted: boolean;
  readonly records: number;
  readonly parked: number;
  readonly holds: number;
  readonly commandName: string;
}

function formatRemoved(removed: Removed, paint: Paint): string {
  const { connection, records, parked, holds, commandName } = removed;
  const { tenant } = connection;
  const count = records < MOST_COUNTED ? String(records) : `${MOST_COUNTED} or more`;
  return [
    `${paint('green', 'removed')} connection ${paint('bold', tenant)}; running apps may use it for another minute`,
    ...secretLines(removed, paint),
    `${count} ${records === 1 ? 'record' : 'records'} of messages ${records === 1 ? 'stays' : 'stay'} (${commandName} status ${tenant})`,
    ...(holds > 0 ? [`${paint('green', 'removed')} ${countOf(holds, 'hold')}`] : []),
    ...(parked > 0
      ? [
          paint(
            'yellow',
            `${countOf(parked, 'message')} of them ${parked === 1 ? 'is' : 'are'} parked and not sent: cancel ${parked === 1 ? 'it' : 'them'} (${commandName} parked ${tenant}), or add the connection again`,
          ),
        ]
      : []),
  ].join('\n');
}

function secretLines({ connection: { secretName, credential }, isDeleted }: Removed, paint: Paint): readonly string[] {
  if (secretName === undefined) return [];
  if (isDeleted)
    return [
      `${paint('green', 'deleted')} secret ${secretName} from Key Vault, where it can still be recovered for a time`,
    ];
  const what = credential === 'certificate' ? 'certificate' : 'secret';
  return [`kept ${what} ${secretName} in Key Vault; delete it there when it is not needed any more`];
}
