/** `postbus tenants list`: one line a connection, by key. */
import type { Connection, Connections } from '../../shared/tenant/connection.ts';
import type { Answer } from '../command-context.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { Paint } from '../terminal/terminal.ts';

export async function listTenants(connections: Pick<Connections, 'list'>, command: string): Promise<Answer> {
  const found = (await connections.list()).toSorted((a, b) => (a.tenant < b.tenant ? -1 : 1));
  return { json: { tenants: found }, text: (paint) => formatList(found, command, paint) };
}

function formatList(connections: readonly Connection[], command: string, paint: Paint): string {
  if (connections.length === 0) return `There is no connection yet. Add one with \`${command} tenants add <tenant>\`.`;
  const columns = ['tenant', 'mailboxes', 'plan', 'cloud', 'tenant id'].map((title) => ({
    title: paint('dim', title),
  }));
  return formatTable(
    columns,
    connections.map(({ tenant, mailboxes, plan, cloud, tenantId }) => [
      paint('bold', tenant),
      formatMailboxes(mailboxes),
      plan,
      cloud,
      tenantId,
    ]),
  );
}

const formatMailboxes = ([first = '', ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more`;
