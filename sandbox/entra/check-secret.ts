/**
 * What is wrong with a client secret that was shown; undefined when it is taken.
 * Promises: while a change spreads, the share of servers that know of it grows evenly from none to all, and each request meets one of
 * them by chance: so a new secret is refused and taken in turn, a removed one taken and refused.
 */
import { timingSafeEqual } from 'node:crypto';
import type { App, AppSecret, Spread } from '../directory/tenant.ts';
import type { TokenProblem } from './token-problem.ts';

export interface SecretCircumstances {
  readonly now: number;
  /** From 0 (included) to 1 (excluded): which server the request meets. */
  chance(): number;
}

export function findSecretProblem(
  app: App,
  presented: string,
  circumstances: SecretCircumstances,
): TokenProblem | undefined {
  const { now } = circumstances;
  const secret = app.secrets.find(({ value }) => isSame(value, presented));
  const isTaken = secret === undefined ? isStillKnown(app, presented, circumstances) : isKnown(secret, circumstances);
  // A secret that was just added is not known everywhere yet: until it starts, Entra calls it wrong, not early.
  if (!isTaken || (secret !== undefined && now < secret.startsAt)) return ['wrongSecret', wrongSecret(app)];
  if (secret !== undefined && secret.expiresAt <= now) return ['expiredSecret', expiredSecret(app)];
  return undefined;
}

function isKnown({ spread }: AppSecret, { now, chance }: SecretCircumstances): boolean {
  return spread === undefined || now >= spread.until || chance() < shareOf(spread, now);
}

function isStillKnown(app: App, presented: string, { now, chance }: SecretCircumstances): boolean {
  const removed = app.removedSecrets.find(({ value }) => isSame(value, presented));
  if (removed?.spread === undefined || now >= removed.spread.until || now >= removed.expiresAt) return false;
  return chance() >= shareOf(removed.spread, now);
}

/** Of the servers that have heard of the change. */
function shareOf({ from, until }: Spread, now: number): number {
  return Math.max(0, (now - from) / (until - from));
}

function isSame(value: string, presented: string): boolean {
  const [one, other] = [Buffer.from(value), Buffer.from(presented)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function wrongSecret(app: App): string {
  return `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${app.clientId}'.`;
}

function expiredSecret(app: App): string {
  return `The provided client secret keys for app '${app.clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`;
}
