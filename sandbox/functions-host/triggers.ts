/**
 * What each registered function waits for, read from its bindings and the app settings.
 * Finds every problem of every function before it refuses: missing settings, schedules and routes that cannot be read,
 * trigger kinds and options this host does not play.
 */
import { type AppSettings, expandSettings, whereToSet } from './app-settings.ts';
import type { FunctionMetadata } from './core-api.ts';
import { parseNcrontab, type Schedule } from './ncrontab.ts';
import { parseRouteTemplate, type RouteTemplate } from './route-template.ts';
import type { RpcBinding } from './rpc-types.ts';
import type { BodyDataType } from './service-bus-shape.ts';
import { StartRefusal } from './start-refusal.ts';
import { readTimerRetry, type TimerRetry } from './timer-retry.ts';

export interface ServiceBusTrigger {
  readonly kind: 'serviceBus';
  readonly functionName: string;
  readonly queueName: string;
  readonly connectionString: string;
  readonly dataType: BodyDataType;
  /** Absent: host.json decides. */
  readonly autoCompleteMessages: boolean | undefined;
}

export interface TimerTrigger {
  readonly kind: 'timer';
  readonly functionName: string;
  readonly expression: string;
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
  /** What is done when a run throws; absent: it waits for its next time. */
  readonly retry?: TimerRetry;
}

export interface HttpTrigger {
  readonly kind: 'http';
  readonly functionName: string;
  /** Upper case; empty means every method. */
  readonly methods: readonly string[];
  readonly route: RouteTemplate;
}

export type Trigger = ServiceBusTrigger | TimerTrigger | HttpTrigger;

interface Reading {
  readonly functionName: string;
  readonly binding: RpcBinding;
  readonly settings: AppSettings;
  readonly problems: string[];
}

export function readTriggers(functions: Iterable<FunctionMetadata>, settings: AppSettings): readonly Trigger[] {
  const problems: string[] = [];
  const triggers: Trigger[] = [];
  for (const metadata of functions) {
    if (isDisabled(metadata.name, settings)) continue;
    const found = findUnplayed(metadata);
    const trigger = readTrigger(metadata, settings, found);
    if (trigger !== undefined && found.length === 0) triggers.push(trigger);
    problems.push(...found.map((problem) => `function "${metadata.name}": ${problem}`));
  }
  if (problems.length > 0) throw new StartRefusal(problems);
  return triggers;
}

/** What would be passed over in silence: the host would do it, this one does not. */
function findUnplayed({ bindings }: FunctionMetadata): string[] {
  const others = Object.values(bindings).filter(({ type }) => !/trigger$/i.test(type) && type.toLowerCase() !== 'http');
  return others.map(
    ({ type, direction }) => `${direction}put binding ${type} is not played here. Use its SDK instead.`,
  );
}

function readTrigger(metadata: FunctionMetadata, settings: AppSettings, problems: string[]): Trigger | undefined {
  const binding = Object.values(metadata.bindings).find(({ type }) => /trigger$/i.test(type));
  const reading = {
    functionName: metadata.name,
    binding: binding ?? { type: '', direction: 'in' },
    settings,
    problems,
  };
  switch (binding?.type.toLowerCase()) {
    case 'servicebustrigger':
      return readServiceBusTrigger(reading);
    case 'timertrigger':
      // Service Bus triggers have no retry policy in Azure either; there the host ignores it.
      return readTimerTrigger(reading, metadata.retryOptions);
    case 'httptrigger':
      return readHttpTrigger(reading);
    default:
      problems.push(`${binding?.type ?? 'no trigger'} is not played here. Use a queue, timer or HTTP trigger.`);
      return undefined;
  }
}

function readServiceBusTrigger(reading: Reading): ServiceBusTrigger {
  const { binding, functionName, problems } = reading;
  if (binding.topicName !== undefined) problems.push('topics are not played here. Use a queue.');
  if (binding.isSessionsEnabled === true)
    problems.push('session queues are not played here. Use a queue without sessions.');
  if (binding.cardinality === 'many') problems.push('cardinality "many" is not played here. Use "one".');
  return {
    kind: 'serviceBus',
    functionName,
    queueName: requiredText(reading, 'queueName'),
    connectionString: readConnectionString(reading),
    dataType: readDataType(reading),
    autoCompleteMessages: typeof binding.autoCompleteMessages === 'boolean' ? binding.autoCompleteMessages : undefined,
  };
}

/** `connection` names a setting; the host also looks for it with the prefix it gives its own storage setting. */
function readConnectionString({ binding, settings, problems }: Reading): string {
  const name = typeof binding.connection === 'string' && binding.connection !== '' ? binding.connection : 'ServiceBus';
  const value = settings[name] || settings[`AzureWebJobs${name}`];
  if (value) return value;
  const byIdentity = settings[`${name}__fullyQualifiedNamespace`] !== undefined;
  problems.push(
    byIdentity
      ? `setting ${name}__fullyQualifiedNamespace asks for a connection by identity, which is not played here. Set ${name} to a connection string.`
      : `setting ${name} (its Service Bus connection string) is missing. ${whereToSet}`,
  );
  return '';
}

function readDataType({ binding, problems }: Reading): BodyDataType {
  const dataType = String(binding.dataType ?? 'string').toLowerCase();
  if (dataType === 'string' || dataType === 'binary') return dataType;
  problems.push(`dataType "${dataType}" is not played here. Use "binary" or "string".`);
  return 'string';
}

function readTimerTrigger(reading: Reading, retryOptions: unknown): TimerTrigger {
  const { binding, functionName, problems } = reading;
  const expression = requiredText(reading, 'schedule');
  const retry = readTimerRetry(retryOptions, problems);
  return {
    kind: 'timer',
    functionName,
    expression,
    schedule: attempt(problems, () => parseNcrontab(expression), `schedule "${expression}": `) ?? {
      next: () => undefined,
    },
    runOnStartup: binding.runOnStartup === true,
    useMonitor: binding.useMonitor !== false,
    ...(retry ? { retry } : {}),
  };
}

function readHttpTrigger(reading: Reading): HttpTrigger {
  const { binding, functionName, settings, problems } = reading;
  const route = typeof binding.route === 'string' ? expandSettings(binding.route, settings, problems) : functionName;
  return {
    kind: 'http',
    functionName,
    methods: Array.isArray(binding.methods) ? binding.methods.map((method) => String(method).toUpperCase()) : [],
    route: attempt(problems, () => parseRouteTemplate(route)) ?? parseRouteTemplate(''),
  };
}

function requiredText({ binding, settings, problems }: Reading, option: string): string {
  const value = binding[option];
  if (typeof value === 'string' && value !== '') return expandSettings(value, settings, problems);
  problems.push(`its trigger has no ${option}. Give one where the function is registered.`);
  return '';
}

function attempt<T>(problems: string[], parse: () => T, where = ''): T | undefined {
  try {
    return parse();
  } catch (error) {
    problems.push(`${where}${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function isDisabled(functionName: string, settings: AppSettings): boolean {
  const value = settings[`AzureWebJobs.${functionName}.Disabled`]?.toLowerCase();
  return value === 'true' || value === '1';
}
