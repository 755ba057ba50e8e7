/**
 * The host's own HTTP routes: `GET /admin/host/status`, and `POST /admin/functions/{name}`, which runs a queue or
 * timer function by hand with `{"input": "…"}` as Core Tools does. A run by hand is answered 202 when it starts; how it
 * ends is in the log. A timer's run by hand is beside its schedule: it may overlap a scheduled run, is never past due,
 * and leaves the record of last and next run, which it is given, as it was.
 */
import type { HttpAnswer } from './http-shape.ts';
import type { Invocation, Invoker } from './invocation.ts';
import { toManualInput } from './service-bus-shape.ts';
import { type TimerStatus, toTimerInput } from './timer-shape.ts';
import type { Trigger } from './triggers.ts';

/** Undefined when the path is none of these routes. */
export type AdminRoutes = (method: string, path: string, body: string) => HttpAnswer | undefined;

export interface AdminOptions {
  readonly invoker: Invoker;
  readonly triggers: readonly Trigger[];
  readonly isDraining: () => boolean;
  readonly timerStatus: (functionName: string) => TimerStatus | undefined;
}

export function createAdminRoutes(options: AdminOptions): AdminRoutes {
  return (method, path, body) => {
    const route = path.toLowerCase();
    if (method === 'GET' && route === '/admin/host/status') return status(options);
    if (method === 'POST' && route.startsWith('/admin/functions/')) {
      return runByHand(options, path.slice('/admin/functions/'.length), body);
    }
    return undefined;
  };
}

/** Memory and CPU are those of the process that runs the app: the benchmarks read them here. */
function status({ invoker, isDraining }: AdminOptions): HttpAnswer {
  return json(200, {
    state: isDraining() ? 'Draining' : 'Running',
    processUptimeMs: Math.round(process.uptime() * 1_000),
    processMemory: process.memoryUsage(),
    processCpu: process.cpuUsage(),
    invocations: invoker.tally(),
  });
}

function runByHand(options: AdminOptions, functionName: string, body: string): HttpAnswer {
  const { invoker, triggers, isDraining, timerStatus } = options;
  if (isDraining()) return json(503, { error: 'This host is draining and starts nothing new.' });
  const trigger = triggers.find((candidate) => candidate.functionName.toLowerCase() === functionName.toLowerCase());
  if (trigger === undefined) {
    const known = triggers.map((candidate) => candidate.functionName).join(', ');
    return json(404, { error: `No function "${functionName}". This host runs: ${known}.` });
  }
  if (trigger.kind === 'http') return json(400, { error: `Call the route of "${functionName}" instead.` });
  const input = readInput(body);
  if (input === undefined) return json(400, { error: 'Send {"input": "…"} as JSON; input is a string.' });
  // Logged with the invocation if it fails.
  invoker.invoke(toInvocation(trigger, input, timerStatus)).catch(() => {});
  return json(202, {});
}

function toInvocation(
  trigger: Exclude<Trigger, { kind: 'http' }>,
  input: string,
  timerStatus: AdminOptions['timerStatus'],
): Invocation {
  const { functionName } = trigger;
  if (trigger.kind === 'serviceBus') return { functionName, ...toManualInput(input, trigger.dataType) };
  return { functionName, data: toTimerInput({ isPastDue: false, status: timerStatus(functionName) }) };
}

function readInput(body: string): string | undefined {
  if (body === '') return '';
  try {
    const { input = '' } = JSON.parse(body) ?? {};
    return typeof input === 'string' ? input : undefined;
  } catch {
    return undefined;
  }
}

function json(status: number, content: object): HttpAnswer {
  return { status, headers: [['content-type', 'application/json']], body: Buffer.from(JSON.stringify(content)) };
}
