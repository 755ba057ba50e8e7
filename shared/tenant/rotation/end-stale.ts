/**
 * The end of a rotation about an app or a secret that the connection has no more: it leads nowhere, and what it made in vain is removed
 * where the vault still has a secret of that app.
 */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { Connection } from '../connection.ts';
import { leave } from './end-rotation.ts';
import { removeMadeInVain } from './remove-orphans.ts';
import { failed, isAbout, isOpen, type Rotation } from './rotation.ts';
import { type RotationLease, resumeRotation } from './rotation-lease.ts';
import type { RotationPorts } from './rotation-ports.ts';

/** @returns the rotation at its end; undefined where there is none of that kind. @throws DeliveryError */
export async function endStale(connection: Connection, ports: RotationPorts): Promise<Rotation | undefined> {
  const existing = await ports.rotations.read(connection.tenant);
  if (!existing || !isOpen(existing.rotation) || isAbout(existing.rotation, connection)) return undefined;
  const lease = await resumeRotation(existing, existing.rotation, ports);
  try {
    const { clientId, secretName, state } = lease.current();
    const left = await countLeft({ ...connection, clientId, secretName }, lease, ports);
    if (state === 'overlapping' || left > 0) await leave('replaced', lease, ports);
    else await lease.write((rotation, now) => failed(rotation, 'ERR_CREDENTIAL_MISSING', now));
    return lease.current();
  } finally {
    await lease.letGo();
  }
}

async function countLeft(connection: Connection, lease: RotationLease, ports: RotationPorts): Promise<number> {
  try {
    return await removeMadeInVain(connection, lease, ports);
  } catch (error) {
    // Whoever lost the record must not go on; all else must not keep the connection from ever getting another secret.
    if (!isDeliveryError(error) || error.code === 'ERR_ROTATION_UNDER_WAY') throw error;
    return 1;
  }
}
