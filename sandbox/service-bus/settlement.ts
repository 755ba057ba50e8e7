/** What a consumer decided about a message, and what the queue makes of it. The same for links and for $management. */
import { mergeApplicationProperties } from './amqp-message.ts';
import { type AmqpEntry, type AmqpValue, entriesOf, itemsOf } from './amqp-value.ts';
import type { BrokerFault, BrokerFaults } from './broker-faults.ts';
import type { Queue } from './queue.ts';
import type { RheaDelivery } from './rhea-library.ts';

export interface Settlement {
  readonly kind: 'complete' | 'abandon' | 'defer' | 'dead-letter';
  /** Merged into the application properties of a message that stays. */
  readonly properties: readonly AmqpEntry[];
}

export interface SettlementAnswer {
  readonly fault: BrokerFault;
  readonly isSettled: boolean;
}

export function settleMessage(
  { queue, faults }: { readonly queue: Queue; readonly faults: BrokerFaults },
  lockToken: string,
  settlement: Settlement,
): SettlementAnswer {
  const fault = faults.onSettle?.(queue.name) ?? 'accept';
  if (fault === 'drop-connection') return { fault, isSettled: false };
  if (fault === 'refuse') {
    queue.abandon(lockToken);
    return { fault, isSettled: false };
  }
  return { fault, isSettled: apply(queue, lockToken, settlement) };
}

/** The outcomes of AMQP, as Service Bus reads them. */
export const settlementOf = {
  accepted: (): Settlement => ({ kind: 'complete', properties: [] }),
  released: (): Settlement => ({ kind: 'abandon', properties: [] }),
  /** Not deliverable "here" means: only on demand. */
  modified: ({ remote_state: outcome }: RheaDelivery): Settlement => ({
    kind: outcome?.undeliverable_here === true ? 'defer' : 'abandon',
    properties: entriesOf(outcome?.value[2]),
  }),
  /** Reason, description and further properties travel in the info map of the error; .NET may send no error at all. */
  rejected: ({ remote_state: outcome }: RheaDelivery): Settlement => ({
    kind: 'dead-letter',
    properties: entriesOf(infoOf(outcome?.value[0])),
  }),
};

function infoOf(error: AmqpValue | undefined): AmqpValue | undefined {
  return itemsOf(error)[2];
}

function apply(queue: Queue, lockToken: string, { kind, properties }: Settlement): boolean {
  const change = mergeApplicationProperties(properties);
  switch (kind) {
    case 'complete':
      return queue.complete(lockToken);
    case 'abandon':
      return queue.abandon(lockToken, change);
    case 'defer':
      return queue.defer(lockToken, change);
    case 'dead-letter':
      return queue.deadLetter(lockToken, change);
  }
}
