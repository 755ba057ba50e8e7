/** What every part of the broker that talks AMQP needs. */
import type { BrokerFaults } from './broker-faults.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueRegistry } from './queue-registry.ts';

export interface BrokerContext {
  readonly queues: QueueRegistry;
  readonly store: MessageStore;
  readonly faults: BrokerFaults;
  readonly maxMessageBytes: number;
  readonly log: (line: string) => void;
}
