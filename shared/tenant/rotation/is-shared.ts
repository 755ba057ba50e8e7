/**
 * Whether another connection still needs a password that is to go: one app may serve several tenants, each with a name of its own in the
 * vault for the same secret. That nobody has asked for a token with it lately shows nothing: a token lives for up to a day.
 */
import type { RegisteredCredential } from '../app-registrations.ts';
import type { Connection } from '../connection.ts';
import type { ClientSecret } from '../credential.ts';
import { blamesCredential } from './find-working-secret.ts';
import { isSameName } from './rotation.ts';
import type { RotationLease } from './rotation-lease.ts';
import type { RotationPorts } from './rotation-ports.ts';

export interface Going extends Pick<RegisteredCredential, 'hint'> {
  /** Where its value is known. */
  readonly fingerprint?: string;
}

/** In doubt it is. @throws DeliveryError where the vault does not answer */
export async function isShared(
  connection: Connection,
  going: readonly Going[],
  lease: RotationLease,
  ports: Pick<RotationPorts, 'connections' | 'credentials'>,
): Promise<boolean> {
  if (going.length === 0) return false;
  for (const other of await findOthers(connection, ports)) {
    await lease.renew();
    const newest = await readNewest(other, ports);
    if (newest === 'in-doubt') return true;
    if (newest && going.some((each) => isAlike(each, newest))) return true;
  }
  return false;
}

/** With the same app, and another name in the vault: whoever has the same name has the new secret already. One of each name. */
async function findOthers(
  { clientId, secretName }: Connection,
  { connections }: Pick<RotationPorts, 'connections'>,
): Promise<readonly Connection[]> {
  // A connection that cannot be read sends nothing.
  const others = (await connections.list(() => {})).filter(
    (each) =>
      each.credential === 'client-secret' &&
      each.clientId.toLowerCase() === clientId.toLowerCase() &&
      !isSameName(each.secretName, secretName),
  );
  return [...new Map(others.map((each) => [each.secretName?.toLowerCase(), each])).values()];
}

async function readNewest(
  connection: Connection,
  { credentials }: Pick<RotationPorts, 'credentials'>,
): Promise<ClientSecret | 'in-doubt' | undefined> {
  try {
    const newest = await credentials.readAgain(connection);
    return newest.kind === 'client-secret' ? newest : undefined;
  } catch (error) {
    if (!blamesCredential(error)) throw error;
    // One that is disabled or spoilt is passed over for the version before, which may be this one.
    return error.code === 'ERR_CREDENTIAL_MISSING' ? undefined : 'in-doubt';
  }
}

function isAlike({ hint, fingerprint }: Going, { secret, fingerprint: newest }: ClientSecret): boolean {
  if (fingerprint === newest) return true;
  return hint === undefined ? fingerprint === undefined : secret.startsWith(hint);
}
