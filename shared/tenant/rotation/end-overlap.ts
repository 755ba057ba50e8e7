/**
 * The end of a rotation: the earlier secret is taken away when nobody needs it any more, and with it what the rotation made in vain.
 * Before anything is taken away it is shown once more that the new secret is the newest of the vault and works. What is not certain stays,
 * and somebody is told.
 */
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE, SECOND } from '../../duration.ts';
import type { AppRegistration } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import type { ClientSecret } from '../credential.ts';
import type { SecretVersion } from '../secret-versions.ts';
import { endRotation, leave } from './end-rotation.ts';
import { endStale } from './end-stale.ts';
import { type EarlierPassword, findEarlierPassword } from './find-earlier-password.ts';
import { findWorkingSecret } from './find-working-secret.ts';
import { isShared } from './is-shared.ts';
import { markCurrent, toCurrent } from './mark-current.ts';
import { proveSecret } from './prove-secret.ts';
import { findOrphans, removeNeverStored, removeOrphans } from './remove-orphans.ts';
import { isAbout, isNotRemovedForLong, lastsTooLong, notRemoved, postponed, type Rotation } from './rotation.ts';
import { type RotationLease, resumeRotation, takenUp } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';

/** What was removed a moment ago may still be listed, and what was made a moment ago not yet found. */
const LOOK_AGAIN_AFTER = MINUTE;
const PATIENCE = 30 * SECOND;

/**
 * Never begins one: what is not overlapping is somebody else's matter by now.
 * @returns the rotation as it stands: `done`, or `overlapping` with another instant where it is too early. @throws DeliveryError
 */
export async function endOverlap(order: RotationOrder, ports: RotationPorts): Promise<Rotation | undefined> {
  const { connection } = order;
  const existing = await ports.rotations.read(connection.tenant);
  if (existing?.rotation.state !== 'overlapping') return existing?.rotation;
  if (!isAbout(existing.rotation, connection)) return endStale(connection, ports);
  const lease = await resumeRotation(existing, takenUp(existing.rotation, order, ports.now()), ports);
  try {
    await endIfDue(connection, lease, ports);
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
  if (!registration) return leave('not-permitted', lease, ports);
  await removeEarlier({ connection, newest, token, registration, held, lease }, ports).catch((error: unknown) => {
    // It may read its registration, and not change it: that was so before it asked, or a policy is new.
    if (!isDeliveryError(error) || error.code !== 'ERR_ROTATION_NOT_PERMITTED') throw error;
    return leave('not-permitted', lease, ports);
  });
}

/** The grace period counts from when somebody last asked for a token with another secret than the new one. */
async function isStillNeeded({ tenant }: Connection, lease: RotationLease, ports: RotationPorts): Promise<boolean> {
  const { removeAt, fingerprint, earlierFingerprint, graceMinutes } = lease.current();
  const own = (await ports.uses.list(tenant)).filter((use) => use.fingerprint !== fingerprint);
  const others = (await ports.uses.list()).filter(
    (use) => use.tenant !== tenant && use.fingerprint === earlierFingerprint,
  );
  const usedAt = Math.max(0, ...[...own, ...others].map((use) => use.usedAt.getTime()));
  const until = new Date(Math.max(removeAt?.getTime() ?? 0, usedAt + graceMinutes * MINUTE));
  if (until <= ports.now()) return false;
  if (lastsTooLong(lease.current(), ports.now())) {
    await leave('still-used', lease, ports);
  } else if (until.getTime() !== removeAt?.getTime()) {
    await lease.write((rotation, at) => postponed(rotation, until, at));
    ports.tell({ kind: 'postponed', until, usedAt: new Date(usedAt) });
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
  if (version?.rotation === lease.current().id)
    return markCurrent(connection, toCurrent(version, newest), lease, ports);
  const { token } = await findWorkingSecret(connection, ports);
  const registration = await ports.registrations.read(connection, token);
  if (registration) await removeNeverStored(registration, { connection, token, lease }, ports);
  await leave('replaced', lease, ports);
}

interface Scene extends Found {
  readonly connection: Connection;
  readonly token: string;
  readonly registration: AppRegistration;
  readonly lease: RotationLease;
}

async function removeEarlier(scene: Scene, ports: RotationPorts): Promise<void> {
  const { lease, registration, connection } = scene;
  const rotation = lease.current();
  const earlier = await findEarlier(scene, ports);
  const password = registration.credentials.find(({ keyId }) => earlier.kind === 'found' && keyId === earlier.keyId);
  const orphans = findOrphans(rotation, registration).filter((each) => !mayBeNewest(each, scene));
  const fingerprint = rotation.earlierFingerprint;
  const going = [...orphans, ...(password ? [{ ...password, ...(fingerprint ? { fingerprint } : {}) }] : [])];
  if (await isShared(connection, going, lease, ports)) {
    await removeNeverStored(registration, scene, ports);
    return leave('shared', lease, ports);
  }
  if ((await removeOrphans(orphans, scene, ports)) > 0) return lookAgain(lease, ports);
  if (rotation.earlierVersion === undefined) return endAs('gone', {}, scene, ports);
  if (earlier.kind === 'not-known') return leave('not-known', lease, ports);
  const { keyId } = earlier;
  if (earlier.kind === 'gone') return endAs('gone', { keyId }, scene, ports);
  await lease.renew();
  const isRemoved = await ports.registrations.removePassword(connection, scene.token, keyId);
  return isRemoved ? endAs('removed', { keyId }, scene, ports) : lookAgain(lease, ports);
}

/** One that somebody gave in between, and then gave another, has neither our name nor a known id: it is left to them. */
function endAs(
  ending: 'removed' | 'gone',
  which: { readonly keyId?: string },
  { held, lease }: Scene,
  ports: RotationPorts,
): Promise<void> {
  const { id, version } = lease.current();
  const isGivenBetween = held.some(
    (each) => each.rotation === id && each.version !== version && each.keyId === undefined,
  );
  return isGivenBetween ? leave('replaced', lease, ports) : endRotation(ending, which, lease, ports);
}

/** Of a secret that somebody gave, nothing else says which password it is. */
const mayBeNewest = ({ hint }: { readonly hint?: string }, { newest, lease }: Scene): boolean =>
  lease.current().keyId === undefined && (hint === undefined || newest.secret.startsWith(hint));

async function findEarlier(scene: Scene, { versions }: RotationPorts): Promise<EarlierPassword> {
  const { registration, held, lease } = scene;
  const { earlierVersion, keyId, secretName } = lease.current();
  const earlier = held.find((each) => each.version === earlierVersion);
  const others = held.filter((each) => each.version !== earlierVersion).map((each) => each.keyId);
  const hint = earlierVersion === undefined ? undefined : await versions.readHint(secretName, earlierVersion);
  const found = findEarlierPassword({
    registration,
    earlier,
    hint,
    others: new Set([keyId, ...others].filter((each) => each !== undefined)),
  });
  const password = registration.credentials.find((each) => found.kind === 'found' && each.keyId === found.keyId);
  // Two that begin alike, of which one may be the new one.
  return password && mayBeNewest(password, scene) ? { kind: 'not-known' } : found;
}

async function lookAgain(lease: RotationLease, ports: RotationPorts): Promise<void> {
  if (isNotRemovedForLong(lease.current(), ports.now())) return leave('not-removed', lease, ports);
  const until = new Date(ports.now().getTime() + LOOK_AGAIN_AFTER);
  await lease.write((rotation, at) => notRemoved(rotation, until, at));
  ports.tell({ kind: 'postponed', until });
}
