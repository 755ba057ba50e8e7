/** The alert that a route failed. The other routes tell it, and it is one a route and day: a route that is down all day is one alert. */
import type { Alert } from './alert.ts';
import { type AlertCode, alertCodes } from './alert-codes.ts';
import type { AlertRouteError } from './alert-route.ts';
import type { RouteName } from './route-state.ts';

const CODES: Readonly<Record<RouteName, AlertCode>> = {
  log: 'ALERT_LOG_FAILED',
  webhook: 'ALERT_WEBHOOK_FAILED',
  mail: 'ALERT_MAIL_FAILED',
};

export function toRouteAlert(
  route: RouteName,
  failure: Pick<AlertRouteError, 'sentence' | 'remedy'>,
  now: Date,
): Alert {
  const code = CODES[route];
  const { severity, owner, sentence } = alertCodes[code];
  return {
    id: `${prefixOf(route)}${now.toISOString().slice(0, 10)}`,
    kind: 'route',
    severity,
    code,
    sentence: `${sentence} ${failure.sentence}`,
    remedy: failure.remedy,
    owner,
    raisedAt: now,
  };
}

/** A route does not tell that it cannot tell. */
export const isAbout = ({ kind, id }: Alert, route: RouteName): boolean =>
  kind === 'route' && id.startsWith(prefixOf(route));

const prefixOf = (route: RouteName): string => `route:${route}:`;
