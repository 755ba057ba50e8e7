/** When a client secret is to be renewed by Postbus itself. Pure. */
import { DAY } from '../../duration.ts';

const RENEW_BEFORE = 30 * DAY;

interface Life {
  readonly createdAt?: Date;
  readonly expiresAt?: Date;
}

/**
 * A secret without a known end never comes due: the daily check asks for its date. One that is made to live less than 90 days is renewed
 * in its last third, or it would be due as soon as it is made.
 */
export function isDue({ createdAt, expiresAt }: Life, now: Date): boolean {
  if (expiresAt === undefined) return false;
  const third = createdAt ? (expiresAt.getTime() - createdAt.getTime()) / 3 : RENEW_BEFORE;
  return expiresAt.getTime() - now.getTime() <= Math.min(third, RENEW_BEFORE);
}

/** One that lives as long as it may: none comes due before. */
export const mayBeDue = (expiresAt: Date, now: Date): boolean => isDue({ expiresAt }, now);
