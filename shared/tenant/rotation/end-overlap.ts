/**
 * The end of a rotation: the earlier secret is taken away when nobody needs it any more, and with it what the rotation made in vain.
 * Before anything is taken away it is shown once more that the new secret is the newest of the vault and works.
 */
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import type { AppRegistration } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import type { ClientSecret } from '../credential.ts';
import type { SecretVersion } from '../secret-versions.ts';
import { type EarlierPassword, findEarlierPassword } from './find-earlier-password.ts';
import { markCurrent, toCurrent } from './mark-current.ts';
import { proveSecret } from './prove-secret.ts';
import { removeOrphans } from './remove-orphans.ts';
import { done, type LeftBecause, postponed, type Rotation, type RotationEnding } from './rotation.ts';
import { type RotationLease, takeRotation } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';

/** What was removed a moment ago may still be listed, and what was made a moment ago not yet found. */
const LOOK_AGAIN_AFTER = MINUTE;
const PATIENCE = 30 * SECOND;

/** @returns the rotation as it stands: `done`, or `overlapping` with another instant where it is too early. @throws DeliveryError */
export async function endOverlap(order: RotationOrder, ports: RotationPorts): Promise<Rotation> {
  const lease = await takeRotation(order, ports);
  try {
    if (lease.current().state === 'overlapping') await endIfDue(order.connection, lease, ports);
    return lease.current();
  } finally {
    await lease.letGo();
  }
}

async function endIfDue(connection: Connection, lease: RotationLease, ports: RotationPorts): Promise<void> {
  if (await isStillNeeded(connection, lease, ports)) return;
  const held = await ports.versions.list(lease.current().secretName);
  const newest = await readNewest(connection, ports);
  if (newest.version !== lease.current().version) return anotherIsNewest(connection, { newest, held }, lease, ports);
  const token = await proveSecret(connection, newest, { patienceMs: PATIENCE, beforeTry: lease.renew }, ports);
  const registration = await ports.registrations.read(connection, token);
  if (!registration) return end('left', { because: 'not-permitted' }, lease, ports);
  await removeEarlier({ connection, token, registration, held }, lease, ports).catch((error: unknown) => {
    // It may read its registration, and not change it: that was so before it asked, or a policy is new.
    if (!isDeliveryError(error) || error.code !== 'ERR_ROTATION_NOT_PERMITTED') throw error;
    return end('left', { because: 'not-permitted' }, lease, ports);
  });
}

/** The grace period counts from when somebody last asked for a token with another secret than the new one. */
async function isStillNeeded(
  { tenant }: Connection,
  lease: RotationLease,
  { uses, now, tell }: RotationPorts,
): Promise<boolean> {
  const { removeAt, fingerprint, earlierFingerprint, graceMinutes } = lease.current();
  const others = (await uses.list()).filter((use) =>
    use.tenant === tenant ? use.fingerprint !== fingerprint : use.fingerprint === earlierFingerprint,
  );
  const usedAt = Math.max(0, ...others.map((use) => use.usedAt.getTime()));
  const until = new Date(Math.max(removeAt?.getTime() ?? 0, usedAt + graceMinutes * MINUTE));
  if (until <= now()) return false;
  if (until.getTime() !== removeAt?.getTime()) {
    await lease.write((rotation, at) => postponed(rotation, until, at));
    tell({ kind: 'postponed', until, usedAt: new Date(usedAt) });
  }
  return true;
}

async function readNewest(connection: Connection, { credentials }: RotationPorts): Promise<ClientSecret> {
  const newest = await credentials.readAgain(connection);
  if (newest.kind === 'client-secret') return newest;
  throw deliveryError('ERR_CREDENTIAL_MISSING', { provider: 'the connection has no client secret any more' });
}

interface Found {
  readonly newest: ClientSecret;
  readonly held: readonly SecretVersion[];
}

/** Another run of this rotation stored its own as well, which is then current; or somebody has stored one since, and knows why. */
async function anotherIsNewest(
  connection: Connection,
  { newest, held }: Found,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<void> {
  const version = held.find((each) => each.version === newest.version);
  if (version?.rotation !== lease.current().id) return end('left', { because: 'replaced' }, lease, ports);
  await markCurrent(connection, toCurrent(version, newest), lease, ports);
}

interface Scene {
  readonly connection: Connection;
  readonly token: string;
  readonly registration: AppRegistration;
  readonly held: readonly SecretVersion[];
}

async function removeEarlier(scene: Scene, lease: RotationLease, ports: RotationPorts): Promise<void> {
  if ((await removeOrphans(scene.registration, { ...scene, lease }, ports)) > 0) return lookAgain(lease, ports);
  if (lease.current().earlierVersion === undefined) return end('gone', {}, lease, ports);
  const earlier = await findEarlier(scene, lease.current(), ports);
  if (earlier.kind === 'not-known') return end('left', { because: 'not-known' }, lease, ports);
  if (earlier.kind === 'gone') return end('gone', { keyId: earlier.keyId }, lease, ports);
  await lease.renew();
  const isRemoved = await ports.registrations.removePassword(scene.connection, scene.token, earlier.keyId);
  return isRemoved ? end('removed', { keyId: earlier.keyId }, lease, ports) : lookAgain(lease, ports);
}

async function findEarlier(
  { registration, held }: Scene,
  { earlierVersion, keyId, version, secretName }: Rotation,
  { versions }: RotationPorts,
): Promise<EarlierPassword> {
  const earlier = held.find((each) => each.version === earlierVersion);
  const others = held.filter((each) => each.version !== earlierVersion).map((each) => each.keyId);
  const [hint, newHint] = await Promise.all(
    [earlierVersion, version].map((each) => (each === undefined ? undefined : versions.readHint(secretName, each))),
  );
  return findEarlierPassword({
    registration,
    earlier,
    // Two that begin alike, of which one may be the new one.
    hint: keyId === undefined && hint === newHint ? undefined : hint,
    others: new Set([keyId, ...others].filter((each) => each !== undefined)),
  });
}

async function lookAgain(lease: RotationLease, { now, tell }: RotationPorts): Promise<void> {
  const until = new Date(now().getTime() + LOOK_AGAIN_AFTER);
  await lease.write((rotation, at) => postponed(rotation, until, at));
  tell({ kind: 'postponed', until });
}

async function end(
  ending: RotationEnding,
  { keyId, because }: { readonly keyId?: string; readonly because?: LeftBecause },
  lease: RotationLease,
  { tell }: RotationPorts,
): Promise<void> {
  await lease.write((rotation, at) => done(rotation, ending, at, because));
  tell({ kind: 'ended', ending, ...(keyId ? { keyId } : {}), ...(because ? { because } : {}) });
}
