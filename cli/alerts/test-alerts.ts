/**
 * `postbus alerts test`: raises an alert that means nothing, and waits until the running app has told it. The command has no routes of its
 * own: what it tries is the app, its settings, and the way to whoever reads the alerts.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { alertCodes } from '../../shared/alert/alert-codes.ts';
import { ROUTE_NAMES, type RouteName, type RouteState, type RouteStates } from '../../shared/alert/route-state.ts';
import type { Operator } from '../../shared/compose-operator.ts';
import { SECOND } from '../../shared/duration.ts';
import type { Answer, CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-code.ts';
import { formatFields } from '../terminal/format-table.ts';
import { type Paint, paintFor, plain } from '../terminal/terminal.ts';

export interface TestAlertsRequest {
  readonly waitMs: number;
  readonly json?: boolean;
  readonly pollMs?: number;
}

type Ports = Pick<Operator, 'alerts' | 'now'>;

const POLL = 1 * SECOND;

export async function testAlerts(
  request: TestAlertsRequest,
  ports: Ports,
  { terminal }: Pick<CommandContext, 'terminal'>,
): Promise<Answer> {
  const id = await raiseTest(ports);
  const show = (name: RouteName, state: RouteState): void => {
    if (!request.json) terminal.errors.write(`${formatRoute(name, state, paintFor(terminal.errors))}\n`);
  };
  if (!request.json) terminal.errors.write('Raised a test alert; the app tells it within a minute or so.\n');
  const routes = await waitForRoutes(id, { ...request, ports, show });
  return toAnswer(id, routes);
}

async function raiseTest({ alerts, now }: Ports): Promise<string> {
  const id = `test:${crypto.randomUUID()}`;
  // Asks the table before the clock, which goes by its answers.
  await alerts.read(id);
  await alerts.raise({ id, kind: 'test', code: 'ALERT_TEST', ...alertCodes.ALERT_TEST, raisedAt: now() });
  return id;
}

interface Waiting extends TestAlertsRequest {
  readonly ports: Ports;
  /** Hears of each route once, when it has ended. */
  readonly show: (name: RouteName, state: RouteState) => void;
}

async function waitForRoutes(id: string, { waitMs, pollMs = POLL, ports, show }: Waiting): Promise<RouteStates> {
  const deadline = performance.now() + waitMs;
  const shown = new Set<RouteName>();
  for (;;) {
    const routes = (await ports.alerts.read(id))?.routes ?? {};
    for (const name of ROUTE_NAMES) {
      const state = routes[name];
      if (!hasEnded(state) || shown.has(name)) continue;
      shown.add(name);
      show(name, state);
    }
    if (shown.size === ROUTE_NAMES.length || performance.now() >= deadline) return routes;
    await sleep(pollMs);
  }
}

const hasEnded = (state: RouteState | undefined): state is Exclude<RouteState, { readonly kind: 'telling' }> =>
  state !== undefined && state.kind !== 'telling';

function formatRoute(name: RouteName, state: RouteState, paint: Paint): string {
  switch (state.kind) {
    case 'told':
      return `${paint('green', '✓')} ${name}${state.how === undefined ? '' : `: ${state.how}`}`;
    case 'off':
      return `${paint('dim', '–')} ${name}: not set up`;
    case 'telling':
      return `${paint('yellow', '…')} ${name}: not yet`;
    case 'failed':
      return [`${paint('red', '✗')} ${name}: ${state.sentence}`, formatFields([['what to do', state.remedy]])].join(
        '\n',
      );
  }
}

function toAnswer(id: string, routes: RouteStates): Answer {
  const failed = ROUTE_NAMES.filter((name) => routes[name]?.kind === 'failed');
  const waiting = ROUTE_NAMES.filter((name) => !hasEnded(routes[name]));
  const told = ROUTE_NAMES.filter((name) => routes[name]?.kind === 'told');
  const isWell = failed.length === 0 && waiting.length === 0;
  return {
    json: { id, routes, told, failed, waiting },
    text: (paint) => [summarize({ told, failed, waiting }, paint), ...adviceOn({ told, waiting })].join('\n'),
    ...(isWell ? {} : { exitCode: EXIT.failed }),
  };
}

type Ended = Readonly<Record<'told' | 'failed' | 'waiting', readonly RouteName[]>>;

function summarize({ told, failed, waiting }: Ended, paint: Paint = plain): string {
  const parts = [
    told.length > 0 ? paint('green', `told by ${told.join(', ')}`) : '',
    failed.length > 0 ? paint('red', `failed: ${failed.join(', ')}`) : '',
    waiting.length > 0 ? paint('yellow', `nothing heard of ${waiting.join(', ')}`) : '',
  ];
  return parts.filter(Boolean).join('; ');
}

function adviceOn({ told, waiting }: Pick<Ended, 'told' | 'waiting'>): readonly string[] {
  if (waiting.length === 0) return [];
  return told.length === 0
    ? ['Is the app running? Its function tell-alerts tells them each minute: `GET /api/health` and its log say more.']
    : ['`postbus alerts` shows later what became of it; --wait waits longer.'];
}
