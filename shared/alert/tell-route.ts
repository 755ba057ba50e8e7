/**
 * Tells one route's batches: each is fixed, told, and noted, and may be left after any of these steps. One that fails is the last of its
 * run; one that nobody knows the end of is not, for it may be so for ever.
 */
import { type DeliveryError, isDeliveryError } from '../delivery/delivery-error.ts';
import { logAlertsTold, logRouteFailed } from '../log/alert-events.ts';
import type { LogSink } from '../log/log-sink.ts';
import { type AlertBatch, type AlertRoute, AlertRouteError, type TellingEnd } from './alert-route.ts';
import type { Alerts, HeldLease, StoredAlert } from './alerts.ts';
import { type ChosenBatch, chooseBatches } from './choose-batches.ts';
import { toRouteAlert } from './route-alert.ts';
import { failed, type RouteName, type RouteState, type Telling, told } from './route-state.ts';
import { SomebodyElseTells } from './somebody-else-tells.ts';

export interface TellRoutePorts {
  readonly alerts: Alerts;
  readonly lease: HeldLease;
  readonly log: LogSink;
  readonly now: () => Date;
  /** Whether a batch may still be begun in this run. */
  readonly hasTime: () => boolean;
}

type Ending =
  | TellingEnd
  | { readonly kind: 'failed'; readonly error: AlertRouteError }
  /** Nobody knows: the batch stays as it is fixed, and is told again so. */
  | { readonly kind: 'unknown'; readonly error: DeliveryError };

export async function tellRoute(route: AlertRoute, ports: TellRoutePorts, includeYoung: boolean): Promise<void> {
  const { alerts, now } = ports;
  const facts = { route: route.name, now: now(), includeYoung, newId: () => crypto.randomUUID() };
  for (const chosen of chooseBatches(await alerts.pending(), facts)) {
    if (!ports.hasTime()) return;
    if (!(await ports.lease.renew())) throw new SomebodyElseTells();
    const members = chosen.isFixed ? chosen.members : await note(route.name, chosen.members, chosen.fixed, ports);
    if (!(await tellBatch(route, { ...chosen, members }, ports))) return;
  }
}

/** @returns whether the route is worth another batch in this run */
async function tellBatch(route: AlertRoute, { fixed, members }: ChosenBatch, ports: TellRoutePorts): Promise<boolean> {
  let current = members;
  async function remember(memo: string): Promise<void> {
    current = await note(route.name, current, { ...fixed, memo }, ports);
    if (!(await ports.lease.renew())) throw new SomebodyElseTells();
  }
  const ending = await attempt(route, toBatch(fixed, members), { remember, ports });
  if (ending.kind === 'told') await noteTold(route.name, { fixed, current, how: ending.how }, ports);
  if (ending.kind === 'failed') await noteFailed(route.name, { fixed, current, error: ending.error }, ports);
  if (ending.kind === 'unknown') await ports.alerts.raise(toRouteAlert(route.name, inDoubt(ending.error), ports.now()));
  return ending.kind !== 'failed';
}

const toBatch = ({ batch, at, tries, memo }: Telling, members: readonly StoredAlert[]): AlertBatch => ({
  id: batch,
  at,
  tries,
  alerts: members.map(({ record }) => record.alert),
  ...(memo === undefined ? {} : { memo }),
});

async function attempt(
  route: AlertRoute,
  batch: AlertBatch,
  { remember, ports: { log } }: { readonly remember: (memo: string) => Promise<void>; readonly ports: TellRoutePorts },
): Promise<Ending> {
  try {
    return await route.tell(batch, remember);
  } catch (error) {
    if (error instanceof SomebodyElseTells) throw error;
    logRouteFailed(log, {
      route: route.name,
      batch: batch.id,
      alerts: batch.alerts.length,
      tries: batch.tries + 1,
      error,
    });
    return isDeliveryError(error) ? { kind: 'unknown', error } : { kind: 'failed', error: toRouteError(error) };
  }
}

interface Ended {
  readonly fixed: Telling;
  readonly current: readonly StoredAlert[];
}

async function noteTold(
  route: RouteName,
  { fixed, current, how }: Ended & { readonly how: string | undefined },
  ports: TellRoutePorts,
): Promise<void> {
  await note(route, current, told(ports.now(), how), ports);
  logAlertsTold(ports.log, { route, batch: fixed.batch, alerts: current.length, how });
}

async function noteFailed(
  route: RouteName,
  { fixed, current, error }: Ended & { readonly error: AlertRouteError },
  ports: TellRoutePorts,
): Promise<void> {
  await ports.alerts.raise(toRouteAlert(route, error, ports.now()));
  await note(route, current, failed(fixed, error, ports.now()), ports);
}

const inDoubt = ({ code }: DeliveryError): Pick<AlertRouteError, 'sentence' | 'remedy'> => ({
  sentence: `Nobody knows yet what became of the last ones (${code}); they are told again as they are, each minute.`,
  remedy: 'See what cannot be reached with `GET /api/health` of the app, and the event PB5003 in its log.',
});

/** A defect of ours must not keep alerts from the other routes, nor be repeated each minute for ever. */
const toRouteError = (error: unknown): AlertRouteError =>
  error instanceof AlertRouteError
    ? error
    : new AlertRouteError(
        'Postbus itself failed while it told them.',
        'Report it with the event PB5003 from the log.',
        error,
      );

async function note(
  route: RouteName,
  members: readonly StoredAlert[],
  state: RouteState,
  { alerts }: TellRoutePorts,
): Promise<readonly StoredAlert[]> {
  const updates = members.map((stored) => ({ stored, routes: { ...stored.record.routes, [route]: state } }));
  const written = await alerts.update(updates);
  if (!written) throw new SomebodyElseTells();
  return written;
}
