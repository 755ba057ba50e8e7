/**
 * Once an hour: goes on with the rotations that are open, and begins one for each connection that lets Postbus renew its client secret
 * and whose secret ends soon. One tenant's failure is told, once a day, and is no other tenant's matter.
 */
import type { Alert } from '../../alert/alert.ts';
import type { RaiseAlerts } from '../../alert/alerts.ts';
import { toDeliveryError } from '../../delivery/delivery-error.ts';
import { errorCodes } from '../../delivery/error-codes.ts';
import { DAY, MINUTE } from '../../duration.ts';
import type { LogSink } from '../../log/log-sink.ts';
import { logRotationEnded, logRotationFailed, logRotationsDone, logSecretRotated } from '../../log/rotation-events.ts';
import type { Connection } from '../connection.ts';
import { sideBySide } from '../expiry/side-by-side.ts';
import type { SecretVersion } from '../secret-versions.ts';
import { endOverlap } from './end-overlap.ts';
import { rotateSecret } from './rotate-secret.ts';
import { isAbout, isBusy, type Rotation } from './rotation.ts';
import type { RotationPorts } from './rotation-ports.ts';

/** How long a new secret lives, unless somebody says otherwise. */
export const DEFAULT_DAYS = 180;
const RENEW_BEFORE = 30 * DAY;
const AT_ONCE = 4;
const LONGEST_RUN = 5 * MINUTE;

export interface RotateDuePorts extends RotationPorts {
  readonly alerts: RaiseAlerts;
  readonly log: LogSink;
}

export async function rotateDue(ports: RotateDuePorts): Promise<void> {
  const { connections, rotations, now, log } = ports;
  const begun = now().getTime();
  const open = new Map((await rotations.listOpen()).map((rotation) => [rotation.tenant, rotation]));
  // The daily check tells of a connection that cannot be read.
  const all = (await connections.list(() => {})).filter(({ credential }) => credential === 'client-secret');
  const mine = all.filter(({ tenant, autoRotate }) => autoRotate || open.has(tenant));
  const counts = { rotated: 0, ended: 0, failed: 0 };
  const mayGoOn = (): boolean => now().getTime() - begun < LONGEST_RUN;
  const looked = await sideBySide(mine, { atOnce: AT_ONCE, mayGoOn }, async (connection) => {
    try {
      const outcome = await lookAfter(connection, open.get(connection.tenant), ports);
      if (outcome) counts[outcome] += 1;
    } catch (error) {
      counts.failed += 1;
      await tellFailure(connection, error, ports);
    }
  });
  logRotationsDone(log, { looked, ...counts, left: mine.length - looked });
}

async function lookAfter(
  connection: Connection,
  open: Rotation | undefined,
  ports: RotateDuePorts,
): Promise<'rotated' | 'ended' | undefined> {
  if (open && isAbout(open, connection)) return goOn(connection, open, ports);
  if (!connection.autoRotate || !(await endsSoon(connection, ports))) return undefined;
  return rotate(connection, ports);
}

async function goOn(
  connection: Connection,
  open: Rotation,
  ports: RotateDuePorts,
): Promise<'rotated' | 'ended' | undefined> {
  const now = ports.now();
  if (isBusy(open, now)) return undefined;
  if (open.state === 'adding') return (await isLost(open, ports)) ? undefined : rotate(connection, ports);
  if (open.removeAt && open.removeAt > now) return undefined;
  const rotation = await endOverlap({ connection, days: open.days }, ports);
  if (rotation.state !== 'done') return undefined;
  logRotationEnded(ports.log, rotation);
  return 'ended';
}

/** Somebody typed it, and died before it was stored: only they have it. */
async function isLost({ source, secretName, id }: Rotation, { versions }: RotateDuePorts): Promise<boolean> {
  return source === 'typed' && (await versions.list(secretName))[0]?.rotation !== id;
}

/** As long as the last one was to live: a policy may forbid more. */
async function rotate(connection: Connection, ports: RotateDuePorts): Promise<'rotated'> {
  const last = (await ports.rotations.read(connection.tenant))?.rotation;
  const rotation = await rotateSecret({ connection, days: last?.days ?? DEFAULT_DAYS }, ports);
  logSecretRotated(ports.log, rotation);
  return 'rotated';
}

async function endsSoon({ secretName }: Connection, { versions, now }: RotateDuePorts): Promise<boolean> {
  const [newest] = secretName === undefined ? [] : await versions.list(secretName);
  return newest !== undefined && isDue(newest, now());
}

/**
 * A secret without a known end never comes due: the daily check asks for its date. One that is made to live less than 90 days is renewed
 * in its last third, or it would be due as soon as it is made.
 */
export function isDue({ createdAt, expiresAt }: Pick<SecretVersion, 'createdAt' | 'expiresAt'>, now: Date): boolean {
  if (expiresAt === undefined) return false;
  const third = createdAt ? (expiresAt.getTime() - createdAt.getTime()) / 3 : RENEW_BEFORE;
  return expiresAt.getTime() - now.getTime() <= Math.min(third, RENEW_BEFORE);
}

async function tellFailure({ tenant }: Connection, error: unknown, ports: RotateDuePorts): Promise<void> {
  const { code, details } = toDeliveryError(error);
  // Somebody else is at it, and will tell.
  if (code === 'ERR_ROTATION_UNDER_WAY') return;
  logRotationFailed(ports.log, tenant, error);
  const now = ports.now();
  const { sentence, remedy, owner } = errorCodes[code];
  const alert: Alert = {
    id: `rotation:${tenant}:${now.toISOString().slice(0, 10)}`,
    kind: 'credential',
    severity: 'warning',
    code,
    tenant,
    sentence: `The client secret could not be renewed: ${sentence}`,
    remedy,
    owner,
    ...(details.provider ? { provider: details.provider } : {}),
    raisedAt: now,
  };
  try {
    await ports.alerts.raise(alert);
  } catch (failure) {
    // It is in the log, and the next run raises it.
    logRotationFailed(ports.log, tenant, failure);
  }
}
