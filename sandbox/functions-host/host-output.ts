/**
 * What the host prints: its functions and the app's log on stdout, errors on stderr.
 * Lines of a function look like `[time] [function] message`; those of the host itself leave the function out.
 */
import type { LogEntry, LogLevel } from './core-api.ts';
import type { Host } from './host.ts';
import type { Trigger } from './triggers.ts';

/** Core Tools, too, shows a function's trace and debug lines only when host.json asks for them. */
const hidden: readonly LogLevel[] = ['trace', 'debug', 'none'];
const errors: readonly LogLevel[] = ['error', 'critical'];

export function writeLog({ level, functionName, message }: LogEntry): void {
  if (hidden.includes(level)) return;
  const stream = errors.includes(level) ? process.stderr : process.stdout;
  const origin = functionName === undefined ? '' : ` [${functionName}]`;
  stream.write(`[${new Date().toISOString()}]${origin} ${message}\n`);
}

export function announceAsJson({ triggers, httpPort }: Host): void {
  const functions = triggers.map((trigger) => trigger.functionName);
  process.stdout.write(`${JSON.stringify({ ready: true, functions, http: httpPort })}\n`);
}

export function announce(host: Host): void {
  const lines = host.triggers.map((trigger) => `\t${trigger.functionName}: ${describe(trigger, host)}\n`);
  process.stdout.write(`\nFunctions:\n\n${lines.join('\n')}\n`);
}

function describe(trigger: Trigger, { routePrefix, httpPort }: Host): string {
  if (trigger.kind === 'serviceBus') return `serviceBusTrigger ${trigger.queueName}`;
  if (trigger.kind === 'timer') return `timerTrigger ${trigger.expression}`;
  const methods = trigger.methods.length === 0 ? '' : `[${trigger.methods.join(',')}] `;
  const path = [routePrefix, trigger.route.text].filter((part) => part !== '').join('/');
  return `${methods}http://127.0.0.1:${httpPort}/${path}`;
}
