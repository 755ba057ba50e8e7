/**
 * One instance of the product under test: a process of the functions host with the chaos build, on a channel of its own.
 * It ends when it is killed or kills itself, and is not started again from here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { CrashPlan, Order, Passed, Report } from './channel.ts';

export interface InstanceOptions {
  readonly name: string;
  readonly app: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly offsetMs: number;
  readonly skewMs: number;
  readonly isGateOpen: boolean;
  readonly plans: readonly CrashPlan[];
  readonly isTellingSteps: boolean;
  readonly onLine: (line: string) => void;
}

export interface Instance {
  readonly name: string;
  /** Its HTTP port, once it listens; rejects where it ends before. */
  readonly ready: Promise<number>;
  readonly ended: Promise<void>;
  isGone(): boolean;
  tell(order: Order): void;
  /** Resolves with what it passed when its gate is closed and nothing runs; with nothing where it ends before. */
  untilQuiet(): Promise<Passed>;
  kill(): void;
}

const READY = /^\{"ready":true/;

export function startInstance(options: InstanceOptions): Instance {
  const child = spawn(process.execPath, ['sandbox/functions-host/main.ts', ...hostArguments(options.app)], {
    env: { ...process.env, ...options.settings, ...toEnvironment(options) },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
    // A Ctrl-C in the terminal is the storm's to answer.
    detached: true,
  });
  const ended = once(child, 'close').then(() => undefined);
  const ready = Promise.race([
    untilReady(child, options),
    ended.then(() => Promise.reject(new Error('It ended at its start.'))),
  ]);
  ready.catch(() => undefined);
  const isGone = (): boolean => child.exitCode !== null || child.signalCode !== null;
  return {
    name: options.name,
    ready,
    ended,
    isGone,
    tell: (order) => {
      // Whoever is gone hears nothing; that it is gone is found out elsewhere.
      if (child.connected) child.send(order, () => undefined);
    },
    untilQuiet: () => Promise.race([nextQuiet(child), ended.then(() => ({}))]),
    kill: () => child.kill('SIGKILL'),
  };
}

const hostArguments = (app: string): readonly string[] => ['--app', app, '--port', '0', '--json', '--with-parent'];

const toEnvironment = ({ offsetMs, skewMs, isGateOpen, plans, isTellingSteps }: InstanceOptions) => ({
  CHAOS_CLOCK_OFFSET_MS: String(offsetMs),
  CHAOS_CLOCK_SKEW_MS: String(skewMs),
  CHAOS_GATE: isGateOpen ? 'open' : 'closed',
  CHAOS_CRASHES: JSON.stringify(plans),
  CHAOS_TELL_STEPS: isTellingSteps ? 'yes' : 'no',
});

function untilReady(child: ChildProcess, { onLine }: InstanceOptions): Promise<number> {
  return new Promise((resolve) => {
    const take = (line: string): void => {
      onLine(line);
      if (READY.test(line)) resolve(JSON.parse(line).http);
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface({ input: stream }).on('line', take);
  });
}

function nextQuiet(child: ChildProcess): Promise<Passed> {
  return new Promise((resolve) => {
    const hear = (report: Report): void => {
      child.off('message', hear);
      resolve(report.passed);
    };
    child.on('message', hear);
  });
}
