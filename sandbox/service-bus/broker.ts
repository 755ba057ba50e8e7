/**
 * A Service Bus broker for the unmodified Azure SDKs, on this machine only: AMQP for messages, HTTP for administration, both on
 * 127.0.0.1. With a store file it loses no accepted message when the process is killed. Queues have no sessions.
 * Starting fails when a port is taken or the store file cannot be opened; then nothing is left listening.
 */
import type { Clock } from '../clock.ts';
import { Administration } from './administration.ts';
import { recordDeadLetterReason } from './amqp-message.ts';
import { AmqpServer } from './amqp-server.ts';
import type { BrokerFaults } from './broker-faults.ts';
import { newLockToken } from './lock-token.ts';
import { createMemoryStore } from './memory-store.ts';
import { type MessageSummary, summarizeMessage } from './message-summary.ts';
import type { QueueCounts } from './queue-counts.ts';
import type { QueueOptions } from './queue-options.ts';
import { QueueRegistry } from './queue-registry.ts';
import { openSqliteStore } from './sqlite-store.ts';

export interface BrokerOptions {
  readonly queues: Readonly<Record<string, QueueOptions>>;
  /** 0 means any free port, for both. */
  readonly port: number;
  readonly administrationPort: number;
  /** Absent: everything is kept in memory and forgotten. */
  readonly storeFile?: string;
  readonly clock: Clock;
  readonly faults?: BrokerFaults;
  readonly log?: (line: string) => void;
  readonly maxMessageBytes?: number;
}

export interface PeekOptions {
  readonly deadLetter?: boolean;
  readonly fromSequenceNumber?: number;
  readonly count?: number;
}

export interface Broker {
  readonly port: number;
  readonly administrationPort: number;
  readonly connectionString: string;
  readonly administrationConnectionString: string;
  counts(queue: string): QueueCounts;
  peek(queue: string, options?: PeekOptions): readonly MessageSummary[];
  /** Ends every lock of the queue now, its dead-letter queue left alone. Returns how many there were. */
  expireLocks(queue: string): number;
  dropConnections(): number;
  /** Empties one queue and its dead-letter queue, and forgets the message ids it has seen. */
  purge(queue: string): void;
  /** Empties every queue. Connections stay. */
  reset(): void;
  stop(): Promise<void>;
}

/** What Azure's standard tier takes. */
const standardMaxMessageBytes = 262_144;

export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { clock, storeFile, faults = {}, log = () => {}, maxMessageBytes = standardMaxMessageBytes } = options;
  const store = storeFile === undefined ? createMemoryStore() : openSqliteStore(storeFile, clock.now());
  const surroundings = { clock, store, newLockToken, recordReason: recordDeadLetterReason };
  const queues = new QueueRegistry(options.queues, surroundings);
  const server = new AmqpServer({ queues, store, faults, maxMessageBytes, log });
  const administration = new Administration(queues);
  const stop = async () => {
    queues.stop();
    await Promise.all([server.stop(), administration.stop()]);
    store.close();
  };
  try {
    const port = await server.listen(options.port);
    const administrationPort = await administration.listen(options.administrationPort);
    return {
      ...controls(queues),
      ...addresses(port, administrationPort),
      dropConnections: () => server.dropConnections(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Controls = Pick<Broker, 'counts' | 'peek' | 'expireLocks' | 'purge' | 'reset'>;

function controls(queues: QueueRegistry): Controls {
  return {
    counts: (name) => queues.get(name).counts(),
    peek: (name, options) => peek(queues, name, options),
    expireLocks: (name) => queues.get(name).expireLocks(),
    purge: (name) => queues.get(name).purge(),
    reset: () => {
      for (const queue of queues.all()) queue.purge();
    },
  };
}

function peek(queues: QueueRegistry, name: string, options: PeekOptions = {}): readonly MessageSummary[] {
  const { deadLetter = false, fromSequenceNumber = 0, count = Number.POSITIVE_INFINITY } = options;
  const queue = queues.get(name);
  const source = deadLetter ? (queue.deadLetters ?? queue) : queue;
  return source.peek(fromSequenceNumber, count).map(summarizeMessage);
}

/** One endpoint cannot serve both protocols, so there are two connection strings, as with Azure's own emulator. */
function addresses(port: number, administrationPort: number) {
  return {
    port,
    administrationPort,
    connectionString: connectionString(port),
    administrationConnectionString: connectionString(administrationPort),
  };
}

function connectionString(port: number): string {
  const key = 'SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE';
  return `Endpoint=sb://localhost:${port};${key};UseDevelopmentEmulator=true;`;
}
