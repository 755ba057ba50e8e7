/** Joins the flow to Microsoft's services: the only file, with compose-operator.ts, that knows both sides. */

import { composeAlerts } from './compose-alerts.ts';
import { composeExpiry } from './compose-expiry.ts';
import { composeRotation } from './compose-rotation.ts';
import { LONGEST_WAIT_IN_PROCESS } from './delivery/deadlines.ts';
import { deliverMessage } from './delivery/deliver-message.ts';
import type { DeliveryPorts } from './delivery/delivery-ports.ts';
import { keepHouse } from './delivery/keep-house.ts';
import { createPermits } from './delivery/permits.ts';
import { probeHolds } from './delivery/probe-holds.ts';
import { recordDeadLetter } from './delivery/record-dead-letter.ts';
import { DAY, MINUTE } from './duration.ts';
import { createHealthCheck, type Health } from './health/check-health.ts';
import { formatLog } from './log/format-log.ts';
import type { LogEvent, LogLevel } from './log/log-sink.ts';
import { createFindEndpoints } from './services/cloud-endpoints.ts';
import { createEntraTokens } from './services/entra/entra-tokens.ts';
import { createFederatedCredentials } from './services/entra/federated-credentials.ts';
import { createGraphAppRegistrations } from './services/graph/graph-app-registrations.ts';
import { createGraphMailboxAccess } from './services/graph/graph-mailbox-access.ts';
import { openAppIdentity } from './services/identity/app-identity.ts';
import { createKeyVaultCredentials } from './services/key-vault/key-vault-credentials.ts';
import { createKeyVaultInventory } from './services/key-vault/key-vault-inventory.ts';
import { createProbes } from './services/probes.ts';
import { deadLetterReason, fromTrigger, type TriggerMetadata } from './services/service-bus/from-trigger.ts';
import { createServiceBusCopies } from './services/service-bus/service-bus-copies.ts';
import { openTable } from './services/table-storage/table.ts';
import { createTableClock } from './services/table-storage/table-clock.ts';
import { createTableConnections } from './services/table-storage/table-connections.ts';
import { createTableCredentialRecords } from './services/table-storage/table-credential-records.ts';
import { createTableCredentialUses } from './services/table-storage/table-credential-uses.ts';
import { createTableHolds } from './services/table-storage/table-holds.ts';
import { createTableLedger } from './services/table-storage/table-ledger.ts';
import { trustAuthority } from './services/trust-authority.ts';
import { parseSettings, type Settings } from './settings.ts';
import { createCredentialsByKind } from './tenant/credentials-by-kind.ts';
import { createCredentialDaysLeft } from './tenant/expiry/credential-days-left.ts';
import { rotateDue } from './tenant/rotation/rotate-due.ts';

export { DEAD_LETTER_QUEUE_NAME, QUEUE_NAME, SERVICE_BUS_CONNECTION } from './services/service-bus/queue.ts';

/**
 * Four at a time is Graph's own limit for an app and a mailbox. Of the 32 calls of an instance at most eight wait for a turn, so
 * that a flood or a hung mailbox leaves room for everybody else.
 */
const PERMITS = { concurrency: 4, longestWaitMs: LONGEST_WAIT_IN_PROCESS, mostWaiting: 8, mostWaitingAMailbox: 4 };

/** Well under `functionTimeout`; what is left is done in an hour. */
const LONGEST_HOUSEKEEPING = 5 * MINUTE;

/** Where an invocation logs. */
export interface InvocationLog {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
  readonly triggerMetadata?: TriggerMetadata | undefined;
}

export interface Postbus {
  /** Handles one received message. Resolves when it may be completed. */
  deliver(body: unknown, invocation: InvocationLog): Promise<void>;
  /** Records what the broker gave up on. */
  recordDeadLetter(body: unknown, invocation: InvocationLog): Promise<void>;
  /** Looks whether the causes of holds are gone, and releases what they held. */
  probeHolds(invocation: InvocationLog): Promise<void>;
  /** Expiry, drafts left behind, retention. */
  keepHouse(invocation: InvocationLog): Promise<void>;
  /** Tells operators what is pending, on every route that is set up. */
  tellAlerts(invocation: InvocationLog): Promise<void>;
  /** Checks every connection's credential, and tells what was found. Throws where connections are left for another run. */
  alertOnExpiringSecrets(invocation: InvocationLog): Promise<void>;
  /** Renews client secrets that end soon, and takes the earlier ones away. */
  rotateSecrets(invocation: InvocationLog): Promise<void>;
  /** When that check is done: NCRONTAB, UTC. */
  readonly secretsSchedule: string;
  checkHealth(): Promise<Health>;
}

