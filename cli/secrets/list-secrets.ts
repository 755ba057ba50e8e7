/** `postbus secrets`: every connection's credential as the vault has it now: when it ends, when it was used, what is wrong, who acts. */
import type { Operator } from '../../shared/compose-operator.ts';
import { isDeliveryError } from '../../shared/delivery/delivery-error.ts';
import type { Connection } from '../../shared/tenant/connection.ts';
import type { CredentialUse } from '../../shared/tenant/credential-uses.ts';
import type { CredentialFacts } from '../../shared/tenant/expiry/credential-facts.ts';
import type { CredentialRecord } from '../../shared/tenant/expiry/credential-record.ts';
import { type Finding, findFindings, toFinding } from '../../shared/tenant/expiry/find-findings.ts';
import { lookAtCredential } from '../../shared/tenant/expiry/look-at-credential.ts';
import { sideBySide } from '../../shared/tenant/expiry/side-by-side.ts';
import type { Inventory, ListedSecret } from '../../shared/tenant/expiry/vault-inventory.ts';
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
  const unreadable: string[] = [];
  const [connections, inventory, records, uses] = await Promise.all([
    ports.connections.list((each) => unreadable.push(each)),
    ports.inventory.list(),
    ports.credentialRecords.list(),
    ports.credentialUses.list(tenant),
  ]);
  const isMeant = (each: string): boolean => tenant === undefined || each === tenant;
  const meant = connections.filter((each) => isMeant(each.tenant));
  const broken = unreadable.filter(isMeant);
  if (tenant !== undefined && meant.length + broken.length === 0) throw noConnection(tenant);
  const progress = openProgress('looked at', meant.length, { terminal, json });
  const views = await viewAll(meant, { inventory, records, uses, onProgress: progress.report }, ports);
  progress.end();
  const sorted = [...views, ...broken.map(toUnreadableView)].toSorted(compareViews);
  const shown = within === undefined ? sorted : sorted.filter((view) => isWithin(view, within));
  const now = ports.now();
  return {
    json: { credentials: shown.map(toDocument) },
    text: (paint) => formatSecrets(shown, { paint, now, total: sorted.length, within }),
  };
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
    const { tenant, secretName } = connection;
    const listed = secretName === undefined ? undefined : inventory.find(secretName);
    const seen = await look(connection, { listed, record: recordOf.get(tenant) }, ports);
    views.push(toSecretView({ connection, ...seen, listed, uses: usesOf.get(tenant) ?? [], now: ports.now() }));
    onProgress(views.length);
  });
  return views;
}

interface Seen {
  readonly facts: CredentialFacts | undefined;
  readonly findings: readonly Finding[];
}

/** A vault that fails over one of them is what is wrong with that one. */
async function look(
  connection: Connection,
  known: { readonly listed: ListedSecret | undefined; readonly record: CredentialRecord | undefined },
  { credentials, now }: SecretsPorts,
): Promise<Seen> {
  try {
    const { facts } = await lookAtCredential(connection, known, credentials);
    return { facts, findings: findFindings(facts, now()) };
  } catch (error) {
    if (!isDeliveryError(error)) throw error;
    const { code, details } = error;
    if (code !== 'ERR_VAULT_UNAVAILABLE' && code !== 'ERR_VAULT_ACCESS_DENIED') throw error;
    const { provider } = details;
    const finding = toFinding({ code, ...(provider === undefined ? {} : { provider }) });
    return { facts: known.record?.facts, findings: [finding] };
  }
}

const toUnreadableView = (tenant: string): SecretView => ({
  tenant,
  findings: [toFinding({ code: 'ERR_CONNECTION_UNREADABLE' })],
});
