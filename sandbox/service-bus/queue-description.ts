/**
 * A queue in the ATOM XML of the administration protocol. CountDetails must carry exactly one xmlns attribute: the JavaScript
 * SDK derives the prefix of the counts from it, and throws otherwise.
 */
import type { Queue } from './queue.ts';

const atom = 'http://www.w3.org/2005/Atom';
const serviceBus = 'http://schemas.microsoft.com/netservices/2010/10/servicebus/connect';
const counting = 'http://schemas.microsoft.com/netservices/2011/06/servicebus';
const forever = 'P10675199DT2H48M5.4775807S';

export const emptyFeed = `<feed xmlns="${atom}"><title type="text">Publicly Listed Services</title></feed>`;

export function queueFeed(queues: readonly Queue[]): string {
  return `<feed xmlns="${atom}"><title type="text">Queues</title>${queues.map(queueEntry).join('')}</feed>`;
}

export function queueEntry(queue: Queue): string {
  const name = escapeXml(queue.name);
  const fields = { ...settings(queue), ...state(queue) };
  const elements = Object.entries(fields).map(([field, value]) => element(field, value));
  return `<entry xmlns="${atom}"><id>http://localhost/${name}</id><title type="text">${name}</title>
    <content type="application/xml"><QueueDescription xmlns="${serviceBus}">${elements.join('')}${countDetails(queue)}</QueueDescription></content></entry>`;
}

type Fields = Readonly<Record<string, string | number | boolean>>;

function settings({ options }: Queue): Fields {
  return {
    LockDuration: duration(options.lockMs),
    MaxSizeInMegabytes: 1024,
    RequiresDuplicateDetection: options.duplicateDetectionMs > 0,
    RequiresSession: false,
    DefaultMessageTimeToLive: options.defaultTtlMs === undefined ? forever : duration(options.defaultTtlMs),
    DeadLetteringOnMessageExpiration: options.deadLetterOnExpiration,
    DuplicateDetectionHistoryTimeWindow: duration(options.duplicateDetectionMs),
    MaxDeliveryCount: Number.isFinite(options.maxDeliveryCount) ? options.maxDeliveryCount : 2 ** 31 - 1,
    EnableBatchedOperations: true,
    EnablePartitioning: false,
    EnableExpress: false,
    AutoDeleteOnIdle: forever,
    Status: 'Active',
  };
}

function state(queue: Queue): Fields {
  const { bytes } = queue.counts();
  const createdAt = new Date(queue.createdAt).toISOString();
  return {
    SizeInBytes: bytes,
    MessageCount: queue.messageCount + (queue.deadLetters?.messageCount ?? 0),
    CreatedAt: createdAt,
    UpdatedAt: createdAt,
    AccessedAt: createdAt,
  };
}

/** What the service calls active includes what is locked or deferred. */
function countDetails(queue: Queue): string {
  const { ready, locked, deferred, scheduled, deadLettered } = queue.counts();
  const counts: Fields = {
    'c:ActiveMessageCount': ready + locked + deferred,
    'c:DeadLetterMessageCount': deadLettered,
    'c:ScheduledMessageCount': scheduled,
    'c:TransferMessageCount': 0,
    'c:TransferDeadLetterMessageCount': 0,
  };
  const elements = Object.entries(counts).map(([field, value]) => element(field, value));
  return `<CountDetails xmlns:c="${counting}">${elements.join('')}</CountDetails>`;
}

function element(name: string, value: string | number | boolean): string {
  return `<${name}>${escapeXml(String(value))}</${name}>`;
}

function duration(milliseconds: number): string {
  return `PT${milliseconds / 1000}S`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