let running: Postbus | undefined;

/** Starts Postbus once in this process. @throws SettingsError with every problem */
export function startPostbus(): Postbus {
  running ??= composePostbus(parseSettings(process.env));
  return running;
}

function composePostbus(settings: Settings): Postbus {
  trustAuthority(settings.certificateAuthority);
  const clock = createTableClock();
  const { now } = clock;
  const identity = openAppIdentity(settings.identityClientId);
  const findEndpoints = createFindEndpoints(settings.endpoints);
  const table = openTable(settings.tableStorage, identity, clock);
  const checkHealth = createHealthCheck(
    createProbes({ settings, identity, table, cloud: findEndpoints('global') }),
    now,
  );
  const shared: Omit<DeliveryPorts, 'log'> = {
    connections: createTableConnections(table),
    credentials: createCredentialsByKind({
      vault: createKeyVaultCredentials({
        vaultUrl: settings.keyVaultUrl,
        identity,
        log: (event) => console.log(formatLog(event)),
        now,
      }),
      federated: createFederatedCredentials(identity),
    }),
    tokens: createEntraTokens(findEndpoints, { now, uses: createTableCredentialUses(table, now) }),
    mailboxes: createGraphMailboxAccess(findEndpoints, now),
    ledger: createTableLedger(table),
    holds: createTableHolds(table),
    permits: createPermits({ ...PERMITS, now }),
    copies: createServiceBusCopies(settings.serviceBus, identity),
    now,
    random: Math.random,
  };
  const alerts = composeAlerts({
    settings: settings.alerts,
    table,
    delivery: shared,
    credentialDaysLeft: createCredentialDaysLeft({
      records: createTableCredentialRecords(table),
      credentials: shared.credentials,
      now,
    }),
  });
  const registrations = createGraphAppRegistrations(findEndpoints, now);
  const checkSecrets = composeExpiry({
    inventory: createKeyVaultInventory(settings.keyVaultUrl, identity),
    table,
    delivery: shared,
    registrations,
    alerts,
  });
  const rotation = composeRotation({
    ...shared,
    vaultUrl: settings.keyVaultUrl,
    identity,
    table,
    findEndpoints,
    registrations,
  });
  const portsOf = (invocation: InvocationLog): DeliveryPorts => ({ ...shared, log: logTo(invocation) });
  return {
    async deliver(body, invocation) {
      const received = fromTrigger(body, invocation.triggerMetadata ?? {}, now());
      await deliverMessage(received, portsOf(invocation));
    },
    async recordDeadLetter(body, invocation) {
      const metadata = invocation.triggerMetadata ?? {};
      const received = fromTrigger(body, metadata, now());
      await recordDeadLetter(received, deadLetterReason(metadata), portsOf(invocation));
    },
    probeHolds: (invocation) => probeHolds(portsOf(invocation)),
    keepHouse: (invocation) =>
      keepHouse(portsOf(invocation), {
        retentionMs: settings.retentionDays * DAY,
        until: new Date(now().getTime() + LONGEST_HOUSEKEEPING),
      }),
    tellAlerts: (invocation) => alerts.tell(logTo(invocation)),
    alertOnExpiringSecrets: (invocation) => checkSecrets(logTo(invocation)),
    rotateSecrets: (invocation) =>
      rotateDue({
        ...rotation,
        records: createTableCredentialRecords(table),
        alerts: alerts.raise,
        log: logTo(invocation),
        tell: () => undefined,
      }),
    secretsSchedule: settings.secretsSchedule,
    checkHealth,
  };
}

function logTo(invocation: InvocationLog): (event: LogEvent) => void {
  const writers: Readonly<Record<LogLevel, (line: string) => void>> = {
    info: (line) => invocation.info(line),
    warn: (line) => invocation.warn(line),
    error: (line) => invocation.error(line),
  };
  return (event) => writers[event.level](formatLog(event));
}
