/**
 * Once an hour: goes on with the rotations that are open, and begins one for each connection that lets Postbus renew its client secret
 * and whose secret ends soon. One tenant's failure is told, once a day, and is no other tenant's matter.
 */
import type { RaiseAlerts } from '../../alert/alerts.ts';
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE } from '../../duration.ts';
import type { LogSink } from '../../log/log-sink.ts';
import { logRotationEnded, logRotationsDone, logSecretRotated } from '../../log/rotation-events.ts';
import type { Connection } from '../connection.ts';
import type { CredentialUse } from '../credential-uses.ts';
import type { CredentialRecords } from '../expiry/credential-record.ts';
import { sideBySide } from '../expiry/side-by-side.ts';
import { chooseDue } from './choose-due.ts';
import { endOverlap } from './end-overlap.ts';
import { endStale } from './end-stale.ts';
import { isDue } from './is-due.ts';
import { rotateSecret } from './rotate-secret.ts';
import { isAbout, isBusy, lastsTooLong, type Rotation } from './rotation.ts';
import { createTellLeft, tellFailure } from './rotation-alerts.ts';
import type { RotationPorts } from './rotation-ports.ts';

/** How long a new secret lives, unless somebody says otherwise. */
export const DEFAULT_DAYS = 180;
const AT_ONCE = 4;
/**
 * After this none is begun. One that is begun may take seven minutes at worst (proof that the newest is refused, proof of another), and
 * `functionTimeout` is ten.
 */
const LONGEST_RUN = 2 * MINUTE;

export interface RotateDuePorts extends Omit<RotationPorts, 'tellLeft'> {
  readonly records: Pick<CredentialRecords, 'list'>;
  readonly alerts: RaiseAlerts;
  readonly log: LogSink;
}

type Run = RotationPorts & RotateDuePorts;
type Outcome = 'rotated' | 'ended' | undefined;

export async function rotateDue(ports: RotateDuePorts): Promise<void> {
  const begun = ports.elapsed();
  const mayGoOn = (): boolean => ports.elapsed() - begun < LONGEST_RUN;
  const open = new Map((await ports.rotations.listOpen()).map((rotation) => [rotation.tenant, rotation]));
  // The daily check tells of a connection that cannot be read.
  const connections = await ports.connections.list(() => {});
  const records = new Map((await ports.records.list()).map((record) => [record.tenant, record]));
  const run = toRun(ports, connections);
  const groups = chooseDue(connections, { open, records, now: ports.now() });
  const counts = { looked: 0, rotated: 0, ended: 0, failed: 0 };
  await sideBySide(groups, { atOnce: AT_ONCE, mayGoOn }, async (group) => {
    for (const connection of group) {
      if (!mayGoOn()) return;
      counts.looked += 1;
      try {
        const outcome = await lookAfter(connection, open.get(connection.tenant), run);
        if (outcome) counts[outcome] += 1;
      } catch (error) {
        counts.failed += 1;
        await tellFailure(connection.tenant, error, ports);
      }
    }
  });
  logRotationsDone(ports.log, { ...counts, left: groups.flat().length - counts.looked });
}

/** What is about all tenants is read once, not for each. */
function toRun(ports: RotateDuePorts, connections: readonly Connection[]): Run {
  let all: Promise<readonly CredentialUse[]> | undefined;
  const listAll = (): Promise<readonly CredentialUse[]> => {
    all ??= ports.uses.list();
    return all;
  };
  return {
    ...ports,
    connections: { ...ports.connections, list: async () => connections },
    uses: { list: (tenant) => (tenant === undefined ? listAll() : ports.uses.list(tenant)) },
    tellLeft: createTellLeft(ports),
  };
}

async function lookAfter(connection: Connection, open: Rotation | undefined, run: Run): Promise<Outcome> {
  if (open && isBusy(open, run.now())) return undefined;
  if (open && !isAbout(open, connection)) logEnded(await endStale(connection, run), run);
  else if (open && !(await isLost(open, run))) return goOn(connection, open, run);
  if (!connection.autoRotate || !(await endsSoon(connection, run))) return undefined;
  return rotate(connection, run);
}

/** Somebody typed it, and died before it was stored: only they have it. It must not keep Postbus from renewing the secret itself. */
async function isLost({ state, source, secretName, id }: Rotation, { versions }: Run): Promise<boolean> {
  return state === 'adding' && source === 'typed' && (await versions.list(secretName))[0]?.rotation !== id;
}

async function goOn(connection: Connection, open: Rotation, run: Run): Promise<Outcome> {
  if (open.state === 'adding') return rotate(connection, run);
  if (open.removeAt && open.removeAt > run.now() && !lastsTooLong(open, run.now())) return undefined;
  try {
    const rotation = await endOverlap({ connection, days: open.days }, run);
    if (rotation?.state !== 'done') return undefined;
    logEnded(rotation, run);
    return 'ended';
  } catch (error) {
    if (!connection.autoRotate || !isDeliveryError(error) || error.code !== 'ERR_NEW_SECRET_REFUSED') throw error;
    // The new one was accepted, and is not any more: the earlier one makes another.
    return rotate(connection, run);
  }
}

function logEnded(rotation: Rotation | undefined, { log }: Run): void {
  if (rotation?.state === 'done') logRotationEnded(log, rotation);
}

/** As long as the last one was to live: a policy may forbid more. */
async function rotate(connection: Connection, run: Run): Promise<'rotated'> {
  const last = (await run.rotations.read(connection.tenant))?.rotation;
  const rotation = await rotateSecret({ connection, days: last?.days ?? DEFAULT_DAYS }, run);
  logSecretRotated(run.log, rotation);
  return 'rotated';
}

async function endsSoon({ secretName }: Connection, { versions, now }: Run): Promise<boolean> {
  const [newest] = secretName === undefined ? [] : await versions.list(secretName);
  return newest !== undefined && isDue(newest, now());
}
