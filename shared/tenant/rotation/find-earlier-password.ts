/**
 * Which password of the app registration the earlier version of the vault is. A wrong guess takes away a secret that somebody needs, so
 * only two things count: that the version says which, or that exactly one password begins as it does and is old enough to be it. Pure.
 */
import { HOUR } from '../../duration.ts';
import type { AppRegistration, RegisteredCredential } from '../app-registrations.ts';
import type { SecretVersion } from '../secret-versions.ts';

export type EarlierPassword =
  | { readonly kind: 'found'; readonly keyId: string }
  /** It is known, and not there any more. */
  | { readonly kind: 'gone'; readonly keyId: string }
  | { readonly kind: 'not-known' };

interface EarlierFacts {
  readonly registration: AppRegistration;
  /** Absent: the vault does not know it any more. */
  readonly earlier: SecretVersion | undefined;
  /** First three characters of its value. */
  readonly hint: string | undefined;
  /** Passwords that must not be taken for it: the new one, and whatever the vault still holds. */
  readonly others: ReadonlySet<string>;
}

/** A password is stored after it is made, and the two clocks need not agree. */
const CLOCKS_DIFFER_BY = HOUR;

export function findEarlierPassword({ registration, earlier, hint, others }: EarlierFacts): EarlierPassword {
  const passwords = registration.credentials.filter(({ kind }) => kind === 'client-secret');
  const keyId = earlier?.keyId;
  if (keyId !== undefined) {
    if (others.has(keyId)) return { kind: 'not-known' };
    return passwords.some((password) => password.keyId === keyId) ? { kind: 'found', keyId } : { kind: 'gone', keyId };
  }
  if (!earlier || hint === undefined) return { kind: 'not-known' };
  const alike = passwords.filter((password) => password.hint === hint && !others.has(password.keyId));
  const [only] = alike;
  if (alike.length !== 1 || !only || !isOldEnough(only, earlier)) return { kind: 'not-known' };
  return { kind: 'found', keyId: only.keyId };
}

const isOldEnough = ({ startsAt }: RegisteredCredential, { createdAt }: SecretVersion): boolean =>
  startsAt === undefined || createdAt === undefined || startsAt.getTime() <= createdAt.getTime() + CLOCKS_DIFFER_BY;
