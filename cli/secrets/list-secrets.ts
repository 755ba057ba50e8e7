/** `postbus secrets`: every connection's credential as the vault has it now: when it ends, when it was used, what is wrong, who acts. */
import type { Operator } from '../../shared/compose-operator.ts';
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { CredentialUse } from '../../shared/tenant/credential-uses.ts';
import type { CredentialFacts } from '../../shared/tenant/expiry/credential-facts.ts';
import type { CredentialRecord } from '../../shared/tenant/expiry/credential-record.ts';
import { compareFindings, type Finding, findFindings, toFinding } from '../../shared/tenant/expiry/find-findings.ts';
import { lookAtCredential } from '../../shared/tenant/expiry/look-at-credential.ts';
import { sideBySide } from '../../shared/tenant/expiry/side-by-side.ts';
import {
  findListed,
  type Inventory,
  type ListedSecret,
  toBarredInventory,
} from '../../shared/tenant/expiry/vault-inventory.ts';
import { isVaultTrouble } from '../../shared/tenant/expiry/vault-trouble.ts';
import { checkTenantKey } from '../check-tenant-key.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { noConnection } from '../tenants/show-tenant.ts';
import { openProgress } from '../terminal/progress.ts';
import { compareViews, isWithin, type SecretView, toDocument, toSecretView } from './secret-view.ts';
import { formatSecrets } from './secrets-table.ts';

export interface SecretsOptions {
  /** Only what ends within so many days. */
  readonly within?: number;
  readonly json?: boolean;
}

interface SecretsRequest extends SecretsOptions {
  readonly tenant?: string | undefined;
}

type SecretsPorts = Pick<
  Operator,
  'connections' | 'credentials' | 'inventory' | 'credentialRecords' | 'credentialUses' | 'now'
>;

/** What changed since the daily check is read; of the rest the vault's list says that nothing did. */
const AT_ONCE = 16;

export async function listSecrets(
  { tenant, within, json = false }: SecretsRequest,
  ports: SecretsPorts,
  { terminal }: Pick<CommandContext, 'terminal'>,
): Promise<Answer> {
  if (tenant !== undefined) checkTenantKey(tenant);
  const [{ connections, unreadable }, inventory, records, uses] = await Promise.all([
    findConnections(tenant, ports),
    listVault(ports),
    findRecords(tenant, ports),
    ports.credentialUses.list(tenant),
  ]);
  if (tenant !== undefined && connections.length + unreadable.length === 0) throw noConnection(tenant);
  const progress = openProgress('looked at', connections.length, { terminal, json });
  const views = await viewAll(connections, { inventory, records, uses, onProgress: progress.report }, ports);
  progress.end();
  const sorted = [...views, ...unreadable.map(toUnreadableView)].toSorted(compareViews);
  const shown = within === undefined ? sorted : sorted.filter((view) => isWithin(view, within));
  const now = ports.now();
  return {
    json: { credentials: shown.map(toDocument) },
    text: (paint) => formatSecrets(shown, { paint, now, total: sorted.length, within }),
  };
}

interface Connected {
  readonly connections: readonly Connection[];
  /** Tenants whose connections cannot be read. */
  readonly unreadable: readonly string[];
}

async function findConnections(tenant: string | undefined, ports: SecretsPorts): Promise<Connected> {
  if (tenant === undefined) {
    const unreadable: string[] = [];
    return { connections: await ports.connections.list((each) => unreadable.push(each)), unreadable };
  }
  try {
    const found = await ports.connections.read(tenant);
    return { connections: found ? [found] : [], unreadable: [] };
  } catch (error) {
    if (!isDeliveryError(error) || error.code !== 'ERR_CONNECTION_UNREADABLE') throw error;
    return { connections: [], unreadable: [tenant] };
  }
}

async function findRecords(
  tenant: string | undefined,
  { credentialRecords }: SecretsPorts,
): Promise<readonly CredentialRecord[]> {
  if (tenant === undefined) return credentialRecords.list();
  const found = await credentialRecords.find(tenant);
  return found ? [found] : [];
}

/** A vault that gives no list is what is wrong with every credential in it: the list is wanted just then. */
async function listVault({ inventory }: SecretsPorts): Promise<Inventory> {
  try {
    return await inventory.list();
  } catch (error) {
    if (!isVaultTrouble(error)) throw error;
    return toBarredInventory(error);
  }
}

interface Stock {
  readonly inventory: Inventory;
  readonly records: readonly CredentialRecord[];
  readonly uses: readonly CredentialUse[];
  readonly onProgress: (done: number) => void;
}

async function viewAll(
  connections: readonly Connection[],
  { inventory, records, uses, onProgress }: Stock,
  ports: SecretsPorts,
): Promise<readonly SecretView[]> {
  const recordOf = new Map(records.map((record) => [record.tenant, record]));
  const usesOf = Map.groupBy(uses, ({ tenant }) => tenant);
  const views: SecretView[] = [];
  await sideBySide(connections, { atOnce: AT_ONCE }, async (connection) => {
    const { tenant } = connection;
    const seen = await look(connection, { inventory, record: recordOf.get(tenant) }, ports);
    views.push(toSecretView({ connection, ...seen, uses: usesOf.get(tenant) ?? [], now: ports.now() }));
    onProgress(views.length);
  });
  return views;
}

interface Seen {
  readonly listed: ListedSecret | undefined;
  readonly facts: CredentialFacts | undefined;
  readonly findings: readonly Finding[];
}

/** A vault that fails over one of them is what is wrong with that one, beside what is remembered of it. */
async function look(
  connection: Connection,
  { inventory, record }: { readonly inventory: Inventory; readonly record: CredentialRecord | undefined },
  { credentials, now }: SecretsPorts,
): Promise<Seen> {
  try {
    const listed = findListed(connection, inventory);
    const { facts } = await lookAtCredential(connection, { listed, record }, credentials);
    return { listed, facts, findings: findFindings(facts, now()) };
  } catch (error) {
    if (!isVaultTrouble(error)) throw error;
    const facts = record?.facts;
    const { provider } = error.details;
    const trouble = toFinding({ code: error.code, ...(provider === undefined ? {} : { provider }) });
    const findings = [trouble, ...(facts ? findFindings(facts, now()) : [])];
    return { listed: undefined, facts, findings: findings.toSorted(compareFindings) };
  }
}

const toUnreadableView = (tenant: string): SecretView => ({
  tenant,
  findings: [toFinding({ code: 'ERR_CONNECTION_UNREADABLE' })],
});
