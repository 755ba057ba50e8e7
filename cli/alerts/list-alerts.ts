/** `postbus alerts`: the last alerts, and what became of each on every route. */
import type { Alert, Severity } from '../../shared/alert/alert.ts';
import type { AlertRecord } from '../../shared/alert/alerts.ts';
import { formatDaysLeft, placeOf } from '../../shared/alert/describe-alert.ts';
import { ROUTE_NAMES, type RouteName, type RouteState, retryAt } from '../../shared/alert/route-state.ts';
import type { Operator } from '../../shared/compose-operator.ts';
import type { Answer } from '../command-context.ts';
import { countOf } from '../terminal/count-of.ts';
import { formatFields, formatTable } from '../terminal/format-table.ts';
import { formatDistance, formatInstant } from '../terminal/format-time.ts';
import type { Paint, Style } from '../terminal/terminal.ts';

export async function listAlerts(limit: number, { alerts, now }: Pick<Operator, 'alerts' | 'now'>): Promise<Answer> {
  const all = await alerts.list();
  const shown = all.slice(0, limit);
  return {
    json: { alerts: shown.map(({ alert, routes }) => ({ ...alert, routes })), total: all.length },
    text: (paint) => formatAlerts(shown, { paint, left: all.length - shown.length, now: now() }),
  };
}

interface View {
  readonly paint: Paint;
  readonly left: number;
  readonly now: Date;
}

function formatAlerts(shown: readonly AlertRecord[], { paint, left, now }: View): string {
  if (shown.length === 0)
    return `${paint('green', 'There are no alerts.')} \`postbus alerts test\` shows whether one would arrive.`;
  return [
    formatRows(shown, paint),
    ...(left === 0 ? [] : [paint('dim', `and ${left} older: --limit ${shown.length + left} shows all`)]),
    ...formatFailures(shown, { paint, now }),
  ].join('\n');
}

function formatRows(shown: readonly AlertRecord[], paint: Paint): string {
  const titles = ['raised', 'severity', 'what', 'where', '', ...ROUTE_NAMES];
  return formatTable(
    titles.map((title) => ({ title: title && paint('dim', title) })),
    shown.map(({ alert, routes }) => [
      formatInstant(alert.raisedAt),
      paintSeverity(alert.severity, paint),
      alert.code,
      paint('bold', placeOf(alert)),
      formatDaysLeft(alert) ?? '',
      ...ROUTE_NAMES.map((name) => formatState(routes[name], paint)),
    ]),
  );
}

const STYLES: Readonly<Record<Severity, Style>> = { critical: 'red', error: 'red', warning: 'yellow', info: 'dim' };

const paintSeverity = (severity: Alert['severity'], paint: Paint): string => paint(STYLES[severity], severity);

function formatState(state: RouteState | undefined, paint: Paint): string {
  switch (state?.kind) {
    case 'told':
      return paint('green', 'told');
    case 'failed':
      return paint('red', 'failed');
    case 'off':
      return paint('dim', 'off');
    case 'telling':
    case undefined:
      return paint('yellow', 'pending');
  }
}

/** What failed is mostly one cause for many alerts: once for each of a route. */
function formatFailures(shown: readonly AlertRecord[], { paint, now }: Pick<View, 'paint' | 'now'>): readonly string[] {
  const failures = shown.flatMap(({ routes }) =>
    ROUTE_NAMES.flatMap((name) => (routes[name]?.kind === 'failed' ? [{ name, state: routes[name] }] : [])),
  );
  const causes = new Map<string, { readonly name: RouteName; readonly state: (typeof failures)[number]['state'] }>();
  for (const failure of failures) {
    const key = `${failure.name} ${failure.state.sentence}`;
    if (!causes.has(key)) causes.set(key, failure);
  }
  return [...causes.values()].map(({ name, state }) =>
    [
      `\n${paint('red', name)}  ${state.sentence}`,
      formatFields([
        ['what to do', state.remedy],
        ['tried', `${countOf(state.tries, 'time')}, again ${formatDistance(retryAt(state), now)}`],
      ]),
    ].join('\n'),
  );
}
