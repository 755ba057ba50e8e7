/**
 * Gives a connection a new client secret while the earlier one goes on working: record, make, prove, store, mark. After each step it may
 * die; run again it goes on. Until the new secret is in the vault, nothing is changed for anybody; what was made in vain is taken back
 * at once or, where nobody knows of it any more, when the rotation ends (end-overlap.ts).
 */
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { DAY } from '../../duration.ts';
import type { ClientSecret } from '../credential.ts';
import { blamesCredential, findWorkingSecret, type WorkingSecret } from './find-working-secret.ts';
import { markCurrent, toCurrent } from './mark-current.ts';
import { PATIENCE, proveSecret, toCredential } from './prove-secret.ts';
import { removeAllMade } from './remove-orphans.ts';
import { displayNameOf, failed, type NewCurrent, type Rotation, withEarlier } from './rotation.ts';
import { type RotationLease, takeRotation } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';

/** @returns the rotation as it stands: `overlapping`, also where an earlier run has come so far. @throws DeliveryError */
export async function rotateSecret(order: RotationOrder, ports: RotationPorts): Promise<Rotation> {
  const lease = await takeRotation(order, ports);
  try {
    if (lease.current().state === 'adding') await makeCurrent(order, lease, ports);
    return lease.current();
  } finally {
    await lease.letGo();
  }
}

async function makeCurrent(order: RotationOrder, lease: RotationLease, ports: RotationPorts): Promise<void> {
  const next = (await findStored(order, lease, ports)) ?? (await makeNew(order, lease, ports));
  await markCurrent(order.connection, next, lease, ports);
}

/** An earlier run may have died right after it had stored one. */
async function findStored(
  { connection }: RotationOrder,
  lease: RotationLease,
  { versions, credentials }: RotationPorts,
): Promise<NewCurrent | undefined> {
  const { id, secretName } = lease.current();
  const [newest] = await versions.list(secretName);
  if (newest?.rotation !== id) return undefined;
  const credential = await credentials.readAgain(connection);
  return credential.version === newest.version ? toCurrent(newest, credential) : undefined;
}

async function makeNew(order: RotationOrder, lease: RotationLease, ports: RotationPorts): Promise<NewCurrent> {
  try {
    const working = await findWorking(order, ports);
    await rememberEarlier(working, lease, ports);
    const made = order.typed ? checkTyped(order, lease) : await addPassword(order, working, lease, ports);
    return await storeProven(order, made, { lease, ports });
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

/** What will have to go: the one that works, or else whatever the vault has. */
async function rememberEarlier(
  working: WorkingSecret | undefined,
  lease: RotationLease,
  { versions }: RotationPorts,
): Promise<void> {
  const earlier = working?.credential ?? (await versions.list(lease.current().secretName))[0];
  if (earlier) await lease.write((rotation, now) => withEarlier(rotation, earlier, now));
}

interface Made {
  readonly secret: ClientSecret;
  /** Of the one that Entra ID made for us. */
  readonly keyId?: string;
  /** With what it can be taken back. */
  readonly token?: string;
}

function checkTyped({ typed }: RotationOrder, lease: RotationLease): Made {
  const secret = toCredential(typed?.value ?? '', typed?.expiresAt);
  if (secret.fingerprint === lease.current().earlierFingerprint)
    throw deliveryError('ERR_NEW_SECRET_REFUSED', { provider: 'it is the one that is current now' });
  return { secret };
}

async function addPassword(
  { connection, days }: RotationOrder,
  working: WorkingSecret | undefined,
  lease: RotationLease,
  { registrations, now, tell }: RotationPorts,
): Promise<Made> {
  if (!working) throw deliveryError('ERR_CREDENTIAL_MISSING');
  const { token } = working;
  await lease.renew();
  const added = await registrations.addPassword(connection, token, {
    displayName: displayNameOf(lease.current()),
    endsAt: new Date(now().getTime() + days * DAY),
  });
  tell({ kind: 'added', keyId: added.keyId, expiresAt: added.endsAt });
  return { secret: toCredential(added.secret, added.endsAt), keyId: added.keyId, token };
}

interface Work {
  readonly lease: RotationLease;
  readonly ports: RotationPorts;
}

async function storeProven(order: RotationOrder, made: Made, { lease, ports }: Work): Promise<NewCurrent> {
  const patienceMs = PATIENCE[made.keyId === undefined ? 'typed' : 'entra'];
  const proven = async (): Promise<void> => {
    await proveSecret(order.connection, made.secret, { patienceMs, beforeTry: lease.renew }, ports);
    await lease.renew();
  };
  await proven().catch((error: unknown) => takeBack(order, made, error, ports));
  return store(order, made, { lease, ports }).catch((error: unknown) =>
    // A vault that did not answer may have it all the same.
    hasNotStored(error) ? takeBack(order, made, error, ports) : Promise.reject(error),
  );
}

async function store(
  { connection }: RotationOrder,
  { secret, keyId }: Made,
  { lease, ports }: Work,
): Promise<NewCurrent> {
  const { id, secretName } = lease.current();
  const { expiresAt, fingerprint } = secret;
  const facts = { ...(keyId ? { keyId } : {}), ...(expiresAt ? { expiresAt } : {}) };
  const stored = { name: secretName, value: secret.secret, tenant: connection.tenant, rotation: id, ...facts };
  const version = await ports.versions.store(stored);
  ports.tell({ kind: 'stored', secretName, version, ...(expiresAt ? { expiresAt } : {}) });
  return { version, fingerprint, ...facts };
}

const hasNotStored = (error: unknown): boolean => isDeliveryError(error) && error.code !== 'ERR_VAULT_UNAVAILABLE';

/** Where that fails as well, it is an orphan until the rotation ends. @throws what made it vain */
async function takeBack(
  { connection }: RotationOrder,
  { keyId, token }: Made,
  error: unknown,
  { registrations, tell }: RotationPorts,
): Promise<never> {
  if (keyId !== undefined && token !== undefined) {
    const isGone = await registrations.removePassword(connection, token, keyId).catch(() => false);
    if (isGone) tell({ kind: 'taken-back', keyId });
  }
  throw error;
}

/** The refusals that the next try would meet as well: the rotation ends, and everything is as it was. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_ROTATION_NOT_PERMITTED',
  'ERR_ROTATION_AGAINST_POLICY',
  'ERR_REGISTRATION_UNKNOWN',
  'ERR_NEW_SECRET_REFUSED',
  'ERR_VAULT_WRITE_DENIED',
  'ERR_TOKEN_REFUSED',
]);

/** Only where nothing of it is left anywhere: what may be left is found by the run that goes on with it. */
async function giveUp(
  { connection }: RotationOrder,
  error: unknown,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<void> {
  if (!isDeliveryError(error) || !(FINAL.has(error.code) || blamesCredential(error))) return;
  try {
    const left = await removeAllMade(connection, lease, ports);
    if (left === 0) await lease.write((rotation, now) => failed(rotation, error.code, now));
  } catch {
    // What went wrong first is told; the record stays open.
  }
}
