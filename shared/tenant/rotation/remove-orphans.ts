/**
 * Passwords that this rotation made in vain: a run died between Entra ID's answer and the vault, or two runs overlapped. They are known
 * by the rotation's own name, so that no password of anybody else's, another Postbus's included, is ever taken for one.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { AppRegistration } from '../app-registrations.ts';
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

/** @returns how many may be left */
export async function removeOrphans(
  registration: AppRegistration,
  { connection, token, lease }: OrphanAccess,
  { registrations, tell }: RotationPorts,
): Promise<number> {
  let left = 0;
  for (const keyId of findOrphans(lease.current(), registration)) {
    await lease.renew();
    const isRemoved = await registrations.removePassword(connection, token, keyId);
    if (isRemoved) tell({ kind: 'orphan-removed', keyId });
    else left += 1;
  }
  return left;
}

/** Of a rotation that comes to nothing. @returns how many may be left */
export async function removeAllMade(
  connection: Connection,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<number> {
  const { id, secretName } = lease.current();
  const stored = (await ports.versions.list(secretName)).filter(({ rotation }) => rotation === id);
  if (stored.length > 0) return stored.length;
  const token = await findToken(connection, ports);
  // Who gets no token has made nothing at Entra ID.
  const registration = token && (await ports.registrations.read(connection, token));
  return token && registration ? removeOrphans(registration, { connection, token, lease }, ports) : 0;
}

/** All but the one that is current. @returns their key ids */
function findOrphans(rotation: Rotation, { credentials }: AppRegistration): readonly string[] {
  const name = displayNameOf(rotation);
  return credentials
    .filter(
      ({ kind, displayName, keyId }) => kind === 'client-secret' && displayName === name && keyId !== rotation.keyId,
    )
    .map(({ keyId }) => keyId);
}

async function findToken(connection: Connection, ports: RotationPorts): Promise<string | undefined> {
  try {
    return (await findWorkingSecret(connection, ports)).token;
  } catch (error) {
    if (isDeliveryError(error) && error.scope === 'tenant') return undefined;
    throw error;
  }
}
