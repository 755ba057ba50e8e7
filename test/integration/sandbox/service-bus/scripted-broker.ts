/**
 * A broker in a process of its own, driven by messages of its parent: `{ id, method, args }` is answered by `{ id, result }`.
 * Besides the broker's own methods there are `advanceClock(milliseconds)` and `inject(hook, faults)`, which plays a list of faults, one a call.
 */

import { createMovableClock } from '../../../../sandbox/clock.ts';
import { type BrokerOptions, startBroker } from '../../../../sandbox/service-bus/broker.ts';
import type { BrokerFault, BrokerFaults } from '../../../../sandbox/service-bus/broker-faults.ts';

interface Call {
  readonly id: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

const options: Omit<BrokerOptions, 'clock'> = JSON.parse(process.argv[2] ?? '{}');
const clock = createMovableClock();
const faults: Record<keyof BrokerFaults, BrokerFault[]> = { onSend: [], onSchedule: [], onSettle: [] };
const next = (hook: keyof BrokerFaults) => () => faults[hook].shift() ?? 'accept';

const broker = await startBroker({
  ...options,
  clock,
  faults: { onSend: next('onSend'), onSchedule: next('onSchedule'), onSettle: next('onSettle') },
  log: (line) => process.send?.({ log: line }),
});

const methods: Record<string, unknown> = {
  ...broker,
  advanceClock: clock.advance,
  inject: (hook: keyof BrokerFaults, list: readonly BrokerFault[]) => faults[hook].push(...list),
};

process.on('message', (call: Call) => {
  answer(call).then(
    (result) => process.send?.({ id: call.id, result }),
    (error: unknown) => process.send?.({ id: call.id, problem: String(error) }),
  );
});
process.on('disconnect', () => process.exit());

async function answer({ method, args }: Call): Promise<unknown> {
  const chosen = methods[method];
  if (typeof chosen !== 'function') throw new Error(`The scripted broker has no method ${method}.`);
  return await chosen(...args);
}

const { port, administrationPort, connectionString, administrationConnectionString } = broker;
process.send?.({ bound: { port, administrationPort, connectionString, administrationConnectionString } });
