/**
 * The Functions host of the sandbox: loads a built app through the real `@azure/functions` and runs its queue, timer
 * and HTTP functions as Azure's host does. One host a process, since module hooks and the app itself are the process's.
 * Promises: everything listens when it resolves; `stop` drains (no new work, running work ends, appTerminate hooks).
 * Refuses to start (StartRefusal) with every problem it finds.
 */

import { createAdminRoutes } from './admin-routes.ts';
import { type AppSettings, whereToSet } from './app-settings.ts';
import { type CoreApi, createCoreApi, type LogEntry } from './core-api.ts';
import { createCrashRule } from './crash-rule.ts';
import { type HostSettings, readHostJson } from './host-json.ts';
import { startHttpServer } from './http-server.ts';
import { createInvoker, type Invoker } from './invocation.ts';
import type { Listener } from './listener.ts';
import { loadApp } from './load-app.ts';
import { provideCoreModule } from './provide-core-module.ts';
import { StartRefusal } from './start-refusal.ts';
import type { TimerListener } from './timer-listener.ts';
import { readTriggers, type Trigger } from './triggers.ts';

export interface HostOptions {
  readonly appDirectory: string;
  /** Already in process.env too: the app reads its settings there. */
  readonly settings: AppSettings;
  /** 0 asks for any free port. */
  readonly port: number;
  /** Wins over host.json. */
  readonly maxConcurrentCalls?: number | undefined;
  /** Patterns of message ids; a message with one of them ends the host. Absent: none does. */
  readonly crashOnMessageIds?: readonly string[];
  readonly writeLog: (entry: LogEntry) => void;
  readonly onFunctionTimeout: (functionName: string, limitMs: number) => void;
  /** Must not return: the message is never handed over. */
  readonly onCrashMessage?: (functionName: string, messageId: string) => never;
}

export interface Host {
  readonly triggers: readonly Trigger[];
  readonly routePrefix: string;
  readonly httpPort: number;
  readonly stop: () => Promise<void>;
}

export async function startHost(options: HostOptions): Promise<Host> {
  const hostSettings = await readHostJson(options.appDirectory);
  const core = createCoreApi(options.writeLog);
  provideCoreModule(core.coreModule);
  await loadApp(options.appDirectory, core);
  const metadata = [...core.functions.values()].map((registered) => registered.metadata);
  const triggers = readTriggers(metadata, options.settings);
  const invoker = createInvoker({
    core,
    writeLog: options.writeLog,
    functionTimeoutMs: hostSettings.functionTimeoutMs,
    onTimeout: (functionName) => options.onFunctionTimeout(functionName, hostSettings.functionTimeoutMs),
  });
  return listenToAll({ core, invoker, triggers, hostSettings, options });
}

interface Parts {
  readonly core: CoreApi;
  readonly invoker: Invoker;
  readonly triggers: readonly Trigger[];
  readonly hostSettings: HostSettings;
  readonly options: HostOptions;
}

async function listenToAll(parts: Parts): Promise<Host> {
  const { core, invoker, triggers, hostSettings, options } = parts;
  let draining = false;
  let timers: readonly TimerListener[] = [];
  const server = await startHttpServer({
    port: options.port,
    routePrefix: hostSettings.routePrefix,
    triggers: triggers.filter((trigger) => trigger.kind === 'http'),
    invoke: invoker.invoke,
    admin: createAdminRoutes({
      invoker,
      triggers,
      isDraining: () => draining,
      timerStatus: (functionName) => timers.find((timer) => timer.functionName === functionName)?.status(),
    }),
  });
  const queues = await startQueues(parts);
  timers = await startTimers(parts);
  const listeners = [...queues, ...timers];

  async function stop(): Promise<void> {
    draining = true;
    await Promise.all(listeners.map((listener) => listener.stop()));
    // Last, so that the status can be watched while the others drain.
    await server.stop();
    await invoker.idle();
    await core.runHooks('appTerminate', { hookData: {}, appHookData: core.appHookData });
  }
  return { triggers, routePrefix: hostSettings.routePrefix, httpPort: server.port, stop };
}

async function startQueues({ triggers, hostSettings, invoker, options }: Parts): Promise<readonly Listener[]> {
  const queues = triggers.filter((trigger) => trigger.kind === 'serviceBus');
  if (queues.length === 0) return [];
  // Loaded on need: the SDK takes a third of a second, and an app without queues should not pay it.
  const { startServiceBusListener } = await import('./service-bus-listener.ts');
  const maxConcurrentCalls = options.maxConcurrentCalls ?? hostSettings.serviceBus.maxConcurrentCalls;
  const serviceBus = { ...hostSettings.serviceBus, maxConcurrentCalls };
  const { writeLog, onCrashMessage } = options;
  const crashes = createCrashRule(options.crashOnMessageIds ?? []);
  return queues.map((trigger) => {
    try {
      return startServiceBusListener({
        trigger,
        serviceBus,
        invoke: invoker.invoke,
        writeLog,
        crashes,
        onCrashMessage,
      });
    } catch (cause) {
      const problem = `function "${trigger.functionName}": its connection string is not understood (${String(cause)}). ${whereToSet}`;
      throw new StartRefusal([problem], { cause });
    }
  });
}

async function startTimers({ triggers, invoker }: Parts): Promise<readonly TimerListener[]> {
  const timers = triggers.filter((trigger) => trigger.kind === 'timer');
  if (timers.length === 0) return [];
  const [{ startTimerListener }, { wallClock }] = await Promise.all([
    import('./timer-listener.ts'),
    import('./wall-clock.ts'),
  ]);
  return timers.map((trigger) => startTimerListener({ trigger, invoke: invoker.invoke, clock: wallClock }));
}
