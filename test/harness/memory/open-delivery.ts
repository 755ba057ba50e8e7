/** An attempt that a worker has just opened, for tests of what comes after: the delivery, its row, and the twins around it. */
import type { Delivery } from '../../../shared/delivery/handling.ts';
import type { StoredEntry } from '../../../shared/delivery/ledger.ts';
import { attempting, type LedgerEntry } from '../../../shared/delivery/ledger-entry.ts';
import { newEntry } from '../../../shared/delivery/new-entry.ts';
import { parseMessage } from '../../../shared/message/parse-message.ts';
import type { ReceivedMessage } from '../../../shared/message/received-message.ts';
import type { ConnectionInput } from '../../../shared/tenant/connection.ts';
import { contoso, createDeliveryBundle, receive, START } from './delivery-bundle.ts';

export const MAILBOX = 'noreply@contoso.example';
const MESSAGE_ID = '<1@contoso.example>';

export interface OpenDeliveryOptions {
  readonly connection?: Partial<ConnectionInput>;
  readonly received?: ReceivedMessage;
  /** What earlier attempts made of the row. */
  readonly entry?: Partial<LedgerEntry>;
}

export async function openDelivery({ connection, received = receive(), entry }: OpenDeliveryOptions = {}) {
  const bundle = createDeliveryBundle(connection);
  const delivery = deliveryOf(received, connection);
  const facts = { mailbox: MAILBOX, plan: delivery.plan, internetMessageId: MESSAGE_ID, settleMs: 120_000 };
  const opened = { ...attempting(newEntry(delivery, START), facts, START), ...entry };
  const stored = await bundle.ledger.create(opened);
  if (!stored) throw new Error('the row exists');
  const latest = async (): Promise<StoredEntry> => {
    const found = await bundle.ledger.read('contoso', 'order-1');
    if (!found) throw new Error('the row is gone');
    return found;
  };
  return { ...bundle, delivery, stored, latest, entry: async () => (await latest()).entry };
}

function deliveryOf(received: ReceivedMessage, connection: Partial<ConnectionInput> = {}): Delivery {
  const parsed = parseMessage(received);
  if (parsed.kind !== 'message') throw new Error(`the message is ${parsed.kind}`);
  const token = { current: async () => 'token', drop: () => false };
  const { message, fingerprint } = parsed;
  return {
    received,
    message,
    fingerprint,
    plan: connection.plan ?? 'draft',
    internetMessageId: MESSAGE_ID,
    mailbox: { address: MAILBOX, connection: contoso(connection), token },
  };
}
