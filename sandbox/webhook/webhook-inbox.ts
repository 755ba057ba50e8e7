/**
 * What was posted to the sandbox's webhook receiver: the last 1,000 deliveries, in memory.
 * Promises: numbers rise by one and are not used again after a clear(), so that a reader notices what was forgotten.
 */
import type { SignatureVerdict } from './check-signature.ts';

export interface WebhookDelivery {
  /** The last part of the address it was posted to. */
  readonly name: string;
  /** By the sandbox's clock. */
  readonly receivedAt: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signature: SignatureVerdict['signature'];
  /** What is wrong with the signature. */
  readonly problem?: string;
  readonly body: string;
  /** The body, where it is JSON. */
  readonly json?: unknown;
}

export interface NumberedDelivery extends WebhookDelivery {
  readonly number: number;
}

export interface WebhookInbox {
  /** Signs what programs of this sandbox post. */
  readonly key: string;
  add(delivery: WebhookDelivery): void;
  /** Newest first; of one name, or of all. */
  list(name?: string): readonly NumberedDelivery[];
  clear(): void;
}

const mostDeliveries = 1_000;

export function createWebhookInbox(key: string): WebhookInbox {
  let deliveries: readonly NumberedDelivery[] = [];
  let lastNumber = 0;
  return {
    key,
    add: (delivery) => {
      lastNumber += 1;
      deliveries = [{ number: lastNumber, ...delivery }, ...deliveries].slice(0, mostDeliveries);
    },
    list: (name) => deliveries.filter((delivery) => name === undefined || delivery.name === name),
    clear: () => {
      deliveries = [];
    },
  };
}
