/** The daily check with everything around it in memory: a vault and an Entra ID that a test changes, a clock, and a way to be killed. */
import { deliveryError } from '../../../../shared/delivery/delivery-error.ts';
import type { ErrorCode } from '../../../../shared/delivery/error-codes.ts';
import { DAY, MINUTE } from '../../../../shared/duration.ts';
import type { LogEvent } from '../../../../shared/log/log-sink.ts';
import type { RegisteredCredential } from '../../../../shared/tenant/app-registrations.ts';
import { type Connection, type ConnectionInput, connectionSchema } from '../../../../shared/tenant/connection.ts';
import type { Credential } from '../../../../shared/tenant/credential.ts';
import { type CheckPorts, checkCredentials } from '../../../../shared/tenant/expiry/check-credentials.ts';
import { type ListedSecret, toInventory } from '../../../../shared/tenant/expiry/vault-inventory.ts';
import { createMemoryAlerts } from '../../../harness/memory/memory-alerts.ts';
import { createMemoryCredentialRecords } from '../../../harness/memory/memory-credential-records.ts';

export const NOW = new Date('2026-01-01T06:00:00Z');
export const inDays = (days: number, from: Date = NOW): Date => new Date(from.getTime() + days * DAY);

export interface StoredSecret {
  version: string;
  expiresAt?: Date;
  notBefore?: Date;
  isEnabled: boolean;
  updatedAt: Date;
  /** What reading it throws. */
  failure?: ErrorCode;
  value?: string;
}

export function openCheck() {
  let now = NOW;
  const secrets = new Map<string, StoredSecret>();
  const connections = new Map<string, Connection>();
  const unreadable = new Set<string>();
  /** By tenant or by version, what asking for a token throws. */
  const refusals = new Map<string, ErrorCode>();
  const registrations = new Map<string, readonly RegisteredCredential[]>();
  /** Of a tenant, the version before the newest one. */
  const earlier = new Map<string, string>();
  const earlierEnds = new Map<string, Date>();
  /** Of a tenant, what the next reads of its secret throw. */
  const failing = new Map<string, () => Error>();
  const vault: { failure?: ErrorCode } = {};
  const counts = { reads: 0, tokens: 0, lists: 0, saves: 0 };
  const events: LogEvent[] = [];
  const alerts = createMemoryAlerts();
  const records = createMemoryCredentialRecords();

  function toCredential({ tenant, credential }: Connection, version: string, secret?: StoredSecret): Credential {
    const facts = { version, fingerprint: `${tenant}-${version}` };
    const expiresAt = secret?.expiresAt ? { expiresAt: secret.expiresAt } : {};
    if (credential === 'federated') return { kind: credential, ...facts, version: '', assertion: async () => 'a' };
    if (credential === 'certificate')
      return { kind: credential, ...facts, ...expiresAt, privateKey: 'k', thumbprint: 't' };
    return { kind: credential, ...facts, ...expiresAt, secret: secret?.value ?? 'abc~1' };
  }

  async function read(connection: Connection): Promise<Credential> {
    if (connection.credential === 'federated') return toCredential(connection, '');
    if (vault.failure) throw deliveryError(vault.failure, { provider: '503' });
    const failure = failing.get(connection.tenant);
    if (failure) throw failure();
    counts.reads += 1;
    const secret = secrets.get(connection.secretName ?? '');
    if (!secret) throw deliveryError('ERR_CREDENTIAL_MISSING', { provider: '404 SecretNotFound' });
    if (!secret.isEnabled) throw deliveryError('ERR_CREDENTIAL_DISABLED', { provider: '403 SecretDisabled' });
    if (secret.failure) throw deliveryError(secret.failure, { provider: 'broken' });
    return toCredential(connection, secret.version, secret);
  }

  const ports: CheckPorts = {
    connections: {
      list: async (onUnreadable) => {
        for (const tenant of unreadable) onUnreadable?.(tenant, deliveryError('ERR_CONNECTION_UNREADABLE'));
        return [...connections.values()].filter(({ tenant }) => !unreadable.has(tenant));
      },
    },
    inventory: {
      list: async () => {
        if (vault.failure) throw deliveryError(vault.failure, { provider: '503' });
        counts.lists += 1;
        return toInventory([...secrets].map(([name, secret]) => toListed(name, secret)));
      },
    },
    records: {
      ...records,
      save: (record) => {
        counts.saves += 1;
        return records.save(record);
      },
    },
    credentials: {
      // Where the newest version is refused, what mail goes on with.
      read: async (connection) => {
        const version = earlier.get(connection.tenant);
        return version === undefined ? read(connection) : toCredential(connection, version);
      },
      readAgain: read,
      readEarlier: async (connection) => {
        const version = earlier.get(connection.tenant);
        const expiresAt = earlierEnds.get(connection.tenant);
        if (version === undefined || (expiresAt && expiresAt <= now)) return undefined;
        return { ...toCredential(connection, version), ...(expiresAt ? { expiresAt } : {}) };
      },
    },
    tokens: {
      acquire: async ({ tenant }, { version }) => {
        counts.tokens += 1;
        const code = refusals.get(tenant) ?? refusals.get(`${tenant} ${version}`);
        if (code) throw deliveryError(code, { provider: 'AADSTS7000215' });
        return 'token';
      },
    },
    registrations: {
      read: async ({ tenant }) => {
        const credentials = registrations.get(tenant);
        return credentials && { credentials };
      },
    },
    alerts,
    pace: { elapsed: () => now.getTime(), wait: async () => undefined },
    log: (event) => events.push(event),
    now: () => now,
  };

  const bundle = {
    ports,
    vault,
    secrets,
    connections,
    unreadable,
    refusals,
    registrations,
    earlier,
    earlierEnds,
    failing,
    counts,
    events,
    alerts,
    records,
    now: () => now,
    moveTo: (instant: Date) => {
      now = instant;
    },
    /** A connection, and its secret where one is given. */
    add(tenant: string, secret?: Partial<StoredSecret>, input: Partial<ConnectionInput> = {}): string {
      const secretName = input.credential === 'federated' ? {} : { secretName: `secret-${tenant}` };
      connections.set(
        tenant,
        connectionSchema.parse({
          tenant,
          tenantId: '11111111-2222-3333-4444-555555555555',
          clientId: '66666666-7777-8888-9999-000000000000',
          mailboxes: [`noreply@${tenant}.example`],
          ...secretName,
          ...input,
        }),
      );
      if (secret) bundle.store(tenant, secret);
      return tenant;
    },
    /** A new version, or a change of the one that is there. */
    store(tenant: string, change: Partial<StoredSecret>): void {
      const name = `secret-${tenant}`;
      const before = secrets.get(name) ?? { version: 'v1', isEnabled: true };
      secrets.set(name, { ...before, ...change, updatedAt: now });
    },
    run: (over: CheckPorts = ports, budgetMs = 8 * MINUTE) => checkCredentials(over, { budgetMs }),
    /** Of what was raised so far, and forgets it. */
    async raised(): Promise<readonly string[]> {
      const ids = (await alerts.list()).map(({ alert }) => alert.id).filter((id) => !seen.has(id));
      for (const id of ids) seen.add(id);
      return ids.toSorted();
    },
  };
  const seen = new Set<string>();
  return bundle;
}

const toListed = (name: string, { expiresAt, notBefore, isEnabled, updatedAt }: StoredSecret): ListedSecret => ({
  name,
  isEnabled,
  updatedAt,
  ...(expiresAt ? { expiresAt } : {}),
  ...(notBefore ? { notBefore } : {}),
});
