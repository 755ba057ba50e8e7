/** Joins the daily check of credentials to the vault, the table and Entra ID: the part of compose.ts that is about their expiry. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ComposedAlerts } from './compose-alerts.ts';
import type { DeliveryPorts } from './delivery/delivery-ports.ts';
import { MINUTE } from './duration.ts';
import type { LogSink } from './log/log-sink.ts';
import type { Table } from './services/table-storage/table.ts';
import { createTableCredentialRecords } from './services/table-storage/table-credential-records.ts';
import type { AppRegistrations } from './tenant/app-registrations.ts';
import { alertOnExpiringSecrets } from './tenant/expiry/alert-on-expiring-secrets.ts';
import type { VaultInventory } from './tenant/expiry/vault-inventory.ts';

/** With what is under way then, and the telling at the end, still under `functionTimeout`; what is left is done by the retry. */
const LONGEST_CHECK = 4 * MINUTE;

interface ExpiryParts {
  readonly inventory: VaultInventory;
  readonly table: Table;
  readonly delivery: Pick<DeliveryPorts, 'connections' | 'credentials' | 'tokens' | 'now'>;
  readonly registrations: Pick<AppRegistrations, 'read'>;
  readonly alerts: ComposedAlerts;
}

/** @returns the daily check */
export function composeExpiry(parts: ExpiryParts): (log: LogSink) => Promise<void> {
  const { connections, credentials, tokens, now } = parts.delivery;
  const records = createTableCredentialRecords(parts.table);
  const pace = {
    elapsed: () => performance.now(),
    wait: async (milliseconds: number) => void (await sleep(milliseconds)),
  };
  return (log) =>
    alertOnExpiringSecrets(
      {
        connections,
        credentials,
        tokens,
        registrations: parts.registrations,
        records,
        inventory: parts.inventory,
        alerts: parts.alerts.raise,
        tell: () => parts.alerts.tell(log, { includeYoung: true }),
        pace,
        log,
        now,
      },
      { budgetMs: LONGEST_CHECK },
    );
}
