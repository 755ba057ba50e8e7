/** Alerts in words, the same on every route that people read. Pure. */
import { type Alert, SEVERITIES, type Severity } from './alert.ts';

/** `contoso`, `contoso sales@contoso.example`, or `Postbus` where it is nobody's in particular. */
export const placeOf = ({ tenant, mailbox }: Alert): string => [tenant ?? 'Postbus', mailbox].filter(Boolean).join(' ');

/** `expired 2 days ago (2026-11-20)`; undefined where nothing ends. */
export function formatDaysLeft(alert: Alert): string | undefined {
  const { daysLeft, expiresAt } = alert;
  const date = expiresAt ? ` (${expiresAt.toISOString().slice(0, 10)})` : '';
  if (daysLeft === undefined) return undefined;
  if (daysLeft < 0) return `expired ${countOf(-daysLeft, 'day')} ago${date}`;
  if (daysLeft === 0) return `${hasExpired(alert) ? 'expired' : 'expires'} today${date}`;
  return `expires in ${countOf(daysLeft, 'day')}${date}`;
}

/** By the time it was raised: so it is told in the same words whenever that is. */
const hasExpired = ({ daysLeft = Number.POSITIVE_INFINITY, expiresAt, raisedAt }: Alert): boolean =>
  daysLeft < 0 || (daysLeft === 0 && expiresAt !== undefined && expiresAt <= raisedAt);

const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: 'Act at once',
  error: 'Act today',
  warning: 'Act soon',
  info: 'To know',
};

export const nameSeverity = (severity: Severity): string => SEVERITY_WORDS[severity];

export type SeverityCounts = Readonly<Record<Severity, number>>;

export const countSeverities = (alerts: readonly Alert[]): SeverityCounts => {
  const count = (severity: Severity): number => alerts.filter((alert) => alert.severity === severity).length;
  return { critical: count('critical'), error: count('error'), warning: count('warning'), info: count('info') };
};

/** Those that occur, worst first. */
export const groupBySeverity = (
  alerts: readonly Alert[],
): readonly { readonly severity: Severity; readonly alerts: readonly Alert[] }[] =>
  SEVERITIES.map((severity) => ({ severity, alerts: alerts.filter((alert) => alert.severity === severity) })).filter(
    (group) => group.alerts.length > 0,
  );

const SOON = 7;
const MOST_PARTS = 3;

interface Part {
  readonly fits: (alert: Alert) => boolean;
  readonly say: (count: number, least: number) => string;
}

const isCredential = ({ kind }: Alert): boolean => kind === 'credential';
const daysOf = ({ daysLeft }: Alert): number => daysLeft ?? Number.POSITIVE_INFINITY;

/** What is worst comes first; an alert is counted where it fits first. */
const PARTS: readonly Part[] = [
  {
    fits: (alert) => isCredential(alert) && hasExpired(alert),
    say: (count) => `${countOf(count, 'credential')} ${count === 1 ? 'has' : 'have'} expired`,
  },
  {
    fits: ({ kind }) => kind === 'hold',
    say: (count) => `mail of ${countOf(count, 'tenant or mailbox', 'tenants or mailboxes')} is held`,
  },
  // The vault does not answer or refuses: nobody's credential is to blame.
  { fits: (alert) => isCredential(alert) && alert.tenant === undefined, say: () => 'credentials cannot be checked' },
  {
    fits: (alert) => isCredential(alert) && alert.severity === 'critical' && alert.daysLeft === undefined,
    say: (count) => `${countOf(count, 'credential')} cannot be used`,
  },
  {
    fits: (alert) => isCredential(alert) && daysOf(alert) <= SOON,
    say: (count) => `${countOf(count, 'credential')} ${count === 1 ? 'expires' : 'expire'} within ${SOON} days`,
  },
  { fits: ({ kind }) => kind === 'route', say: () => 'alerts do not arrive everywhere' },
  {
    fits: (alert) => isCredential(alert) && alert.daysLeft !== undefined,
    say: (count, last) =>
      `${countOf(count, 'credential')} ${count === 1 ? 'expires' : 'expire'} within ${countOf(last, 'day')}`,
  },
  {
    fits: isCredential,
    say: (count) => `${countOf(count, 'credential')} ${count === 1 ? 'needs' : 'need'} attention`,
  },
  { fits: ({ kind }) => kind === 'test', say: () => 'a test of the alerts' },
];

/** `2 credentials have expired, 3 credentials expire within 7 days` */
export function summarize(alerts: readonly Alert[]): string {
  let left = alerts;
  const said = PARTS.flatMap(({ fits, say }) => {
    const fitting = left.filter(fits);
    left = left.filter((alert) => !fits(alert));
    return fitting.length === 0 ? [] : [say(fitting.length, Math.max(...fitting.map(({ daysLeft }) => daysLeft ?? 0)))];
  });
  const more = said.length > MOST_PARTS ? ', and more' : '';
  return `${said.slice(0, MOST_PARTS).join(', ')}${more}`;
}

export const countOf = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
