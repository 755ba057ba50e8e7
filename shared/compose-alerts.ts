/** Joins the alerts to the table, the receiver of webhooks and the flow: the part of compose.ts that is about telling operators. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { AlertRoute } from './alert/alert-route.ts';
import type { RaiseAlerts } from './alert/alerts.ts';
import type { CredentialDaysLeft } from './alert/credential-days-left.ts';
import { createLogRoute } from './alert/log-route.ts';
import { createMailRoute } from './alert/mail/mail-route.ts';
import { type TellOptions, tellAlerts } from './alert/tell-alerts.ts';
import { createWebhookRoute } from './alert/webhook/webhook-route.ts';
import { deliverMessage } from './delivery/deliver-message.ts';
import type { DeliveryPorts } from './delivery/delivery-ports.ts';
import type { LogSink } from './log/log-sink.ts';
import type { Table } from './services/table-storage/table.ts';
import { createTableAlerts } from './services/table-storage/table-alerts.ts';
import { createTableTellerLease } from './services/table-storage/table-teller-lease.ts';
import { createPostWithFetch } from './services/webhook/post-with-fetch.ts';
import type { AlertSettings } from './settings-alerts.ts';

interface AlertParts {
  readonly settings: AlertSettings;
  readonly table: Table;
  readonly delivery: Omit<DeliveryPorts, 'log'>;
  readonly credentialDaysLeft: CredentialDaysLeft;
}

export interface ComposedAlerts {
  readonly raise: RaiseAlerts;
  /** Each minute; after the daily check with `includeYoung`. */
  tell(log: LogSink, options?: TellOptions): Promise<void>;
}

export function composeAlerts(parts: AlertParts): ComposedAlerts {
  const { now, holds } = parts.delivery;
  const alerts = createTableAlerts(parts.table, now);
  const lease = createTableTellerLease(parts.table, now);
  return {
    raise: alerts,
    tell: (log, options) =>
      tellAlerts({ alerts, lease, holds, routes: routesOf(parts, log), log, now, sleep: wait, elapsed }, options),
  };
}

/** Those that are set up. The log is always there. */
function routesOf({ settings, delivery, credentialDaysLeft }: AlertParts, log: LogSink): readonly AlertRoute[] {
  const { now } = delivery;
  const { webhook, mail } = settings;
  const ports: DeliveryPorts = { ...delivery, log };
  return [
    createLogRoute(log),
    ...(webhook ? [createWebhookRoute(webhook, { post: createPostWithFetch(now), now, sleep: wait })] : []),
    ...(mail
      ? [
          createMailRoute(mail, {
            ...ports,
            credentialDaysLeft,
            deliver: (received) => deliverMessage(received, ports),
          }),
        ]
      : []),
  ];
}

const elapsed = (): number => performance.now();

const wait = async (milliseconds: number): Promise<void> => {
  await sleep(milliseconds);
};
