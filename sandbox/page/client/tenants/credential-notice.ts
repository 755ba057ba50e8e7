/**
 * What to say about an app's secrets. The one that expires last counts: during a rotation the old secret may run out without harm.
 * Nothing is said while there are more than 30 days left.
 */
import type { Tenant } from '../control/control-types.ts';

export interface Notice {
  readonly tone: 'warning' | 'problem';
  readonly text: string;
}

const noticeDays = 30;
const dayMilliseconds = 86_400_000;

export function credentialNotice(apps: Tenant['apps'], now: Date): Notice | undefined {
  const expiry = Math.min(...apps.map(lastExpiry));
  const days = dayNumber(expiry) - dayNumber(now.getTime());
  if (days > noticeDays) {
    return undefined;
  }
  return expiry <= now.getTime()
    ? { tone: 'problem', text: 'secret expired' }
    : { tone: 'warning', text: expiryText(days) };
}

/** An app without secrets has none that expires. */
function lastExpiry({ secrets }: Tenant['apps'][number]): number {
  const expiries = secrets.map((secret) => Date.parse(secret.expiresAt)).filter(Number.isFinite);
  return expiries.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...expiries);
}

/** Whole days of the calendar: a secret made for nine days has nine of them a second later, too. */
function dayNumber(time: number): number {
  return Math.floor(time / dayMilliseconds);
}

function expiryText(days: number): string {
  if (days === 0) {
    return 'secret expires today';
  }
  return `secret expires in ${days} ${days === 1 ? 'day' : 'days'}`;
}
