/** Tells everybody who has a secret from before that another one is current: running apps read the connection each minute. */
import type { Connection } from '../connection.ts';
import type { Credential } from '../credential.ts';
import type { SecretVersion } from '../secret-versions.ts';
import { isSameName, type NewCurrent, overlapping } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationPorts } from './rotation-ports.ts';

export async function markCurrent(
  connection: Connection,
  current: NewCurrent,
  lease: RotationLease,
  { connections, now, tell }: RotationPorts,
): Promise<void> {
  // A connection that cannot be read sends nothing.
  const all = await connections.list(() => {});
  const sharing = all.filter(({ secretName }) => isSameName(secretName, connection.secretName));
  const at = now();
  for (const { tenant } of sharing) {
    // A hundred that share it take longer than anybody may be silent.
    await lease.renew();
    await connections.markRotated(tenant, at);
  }
  await lease.write((rotation, instant) => overlapping(rotation, current, instant));
  tell({ kind: 'current', at, connections: sharing.length });
}

export const toCurrent = (
  { version, keyId, expiresAt }: SecretVersion,
  { fingerprint }: Pick<Credential, 'fingerprint'>,
): NewCurrent => ({ version, fingerprint, ...(keyId ? { keyId } : {}), ...(expiresAt ? { expiresAt } : {}) });
