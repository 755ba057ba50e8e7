/** The end of a rotation that came to nothing, before anything was changed. */
import { isDeliveryError } from '../../delivery/delivery-error.ts';
import type { ErrorCode } from '../../delivery/error-codes.ts';
import { leave } from './end-rotation.ts';
import { blamesCredential } from './find-working-secret.ts';
import { removeMadeInVain } from './remove-orphans.ts';
import { failed } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';

/** The refusals that the next try would meet as well: the rotation ends, and everything is as it was. */
export const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_ROTATION_NOT_PERMITTED',
  'ERR_ROTATION_AGAINST_POLICY',
  'ERR_REGISTRATION_UNKNOWN',
  'ERR_NEW_SECRET_REFUSED',
  'ERR_ROTATION_UNDER_WAY',
  'ERR_VAULT_WRITE_DENIED',
  'ERR_TOKEN_REFUSED',
]);

/** Where nothing of it is left anywhere: what may be left is found by the run that goes on with it. Never throws. */
export async function giveUp(
  { connection }: RotationOrder,
  error: unknown,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<void> {
  const { state, id, secretName } = lease.current();
  if (state !== 'adding' || !isDeliveryError(error) || !(FINAL.has(error.code) || blamesCredential(error))) return;
  try {
    const isStored = (await ports.versions.list(secretName)).some(({ rotation }) => rotation === id);
    const mayBeLeft = isStored || (await removeMadeInVain(connection, lease, ports)) > 0;
    if (!mayBeLeft) return await lease.write((rotation, now) => failed(rotation, error.code, now));
    if (error.code !== 'ERR_ROTATION_UNDER_WAY') return;
    // Somebody else's secret is there by now, so that nobody goes on with this. Or another run has it: then this throws.
    await lease.renew();
    await leave('replaced', lease, ports);
  } catch {
    // What went wrong first is told; the record stays open.
  }
}
