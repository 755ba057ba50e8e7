/** The flags of `npm run sandbox`, read and checked; every problem is reported at once. */
import { parseArgs } from 'node:util';
import { type ExchangeSettings, exchangeSettingsSchema } from './exchange/exchange-settings.ts';
import { defaultPorts, freePorts, type PortName, type Ports, portNames } from './ports.ts';
import { defaultQueueOptions, type QueueOptions } from './service-bus/queue-options.ts';

export interface CommandLine {
  readonly dataDirectory: string;
  readonly ports: Ports;
  readonly inMemory: boolean;
  /** End when standard input ends: with the program that started this one. */
  readonly withParent: boolean;
  /** Give every tenant of the seed a connection, so that Postbus can send for it at once. */
  readonly connectTenants: boolean;
  readonly verbose: boolean;
  readonly faultSeed: number;
  readonly queues: Readonly<Record<string, QueueOptions>>;
  readonly exchange: Partial<ExchangeSettings>;
}

export const usage = `npm run sandbox -- [flags]

  --data <folder>                    where everything is kept (default .postbus)
  --in-memory                        keep nothing
  --free-ports                       any free ports instead of the usual ones
  --port-<name> <number>             one port: ${portNames.join(', ')}
  --queue <name>                     a queue to serve; repeat it for more (default send-email)
  --queue-lock-milliseconds <n>      how long a received message stays locked (default ${defaultQueueOptions.lockMs})
  --queue-max-delivery-count <n>     deliveries before a message is dead-lettered (default ${defaultQueueOptions.maxDeliveryCount})
  --exchange <json>                  knobs to start with, e.g. '{"messagesPerMinute":null,"latencyMilliseconds":100}'
  --seed <n>                         seed of the faults' randomness (default: a random one, printed)
  --verbose                          print what the broker and the table store say
  --connect-tenants                  give every tenant a connection, by the command postbus tenants add
  --with-parent                      end when standard input ends
  --help                             this text`;

export function readCommandLine(args: readonly string[], random: () => number): CommandLine | 'help' {
  const { values } = parseArgs({ args: [...args], options: flagOptions(), strict: true });
  if (values.help === true) return 'help';
  const problems: string[] = [];
  const number = (name: string, fallback: number): number => {
    const text = values[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (typeof text !== 'string' || !/^\d+$/.test(text)) problems.push(`--${name} is not a whole number: ${text}`);
    return value;
  };
  const queueOptions: QueueOptions = {
    ...defaultQueueOptions,
    lockMs: number('queue-lock-milliseconds', defaultQueueOptions.lockMs),
    maxDeliveryCount: number('queue-max-delivery-count', defaultQueueOptions.maxDeliveryCount),
  };
  const basePorts: Ports = values['free-ports'] === true ? freePorts : defaultPorts;
  const commandLine: CommandLine = {
    dataDirectory: text(values.data) ?? '.postbus',
    ports: mapPorts((name) => readPort(number(`port-${name}`, basePorts[name]), name, problems)),
    inMemory: values['in-memory'] === true,
    withParent: values['with-parent'] === true,
    connectTenants: values['connect-tenants'] === true,
    verbose: values.verbose === true,
    faultSeed: number('seed', Math.floor(random() * 4_294_967_296)),
    queues: Object.fromEntries(readQueues(values.queue).map((name) => [name, queueOptions])),
    exchange: readExchange(text(values.exchange), problems),
  };
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return commandLine;
}

type FlagOption = { type: 'string' | 'boolean'; multiple?: boolean };

function flagOptions(): Record<string, FlagOption> {
  const strings = ['data', 'queue-lock-milliseconds', 'queue-max-delivery-count', 'exchange', 'seed'];
  const switches = ['in-memory', 'free-ports', 'verbose', 'with-parent', 'connect-tenants', 'help'];
  return {
    ...Object.fromEntries(strings.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' as const }])),
    ...Object.fromEntries(portNames.map((name) => [`port-${name}`, { type: 'string' as const }])),
    queue: { type: 'string', multiple: true },
  };
}

function mapPorts(read: (name: PortName) => number): Ports {
  const ports: Record<PortName, number> = { ...freePorts };
  for (const name of portNames) ports[name] = read(name);
  return ports;
}

function readPort(port: number, name: PortName, problems: string[]): number {
  if (port > 65_535) problems.push(`--port-${name} is not a port: ${port}`);
  return port;
}

function readQueues(given: unknown): readonly string[] {
  return Array.isArray(given) ? given.map(String) : ['send-email'];
}

function readExchange(json: string | undefined, problems: string[]): Partial<ExchangeSettings> {
  if (json === undefined) return {};
  try {
    const { data, error } = exchangeSettingsSchema.partial().safeParse(JSON.parse(json));
    for (const issue of error?.issues ?? []) problems.push(`--exchange ${issue.path.join('.')}: ${issue.message}`);
    return Object.fromEntries(Object.entries(data ?? {}).filter(([, value]) => value !== undefined));
  } catch {
    problems.push(`--exchange is not JSON: ${json}`);
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
