/**
 * Tells what is pending on every route that is set up. Runs each minute and after the daily check, one at a time by a lease. Each step may
 * be the last one that runs: what is raised stays until it is told, and a batch is fixed before it leaves, so that the next teller tells
 * the same one again under the same id. A route that fails does not stop the others, and is told about by them.
 */
import { DAY, MINUTE, SECOND } from '../duration.ts';
import type { LogSink } from '../log/log-sink.ts';
import type { Holds } from '../tenant/holds.ts';
import type { AlertRoute } from './alert-route.ts';
import type { Alerts, AlertUpdate, HeldLease, StoredAlert, TellerLease } from './alerts.ts';
import { raiseHoldAlerts } from './raise-hold-alerts.ts';
import { isAbout } from './route-alert.ts';
import { isOver, off, ROUTE_NAMES, type RouteName, type RouteStates } from './route-state.ts';
import { SomebodyElseTells } from './somebody-else-tells.ts';
import { tellRoute } from './tell-route.ts';

export interface TellPorts {
  readonly alerts: Alerts;
  readonly lease: TellerLease;
  readonly holds: Pick<Holds, 'list'>;
  /** Those that are set up, in the order they are told on. */
  readonly routes: readonly AlertRoute[];
  readonly log: LogSink;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Milliseconds of a stopwatch that nobody sets. */
  readonly elapsed: () => number;
}

export interface TellOptions {
  /** For the daily check at its end: all that it found is told at once, and old alerts are removed. */
  readonly includeYoung?: boolean;
}

/** How long an alert is known after every route told it: so long its cause is not told anew. */
const KEPT_FOR = 30 * DAY;
/** How long one is kept that some route could never tell. */
const UNTOLD_KEPT_FOR = 90 * DAY;
/** Whoever must tell now waits for the teller of this minute. */
const PATIENCE = MINUTE;
const BETWEEN_LOOKS = 5 * SECOND;
/** Then no further batch is begun, so that the function ends by itself; the next run goes on. */
const BUDGET = 4 * MINUTE;

export async function tellAlerts(ports: TellPorts, { includeYoung = false }: TellOptions = {}): Promise<void> {
  const started = ports.elapsed();
  const hasTime = (): boolean => ports.elapsed() - started < BUDGET;
  const lease = await takeLease(ports, includeYoung ? PATIENCE : 0);
  if (!lease) return;
  try {
    await raiseHoldAlerts(ports);
    await leaveOutWhoDoesNotTell(ports);
    for (const route of ports.routes) await tellRoute(route, { ...ports, lease, hasTime }, includeYoung);
    if (includeYoung || isFullHour(ports.now())) await removeOld(ports);
  } catch (error) {
    // The lease ran out on us, and the next teller goes on where we stopped.
    if (!(error instanceof SomebodyElseTells)) throw error;
  } finally {
    await lease.release();
  }
}

async function takeLease({ lease, sleep }: TellPorts, patienceMs: number): Promise<HeldLease | undefined> {
  for (let waited = 0; ; waited += BETWEEN_LOOKS) {
    const taken = await lease.take();
    if (taken || waited >= patienceMs) return taken;
    await sleep(BETWEEN_LOOKS);
  }
}

/** Routes that are not set up, and the one an alert is about. */
async function leaveOutWhoDoesNotTell({ alerts, routes, now }: TellPorts): Promise<void> {
  const set = new Set(routes.map(({ name }) => name));
  const updates = (await alerts.pending()).flatMap((stored) => leaveOut(stored, set, now()));
  if (updates.length > 0 && !(await alerts.update(updates))) throw new SomebodyElseTells();
}

function leaveOut(stored: StoredAlert, set: ReadonlySet<RouteName>, now: Date): readonly AlertUpdate[] {
  const { alert, routes } = stored.record;
  const silent = ROUTE_NAMES.filter((name) => !isOver(routes[name]) && (!set.has(name) || isAbout(alert, name)));
  if (silent.length === 0) return [];
  const left: RouteStates = Object.fromEntries(silent.map((name) => [name, off(now)]));
  return [{ stored, routes: { ...routes, ...left } }];
}

/** Hourly is enough, and does not hang on a daily check that may be left with something for weeks. */
const isFullHour = (now: Date): boolean => now.getUTCMinutes() === 0;

async function removeOld({ alerts, now }: TellPorts): Promise<void> {
  const before = (age: number): Date => new Date(now().getTime() - age);
  await alerts.removeOld({ told: before(KEPT_FOR), raised: before(UNTOLD_KEPT_FOR) });
}
