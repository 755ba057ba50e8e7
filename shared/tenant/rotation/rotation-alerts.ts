/** What the hourly run tells operators: a secret that could not be renewed, once a day, and one that is left to somebody, once. */
import type { Alert } from '../../alert/alert.ts';
import type { RaiseAlerts } from '../../alert/alerts.ts';
import { toDeliveryError } from '../../delivery/delivery-error.ts';
import { errorCodes } from '../../delivery/error-codes.ts';
import type { LogSink } from '../../log/log-sink.ts';
import { logRotationFailed } from '../../log/rotation-events.ts';
import { displayNameOf } from './rotation.ts';
import { leftBehind, SECRET_LEFT } from './rotation-alert-codes.ts';
import type { TellLeft } from './rotation-ports.ts';

interface AlertPorts {
  readonly alerts: RaiseAlerts;
  readonly log: LogSink;
  readonly now: () => Date;
}

export async function tellFailure(tenant: string, error: unknown, { alerts, log, now }: AlertPorts): Promise<void> {
  const { code, details } = toDeliveryError(error);
  // Somebody else is at it, and will tell.
  if (code === 'ERR_ROTATION_UNDER_WAY') return;
  logRotationFailed(log, tenant, error);
  const raisedAt = now();
  const { sentence, remedy, owner } = errorCodes[code];
  const alert: Alert = {
    id: `rotation:${tenant}:${raisedAt.toISOString().slice(0, 10)}`,
    kind: 'credential',
    severity: 'warning',
    code,
    tenant,
    sentence: `The client secret could not be renewed: ${sentence}`,
    remedy,
    owner,
    ...(details.provider ? { provider: details.provider } : {}),
    raisedAt,
  };
  try {
    await alerts.raise(alert);
  } catch (failure) {
    // It is in the log, and the next run raises it.
    logRotationFailed(log, tenant, failure);
  }
}

/** @returns what raises the alert, and throws where it cannot: the rotation then stays open, and the next run tells it */
export const createTellLeft =
  ({ alerts, now }: Omit<AlertPorts, 'log'>): TellLeft =>
  async (rotation, because) => {
    const { sentence, remedy, owner } = leftBehind[because];
    const { tenant, id, clientId, keyId } = rotation;
    const current = keyId === undefined ? 'the newest in the vault' : keyId;
    await alerts.raise({
      id: `rotation-left:${tenant}:${id}`,
      kind: 'credential',
      severity: 'warning',
      code: SECRET_LEFT,
      tenant,
      sentence,
      remedy,
      owner,
      provider: `app ${clientId}; current: ${current}; made in vain, if any: “${displayNameOf(rotation)}”`,
      raisedAt: now(),
    });
  };
