/**
 * Alerts for the holds that are in force, made from the list of them and not by who opens one: whoever is stopped, the next run sees the
 * hold again. One that comes back within an hour of its release is the same one, and has the same id. The store remembers which ids it
 * has seen: a hold that lasts costs no write each minute.
 */
import { errorCodes } from '../delivery/error-codes.ts';
import { shortHash } from '../message/fingerprint.ts';
import type { Hold } from '../tenant/hold.ts';
import type { Holds } from '../tenant/holds.ts';
import type { Alert } from './alert.ts';
import type { RaiseAlerts } from './alerts.ts';

interface HoldAlertPorts {
  readonly alerts: RaiseAlerts;
  readonly holds: Pick<Holds, 'list'>;
  readonly now: () => Date;
}

export async function raiseHoldAlerts({ alerts, holds, now }: HoldAlertPorts): Promise<void> {
  for (const { hold } of await holds.list()) if (isNews(hold)) await alerts.raise(toHoldAlert(hold, now()));
}

/** Who holds something by hand knows it. */
const isNews = ({ state, code }: Hold): boolean => state === 'held' && code !== 'ERR_HELD_BY_OPERATOR';

function toHoldAlert({ tenant, mailbox, code, since, provider }: Hold, now: Date): Alert {
  const { sentence, remedy, owner } = errorCodes[code];
  return {
    id: ['hold', tenant, ...(mailbox === undefined ? [] : [markOf(mailbox)]), since.toISOString()].join(':'),
    kind: 'hold',
    severity: 'critical',
    code,
    tenant,
    ...(mailbox === undefined ? {} : { mailbox }),
    sentence,
    remedy,
    owner,
    ...(provider === undefined ? {} : { provider }),
    raisedAt: now,
  };
}

/** Ids are logged whole, and addresses are not. */
const markOf = (mailbox: string): string => shortHash(mailbox.toLowerCase());
