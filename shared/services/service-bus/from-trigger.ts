/**
 * From what the Functions host hands over to a received message. The trigger must be registered with `dataType: 'binary'`:
 * with a text body the host merges the body's top-level properties over the metadata, and `to` or `deliveryCount` in a
 * message would silently replace the broker's.
 */
import type { ReceivedMessage } from '../../message/received-message.ts';
import { fromCopyProperties } from './copy-properties.ts';

export type TriggerMetadata = Readonly<Record<string, unknown>>;

/** Where the host does not say: never "the first", because only a first delivery may be dropped as a duplicate of an open attempt. */
const UNKNOWN_DELIVERY_COUNT = 2;

/** @throws where the host did not honour the registration: nothing of the message can be trusted then */
export function fromTrigger(body: unknown, metadata: TriggerMetadata, now: Date): ReceivedMessage {
  if (!ArrayBuffer.isView(body)) {
    throw new Error(
      `The Functions host handed over the message as ${typeof body} and not as bytes: register the trigger with dataType 'binary' (functions/send-email.ts) and report the host's version.`,
    );
  }
  const { messageId, deliveryCount, sequenceNumber, enqueuedTime, applicationProperties } = metadata;
  const copy = fromCopyProperties(applicationProperties);
  return {
    body: new Uint8Array(body.buffer, body.byteOffset, body.byteLength),
    messageId: typeof messageId === 'string' ? messageId : undefined,
    deliveryCount: typeof deliveryCount === 'number' ? deliveryCount : UNKNOWN_DELIVERY_COUNT,
    sequenceNumber: String(sequenceNumber ?? ''),
    enqueuedAt: toDate(enqueuedTime) ?? now,
    ...(copy ? { copy } : {}),
  };
}

/** Why the broker dead-lettered a message: it says so among the application properties. */
export function deadLetterReason({ applicationProperties }: TriggerMetadata): string | undefined {
  if (typeof applicationProperties !== 'object' || applicationProperties === null) return undefined;
  const names = Object.entries(applicationProperties);
  // The Functions library lower-cases first letters.
  const reason = names.find(([name]) => name.toLowerCase() === 'deadletterreason')?.[1];
  return typeof reason === 'string' ? reason.slice(0, 100) : undefined;
}

function toDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
