/** An alert and what became of it as a table row and back. `fromAlertRow(toAlertRow(record))` is the record; a property test holds it. */
import * as z from 'zod';
import { ALERT_KINDS, SEVERITIES } from '../../alert/alert.ts';
import type { AlertRecord } from '../../alert/alerts.ts';
import { isDone, isOver, ROUTE_NAMES, type RouteStates } from '../../alert/route-state.ts';
import { jsonColumn } from './json-column.ts';
import { encodeKey } from './keys.ts';
import { withoutUndefined } from './row-value.ts';

/** All alerts of all tenants lie in one partition: one query lists them. Underscore: no tenant key can be that. */
export const ALERTS_PARTITION = '_alerts';
export const ALERT_PREFIX = 'alert:';

const instant = z.coerce.date();
const batch = { batch: z.string(), at: instant, tries: z.number() };

const routeState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('telling'), ...batch, memo: z.string().optional() }).transform(withoutUndefined),
  z.object({ kind: z.literal('told'), at: instant, how: z.string().optional() }).transform(withoutUndefined),
  z.object({ kind: z.literal('failed'), ...batch, sentence: z.string(), remedy: z.string() }),
  z.object({ kind: z.literal('off'), at: instant }),
]);

const routeColumn = jsonColumn(routeState).optional();

const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(ALERT_KINDS),
  severity: z.enum(SEVERITIES),
  code: z.string(),
  tenant: z.string().optional(),
  mailbox: z.string().optional(),
  sentence: z.string(),
  remedy: z.string(),
  owner: z.enum(['producer', 'operator', 'tenant administrator', 'Microsoft']),
  expiresAt: z.date().optional(),
  daysLeft: z.number().optional(),
  provider: z.string().optional(),
  raisedAt: z.date(),
  log: routeColumn,
  webhook: routeColumn,
  mail: routeColumn,
});

export const alertKey = (id: string): string => `${ALERT_PREFIX}${encodeKey(id)}`;

export function toAlertRow({ alert, routes }: AlertRecord) {
  const doneAt = isDone(routes) ? latestOf(routes) : undefined;
  return {
    partitionKey: ALERTS_PARTITION,
    rowKey: alertKey(alert.id),
    ...alert,
    ...Object.fromEntries(Object.entries(routes).map(([name, state]) => [name, JSON.stringify(state)])),
    /** What queries go by; the rest is read from the states. */
    isPending: doneAt === undefined,
    ...(doneAt === undefined ? {} : { doneAt }),
  };
}

/** Undefined for a row that somebody changed by hand into something else: it must not hold up the others. */
export function fromAlertRow(row: unknown): AlertRecord | undefined {
  const parsed = rowSchema.safeParse(row);
  if (!parsed.success) return undefined;
  const { log, webhook, mail, ...alert } = parsed.data;
  return { alert: withoutUndefined(alert), routes: withoutUndefined({ log, webhook, mail }) };
}

function latestOf(routes: RouteStates): Date {
  const instants = ROUTE_NAMES.flatMap((name) => (isOver(routes[name]) ? (routes[name]?.at.getTime() ?? []) : []));
  return new Date(Math.max(...instants));
}
