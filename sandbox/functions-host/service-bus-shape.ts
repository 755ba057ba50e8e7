/**
 * A received message in the form the host hands to the library: the body as text or bytes, and the trigger metadata
 * (names and forms of Microsoft.Azure.WebJobs.Extensions.ServiceBus 5.x; the library lower-cases first letters).
 * Throws a BindingError for a body the extension cannot read; the caller abandons the message, as the host does.
 */
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { mergeBody } from './body-merge.ts';
import type { RpcMetadata, RpcTypedData } from './rpc-types.ts';

/** Nothing but `binary` changes how a body arrives: absent, the host asks the extension for a string. */
export type BodyDataType = 'string' | 'binary';

export class BindingError extends Error {}

export interface ServiceBusInput {
  readonly data: RpcTypedData;
  readonly triggerMetadata: RpcMetadata;
}

export function toServiceBusInput(message: ServiceBusReceivedMessage, dataType: BodyDataType): ServiceBusInput {
  const bytes = toBodyBytes(message);
  const metadata = toServiceBusMetadata(message);
  if (dataType === 'binary') return { data: { bytes }, triggerMetadata: metadata };
  const text = bytes.toString('utf8');
  return { data: { string: text }, triggerMetadata: mergeBody(metadata, text) };
}

/** What `POST /admin/functions/{name}` gives: a message that holds a body and nothing else. */
export function toManualInput(body: string, dataType: BodyDataType): ServiceBusInput {
  const metadata = {
    DeliveryCount: { json: '0' },
    ApplicationProperties: { json: '{}' },
    UserProperties: { json: '{}' },
  };
  if (dataType === 'binary') return { data: { bytes: Buffer.from(body) }, triggerMetadata: metadata };
  return { data: { string: body }, triggerMetadata: mergeBody(metadata, body) };
}

function toBodyBytes(message: ServiceBusReceivedMessage): Buffer {
  const { body, _rawAmqpMessage: raw } = message;
  if (raw.bodyType === 'data') return toDataBytes(body);
  if (raw.bodyType === 'value' && typeof body === 'string') return Buffer.from(body, 'utf8');
  throw new BindingError(
    `its body is an AMQP ${raw.bodyType ?? 'unknown'} section that holds ${body === null ? 'null' : typeof body}. ` +
      'The trigger reads data sections and value strings: send one of them.',
  );
}

/** One message may carry its data in several sections; together they are the body. */
function toDataBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  const sections: readonly unknown[] = Array.isArray(body) ? body : [];
  return Buffer.concat(sections.filter((section) => Buffer.isBuffer(section)));
}

function toServiceBusMetadata(message: ServiceBusReceivedMessage): RpcMetadata {
  const properties = asJson(message.applicationProperties ?? {});
  return withoutAbsent({
    // The JS SDK shows the AMQP header, deliveries *before* this one; the host's .NET SDK counts this one too.
    DeliveryCount: asJson((message.deliveryCount ?? 0) + 1),
    DeadLetterSource: asText(message.deadLetterSource),
    LockToken: asText(message.lockToken),
    ExpiresAtUtc: asDateTime(message.expiresAtUtc),
    ExpiresAt: asDateTimeOffset(message.expiresAtUtc),
    EnqueuedTimeUtc: asDateTime(message.enqueuedTimeUtc),
    EnqueuedTime: asDateTimeOffset(message.enqueuedTimeUtc),
    MessageId: asText(message.messageId),
    ContentType: asText(message.contentType),
    ReplyTo: asText(message.replyTo),
    SequenceNumber: message.sequenceNumber === undefined ? undefined : { json: message.sequenceNumber.toString() },
    To: asText(message.to),
    Subject: asText(message.subject),
    Label: asText(message.subject),
    CorrelationId: asText(message.correlationId),
    ApplicationProperties: properties,
    UserProperties: properties,
    SessionId: asText(message.sessionId),
    ReplyToSessionId: asText(message.replyToSessionId),
    PartitionKey: asText(message.partitionKey),
  });
}

/** Ids may be numbers or UUIDs in AMQP; the .NET SDK shows their text. */
function asText(value: string | number | Buffer | undefined | null): RpcTypedData | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') return { string: toUuid(value.toString('hex')) };
  return { string: String(value) };
}

function toUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function asJson(value: unknown): RpcTypedData {
  return { json: JSON.stringify(value, (_, nested) => (typeof nested === 'bigint' ? nested.toString() : nested)) };
}

/** No `Z`: a .NET DateTime of unspecified kind, which `new Date()` then reads as local time (nodejs-library#351). */
function asDateTime(instant: Date | undefined): RpcTypedData | undefined {
  return instant && asJson(toDotnetTime(instant));
}

function asDateTimeOffset(instant: Date | undefined): RpcTypedData | undefined {
  return instant && asJson(`${toDotnetTime(instant)}+00:00`);
}

/** A message that never expires does so, for .NET, at the end of its calendar; the JS SDK says in the year 31197. */
const DOTNET_END_OF_TIME = '9999-12-31T23:59:59.9999999';

/** .NET drops trailing zeros of the fraction, and the point with the last of them. */
function toDotnetTime(instant: Date): string {
  if (instant.getUTCFullYear() > 9999) return DOTNET_END_OF_TIME;
  return instant.toISOString().replace(/\.?0*Z$/, '');
}

function withoutAbsent(entries: Readonly<Record<string, RpcTypedData | undefined>>): RpcMetadata {
  return Object.fromEntries(Object.entries(entries).flatMap(([name, data]) => (data ? [[name, data]] : [])));
}
