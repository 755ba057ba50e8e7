/** Starts the scripted broker as a child process and calls it; `kill` is kill -9, `stop` an orderly end. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Broker, BrokerOptions, PeekOptions } from '../../../../sandbox/service-bus/broker.ts';
import type { BrokerFault, BrokerFaults } from '../../../../sandbox/service-bus/broker-faults.ts';
import type { MessageSummary } from '../../../../sandbox/service-bus/message-summary.ts';
import type { QueueCounts } from '../../../../sandbox/service-bus/queue-counts.ts';
import type { QueueOptions } from '../../../../sandbox/service-bus/queue-options.ts';

type Bound = Pick<Broker, 'port' | 'administrationPort' | 'connectionString' | 'administrationConnectionString'>;

export interface BrokerProcess extends Bound, AsyncDisposable {
  readonly logged: readonly string[];
  counts(queue: string): Promise<QueueCounts>;
  peek(queue: string, options?: PeekOptions): Promise<readonly MessageSummary[]>;
  expireLocks(queue: string): Promise<number>;
  dropConnections(): Promise<number>;
  reset(): Promise<void>;
  advanceClock(milliseconds: number): Promise<void>;
  inject(hook: keyof BrokerFaults, faults: readonly BrokerFault[]): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export const queueOptions: QueueOptions = {
  lockMs: 30_000,
  maxDeliveryCount: 3,
  duplicateDetectionMs: 60_000,
  deadLetterOnExpiration: true,
};

export async function startBrokerProcess(
  options: Partial<Omit<BrokerOptions, 'clock' | 'faults' | 'log'>> = {},
): Promise<BrokerProcess> {
  const given = { queues: { orders: queueOptions }, port: 0, administrationPort: 0, ...options };
  const child = fork(new URL('./scripted-broker.ts', import.meta.url), [JSON.stringify(given)], { execArgv: [] });
  const calls = callChild(child);
  const bound = await calls.bound;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const stop = async () => {
    if (child.connected) await calls.call('stop', []);
    await end('SIGTERM');
  };
  return {
    ...bound,
    logged: calls.logged,
    counts: (queue) => calls.call('counts', [queue]),
    peek: (queue, peekOptions = {}) => calls.call('peek', [queue, peekOptions]),
    expireLocks: (queue) => calls.call('expireLocks', [queue]),
    dropConnections: () => calls.call('dropConnections', []),
    reset: () => calls.call('reset', []),
    advanceClock: (milliseconds) => calls.call('advanceClock', [milliseconds]),
    inject: (hook, faults) => calls.call('inject', [hook, faults]),
    kill: () => end('SIGKILL'),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Report {
  readonly bound?: Bound;
  readonly log?: string;
  readonly id?: number;
  readonly problem?: string;
  readonly result?: never;
}

function callChild(child: ChildProcess) {
  const logged: string[] = [];
  const waiting = new Map<number, PromiseWithResolvers<never>>();
  const bound = Promise.withResolvers<Bound>();
  let lastId = 0;
  child.on('exit', (code) => bound.reject(new Error(`The broker ended with code ${code} before it listened.`)));
  child.on('message', (report: Report) => {
    if (report.bound !== undefined) bound.resolve(report.bound);
    if (report.log !== undefined) logged.push(report.log);
    const call = waiting.get(report.id ?? 0);
    if (report.problem !== undefined) call?.reject(new Error(report.problem));
    else if (report.id !== undefined) call?.resolve(report.result as never);
  });
  const call = <Result>(method: string, args: readonly unknown[]): Promise<Result> => {
    const id = ++lastId;
    const answer = Promise.withResolvers<never>();
    waiting.set(id, answer);
    child.send({ id, method, args });
    return answer.promise;
  };
  return { bound: bound.promise, logged, call };
}
