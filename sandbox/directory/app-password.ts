/** Passwords of an app as Graph changes them: added and removed at once in the directory, and later on every server that checks them. */
import type { App, AppSecret, Spread } from './tenant.ts';

export interface PasswordChange {
  readonly now: number;
  /** How long some servers have not heard of it. */
  readonly propagationMilliseconds: number;
}

export function withPassword(app: App, secret: AppSecret, change: PasswordChange): App {
  return {
    ...app,
    secrets: [...app.secrets, { ...secret, ...toSpread(change) }],
    removedSecrets: stillKnown(app, change),
  };
}

export function withoutPassword(app: App, keyId: string, change: PasswordChange): App {
  const removed = app.secrets.filter((secret) => secret.keyId === keyId);
  return {
    ...app,
    secrets: app.secrets.filter((secret) => secret.keyId !== keyId),
    removedSecrets: [...stillKnown(app, change), ...removed.map((secret) => ({ ...secret, ...toSpread(change) }))],
  };
}

function stillKnown({ removedSecrets }: App, { now }: PasswordChange): readonly AppSecret[] {
  return removedSecrets.filter(({ spread }) => spread !== undefined && now < spread.until);
}

function toSpread({ now, propagationMilliseconds }: PasswordChange): { spread?: Spread } {
  return propagationMilliseconds === 0 ? {} : { spread: { from: now, until: now + propagationMilliseconds } };
}
