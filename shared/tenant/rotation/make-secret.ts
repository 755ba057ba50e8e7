/** Where a new secret comes from: Entra ID makes one for the app itself, or somebody gave it. And how the first is taken back. */
import { deliveryError, isDeliveryError } from '../../delivery/delivery-error.ts';
import { DAY } from '../../duration.ts';
import type { AddedPassword } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import type { ClientSecret } from '../credential.ts';
import type { WorkingSecret } from './find-working-secret.ts';
import { FINAL } from './give-up.ts';
import { toCredential } from './prove-secret.ts';
import { removeAbandoned } from './remove-orphans.ts';
import { asked, displayNameOf } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationOrder, RotationPorts } from './rotation-ports.ts';

export interface Made {
  readonly secret: ClientSecret;
  /** Of the one that Entra ID made for us. */
  readonly keyId?: string;
  /** With what it can be taken back. */
  readonly token?: string;
}

export function checkTyped({ typed }: RotationOrder, working: WorkingSecret | undefined, lease: RotationLease): Made {
  const secret = toCredential(typed?.value ?? '', typed?.expiresAt);
  const { earlierFingerprint, fingerprint } = lease.current();
  if ([earlierFingerprint, fingerprint, working?.credential.fingerprint].includes(secret.fingerprint))
    throw deliveryError('ERR_NEW_SECRET_REFUSED', { provider: 'it is one that the vault has already' });
  return { secret };
}

export async function addPassword(
  { connection, days }: RotationOrder,
  working: WorkingSecret | undefined,
  lease: RotationLease,
  ports: RotationPorts,
): Promise<Made> {
  if (!working) throw deliveryError('ERR_CREDENTIAL_MISSING');
  const { token } = working;
  const wasAsked = lease.current().isAsked ?? false;
  if (wasAsked) await removeAbandoned({ connection, token, lease }, ports);
  await lease.write((rotation, now) => asked(rotation, true, now));
  const endsAt = new Date(ports.now().getTime() + days * DAY);
  const added = await add({ displayName: displayNameOf(lease.current()), endsAt }).catch(async (error: unknown) => {
    // A refusal: none was made.
    if (isDeliveryError(error) && FINAL.has(error.code))
      await lease.write((rotation, now) => asked(rotation, wasAsked, now));
    throw error;
  });
  ports.tell({ kind: 'added', keyId: added.keyId, expiresAt: added.endsAt });
  return { secret: toCredential(added.secret, added.endsAt), keyId: added.keyId, token };

  function add(password: { readonly displayName: string; readonly endsAt: Date }): Promise<AddedPassword> {
    return ports.registrations.addPassword(connection, token, password);
  }
}

/** Where that fails, it is an orphan until the rotation ends. Never throws. */
export async function takeBack(
  connection: Connection,
  { keyId, token }: Made,
  { registrations, tell }: RotationPorts,
): Promise<void> {
  if (keyId === undefined || token === undefined) return;
  const isGone = await registrations.removePassword(connection, token, keyId).catch(() => false);
  if (isGone) tell({ kind: 'taken-back', keyId });
}
