/**
 * Passwords that a rotation made in vain: a run died between Entra ID's answer and the vault, or two runs overlapped. They are known
 * by the rotation's own name, so that no password of anybody else's, another Postbus's included, is ever taken for one.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import { MINUTE } from '../../duration.ts';
import type { AppRegistration, RegisteredCredential } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import { findWorkingSecret } from './find-working-secret.ts';
import { displayNameOf, type Rotation } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationPorts } from './rotation-ports.ts';

export interface OrphanAccess {
  readonly connection: Connection;
  readonly token: string;
  readonly lease: RotationLease;
}

/** Longer than the app may run, so that whoever made it does not store it any more. */
const SURELY_DEAD_AFTER = 30 * MINUTE;

/** All but the one that is current. */
export function findOrphans(rotation: Rotation, { credentials }: AppRegistration): readonly RegisteredCredential[] {
  const name = displayNameOf(rotation);
  return credentials.filter(
    ({ kind, displayName, keyId }) => kind === 'client-secret' && displayName === name && keyId !== rotation.keyId,
  );
}

/** @returns how many may be left */
export async function removeOrphans(
  orphans: readonly RegisteredCredential[],
  { connection, token, lease }: OrphanAccess,
  { registrations, tell }: RotationPorts,
): Promise<number> {
  let left = 0;
  for (const { keyId } of orphans) {
    await lease.renew();
    const isRemoved = await registrations.removePassword(connection, token, keyId);
    if (isRemoved) tell({ kind: 'orphan-removed', keyId });
    else left += 1;
  }
  return left;
}

/** Those that never came into the vault: nobody can have used one, so they may go at any time. @returns how many may be left */
export async function removeNeverStored(
  registration: AppRegistration,
  access: OrphanAccess,
  ports: RotationPorts,
): Promise<number> {
  return removeOrphans(await findNeverStored(registration, access, ports), access, ports);
}

/** Before another one is made: of those only what no run can be about to store, or it would store what is gone. */
export async function removeAbandoned(access: OrphanAccess, ports: RotationPorts): Promise<void> {
  const registration = await ports.registrations.read(access.connection, access.token);
  if (!registration) return;
  const before = ports.now().getTime() - SURELY_DEAD_AFTER;
  const orphans = await findNeverStored(registration, access, ports);
  await removeOrphans(
    orphans.filter(({ startsAt }) => startsAt !== undefined && startsAt.getTime() <= before),
    access,
    ports,
  );
}

/** Of a rotation that comes to nothing. @returns how many may be left */
export async function removeMadeInVain(
  connection: Connection,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<number> {
  if (!lease.current().isAsked) return 0;
  const token = await findToken(connection, ports);
  const registration = token && (await ports.registrations.read(connection, token));
  // What cannot be seen may be there.
  if (!token || !registration) return 1;
  return removeNeverStored(registration, { connection, token, lease }, ports);
}

async function findNeverStored(
  registration: AppRegistration,
  { lease }: OrphanAccess,
  { versions }: RotationPorts,
): Promise<readonly RegisteredCredential[]> {
  const orphans = findOrphans(lease.current(), registration);
  if (orphans.length === 0) return orphans;
  const held = new Set((await versions.list(lease.current().secretName)).map(({ keyId }) => keyId));
  return orphans.filter(({ keyId }) => !held.has(keyId));
}

async function findToken(connection: Connection, ports: RotationPorts): Promise<string | undefined> {
  try {
    return (await findWorkingSecret(connection, ports)).token;
  } catch (error) {
    if (isDeliveryError(error) && error.scope === 'tenant') return undefined;
    throw error;
  }
}
