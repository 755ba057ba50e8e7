/** Which version of a secret was current before another one. Pure. */
import type { SecretProperties } from '@azure/keyvault-secrets';

/**
 * The newest one made before `refused` that may be used now. Instants of the vault are whole seconds, so one of the same second counts too.
 * @param versions the newest first
 * @returns undefined where there is none
 */
export function findEarlierVersion(
  versions: readonly SecretProperties[],
  refused: string,
  now: Date,
): string | undefined {
  const madeAt = versions.find(({ version }) => version === refused)?.createdOn;
  if (madeAt === undefined) return undefined;
  return versions.find(
    (each) =>
      each.version !== refused && each.createdOn !== undefined && each.createdOn <= madeAt && isUsable(each, now),
  )?.version;
}

const isUsable = ({ enabled, expiresOn, notBefore }: SecretProperties, now: Date): boolean =>
  enabled !== false && !(expiresOn && expiresOn <= now) && !(notBefore && notBefore > now);
