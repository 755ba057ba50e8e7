/**
 * The broker alone: `node sandbox/service-bus/main.ts [--port N] [--administration-port N] [--store FILE] [--queue NAME]…`.
 * Prints one line of JSON with what it bound, and runs until it is told to stop. Ports default to any free one, the queue to
 * send-email with the product's settings; `--lock-ms` and `--max-delivery-count` change those for every queue.
 */
import { parseArgs } from 'node:util';
import { createMovableClock } from '../clock.ts';
import { startBroker } from './broker.ts';
import { defaultQueueOptions, type QueueOptions } from './queue-options.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'administration-port': { type: 'string', default: '0' },
    store: { type: 'string' },
    queue: { type: 'string', multiple: true, default: ['send-email'] },
    'lock-ms': { type: 'string', default: String(defaultQueueOptions.lockMs) },
    'max-delivery-count': { type: 'string', default: String(defaultQueueOptions.maxDeliveryCount) },
  },
});

const queueOptions: QueueOptions = {
  ...defaultQueueOptions,
  lockMs: wholeNumber('lock-ms'),
  maxDeliveryCount: wholeNumber('max-delivery-count'),
};

const broker = await startBroker({
  queues: Object.fromEntries(values.queue.map((name) => [name, queueOptions])),
  port: wholeNumber('port'),
  administrationPort: wholeNumber('administration-port'),
  ...(values.store !== undefined && { storeFile: values.store }),
  clock: createMovableClock(),
  log: (line) => console.error(line),
});

const { port, administrationPort, connectionString, administrationConnectionString } = broker;
console.log(JSON.stringify({ port, administrationPort, connectionString, administrationConnectionString }));

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void broker.stop());

function wholeNumber(name: 'port' | 'administration-port' | 'lock-ms' | 'max-delivery-count'): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} must be a whole number, not "${values[name]}".`);
}
