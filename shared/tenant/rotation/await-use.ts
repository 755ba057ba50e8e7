/** Watches whether running apps take up the new secret. An idle tenant asks for no token, so that nothing is seen says nothing. */
import { SECOND } from '../../duration.ts';
import type { CredentialUse } from '../credential-uses.ts';
import type { Rotation } from './rotation.ts';
import type { RotationPorts } from './rotation-ports.ts';

const PAUSE = 3 * SECOND;

/** @returns the first use that is seen; undefined where none was within that time */
export async function awaitUse(
  { tenant, fingerprint }: Rotation,
  patienceMs: number,
  { uses, sleep }: Pick<RotationPorts, 'uses' | 'sleep'>,
): Promise<CredentialUse | undefined> {
  for (let waitedMs = 0; ; waitedMs += PAUSE) {
    const used = (await uses.list(tenant)).find((use) => use.fingerprint === fingerprint);
    if (used || waitedMs >= patienceMs) return used;
    await sleep(PAUSE);
  }
}
