/**
 * Gives a connection a new client secret while the earlier one goes on working: record, make, prove, store, mark. After each step it may
 * die; run again it goes on. Until the new secret is in the vault, nothing is changed for anybody; what was made in vain is taken back
 * at once or, where nobody knows of it any more, when the rotation ends (end-overlap.ts).
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { SECOND } from '../../duration.ts';
import { shortHash } from '../../message/fingerprint.ts';
import type { SecretVersion } from '../secret-versions.ts';
import { endStale } from './end-stale.ts';
import { blamesCredential, findWorkingSecret, freshToken, type WorkingSecret } from './find-working-secret.ts';
import { giveUp } from './give-up.ts';
import { addPassword, checkTyped, type Made, takeBack } from './make-secret.ts';
import { markCurrent, toCurrent } from './mark-current.ts';
import { PATIENCE, proveSecret } from './prove-secret.ts';
import { type NewCurrent, type Rotation, withEarlier } from './rotation.ts';
import { type RotationLease, takeRotation } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts, TypedSecret } from './rotation-ports.ts';
import { overtaken, storeProven } from './store-proven.ts';

/** What the vault has was proven before it came there. */
const PATIENCE_WITH_STORED = 30 * SECOND;

/** @returns the rotation as it stands: `overlapping`, also where an earlier run has come so far. @throws DeliveryError */
export async function rotateSecret(order: RotationOrder, ports: RotationPorts): Promise<Rotation> {
  await endStale(order.connection, ports);
  const lease = await takeRotation(order, ports);
  try {
    if (await needsAnother(order, lease, ports)) await makeCurrent(order, lease, ports);
    return lease.current();
  } finally {
    await lease.letGo();
  }
}

/** A secret that somebody gives is never left aside: nobody shows it to them again. And one that is refused by now is none. */
async function needsAnother(
  { connection, typed }: RotationOrder,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<boolean> {
  const { state, fingerprint } = lease.current();
  if (typed || state === 'adding') return state === 'adding' || !isOf(typed, fingerprint);
  const newest = await ports.credentials.readAgain(connection);
  // What somebody else has stored since is for the end of the rotation to see.
  if (newest.version !== lease.current().version || newest.kind !== 'client-secret') return false;
  try {
    await freshToken(connection, newest, ports);
    return false;
  } catch (error) {
    if (!blamesCredential(error)) return false;
  }
  return isRefused(
    proveSecret(connection, newest, { patienceMs: PATIENCE_WITH_STORED, beforeTry: lease.renew }, ports),
  );
}

/** Run again after it was stopped, it is given the same one. */
const isOf = (typed: TypedSecret | undefined, fingerprint: string | undefined): boolean =>
  typed === undefined || shortHash(typed.value) === fingerprint;

async function isRefused(proof: Promise<unknown>): Promise<boolean> {
  try {
    await proof;
    return false;
  } catch (error) {
    if (isDeliveryError(error) && error.code === 'ERR_NEW_SECRET_REFUSED') return true;
    throw error;
  }
}

async function makeCurrent(order: RotationOrder, lease: RotationLease, ports: RotationPorts): Promise<void> {
  const [newest] = await ports.versions.list(lease.current().secretName);
  const stored = await findStored(order, newest, lease, ports);
  if (stored) await markCurrent(order.connection, stored, lease, ports);
  if (stored && isOf(order.typed, stored.fingerprint)) return;
  const made = await makeNew(order, newest, lease, ports);
  await markCurrent(order.connection, made, lease, ports);
}

/** An earlier run may have died right after it had stored one. Not one that was current already, nor one that does not work. */
async function findStored(
  { connection }: RotationOrder,
  newest: SecretVersion | undefined,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<NewCurrent | undefined> {
  const { id, version } = lease.current();
  if (newest?.rotation !== id || newest.version === version) return undefined;
  const credential = await ports.credentials.readAgain(connection);
  if (credential.version !== newest.version || credential.kind !== 'client-secret') return undefined;
  const options = { patienceMs: PATIENCE_WITH_STORED, beforeTry: lease.renew };
  if (await isRefused(proveSecret(connection, credential, options, ports))) return undefined;
  return toCurrent(newest, credential);
}

async function makeNew(
  order: RotationOrder,
  newest: SecretVersion | undefined,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<NewCurrent> {
  try {
    const working = await findWorking(order, ports);
    await rememberEarlier(order, working, { lease, ports });
    const made = order.typed ? checkTyped(order, working, lease) : await addPassword(order, working, lease, ports);
    await proveMade(order, made, lease, ports);
    return await storeProven(order, made, { newest, lease, ports });
  } catch (error) {
    await giveUp(order, error, lease, ports);
    throw error;
  }
}

/** A typed secret is often what repairs one that does not work any more: then there is no earlier one to look after. */
async function findWorking(
  { connection, typed }: RotationOrder,
  ports: RotationPorts,
): Promise<WorkingSecret | undefined> {
  try {
    return await findWorkingSecret(connection, ports);
  } catch (error) {
    if (typed && blamesCredential(error)) return undefined;
    throw error;
  }
}

interface Work {
  readonly lease: RotationLease;
  readonly ports: RotationPorts;
}

/**
 * What will have to go: the one that works, or else whatever the vault has. What was remembered once stays: a later run may find one of
 * this rotation's own there, which goes by its name.
 */
async function rememberEarlier(
  { typed }: RotationOrder,
  working: WorkingSecret | undefined,
  { lease, ports }: Work,
): Promise<void> {
  const { id, secretName, earlierVersion, state } = lease.current();
  const held = await ports.versions.list(secretName);
  const own = new Set(held.filter(({ rotation }) => rotation === id).map(({ version }) => version));
  const credential = working && !own.has(working.credential.version) ? working.credential : undefined;
  if (earlierVersion !== undefined) {
    // Somebody has given the connection another one since this was begun: then nothing has to be renewed, and theirs is not ours to cover.
    const isOvertaken = credential !== undefined && credential.version !== earlierVersion;
    if (isOvertaken && state === 'adding' && !typed) throw overtaken();
    return;
  }
  const earlier = credential ?? held.find(({ version }) => !own.has(version));
  if (earlier) await lease.write((rotation, now) => withEarlier(rotation, earlier, now));
}

async function proveMade(
  { connection }: RotationOrder,
  made: Made,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<void> {
  const patienceMs = PATIENCE[made.keyId === undefined ? 'typed' : 'entra'];
  try {
    await proveSecret(connection, made.secret, { patienceMs, beforeTry: lease.renew }, ports);
    await lease.renew();
  } catch (error) {
    await takeBack(connection, made, ports);
    throw error;
  }
}
