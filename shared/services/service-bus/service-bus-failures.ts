/** What Service Bus's refusals mean to who sends and looks. Source: @azure/service-bus, `ServiceBusErrorCode`; REST statuses. */
import { QueueAccessError, type QueueErrorCode } from '../../message/queue-access.ts';
import type { ProviderSample } from '../provider-sample.ts';

export interface ServiceBusFailureRow extends ProviderSample {
  /** `code` of a ServiceBusError, or the HTTP status of the administration endpoint. */
  readonly provider: string;
  readonly means: QueueErrorCode;
}

const SDK = '@azure/service-bus, ServiceBusErrorCode';
const EXCEPTIONS = 'Service Bus, messaging exceptions';
const REST = 'Service Bus, REST of the administration';

export const serviceBusFailures: readonly ServiceBusFailureRow[] = [
  {
    provider: 'MessagingEntityNotFound',
    means: 'ERR_QUEUE_UNKNOWN',
    sample: "The messaging entity 'sb://x.servicebus.windows.net/send-email' could not be found.",
    source: SDK,
  },
  { provider: '404', means: 'ERR_QUEUE_UNKNOWN', sample: '"No such queue"', source: REST },
  {
    provider: 'MessageEntityNotFoundError',
    means: 'ERR_QUEUE_UNKNOWN',
    sample: 'the counts of a queue that is not there: 200 with an empty feed',
    source: '@azure/service-bus, administration client',
  },
  {
    provider: 'UnauthorizedAccess',
    means: 'ERR_QUEUE_ACCESS_DENIED',
    sample: "Unauthorized access. 'Send' claim(s) are required to perform this operation.",
    source: EXCEPTIONS,
  },
  {
    provider: '401',
    means: 'ERR_QUEUE_ACCESS_DENIED',
    sample: '"SubCode=40103: Invalid authorization token signature"',
    source: EXCEPTIONS,
    hint: 'The key in the connection string is an old one.',
  },
  {
    provider: '403',
    means: 'ERR_QUEUE_ACCESS_DENIED',
    sample: '"SubCode=40300: Authorization failed"',
    source: EXCEPTIONS,
  },
  {
    provider: 'QuotaExceeded',
    means: 'ERR_QUEUE_FULL',
    sample: 'The maximum entity size has been reached or exceeded.',
    source: EXCEPTIONS,
  },
  {
    provider: 'MessageSizeExceeded',
    means: 'ERR_QUEUE_MESSAGE_TOO_LARGE',
    sample:
      'The received message (delivery-id:0, size:262400 bytes) exceeds the limit (262144 bytes) currently allowed on the link.',
    source: EXCEPTIONS,
  },
  {
    provider: 'MessagingEntityDisabled',
    means: 'ERR_QUEUE_UNAVAILABLE',
    sample: 'Messaging entity is currently disabled.',
    source: EXCEPTIONS,
    hint: 'Somebody has disabled the queue: set its status to Active in the portal.',
  },
  {
    provider: 'ServiceBusy',
    means: 'ERR_QUEUE_UNAVAILABLE',
    sample: 'The request was terminated because the namespace is being throttled. Error code: 50009',
    source: EXCEPTIONS,
    hint: 'Wait 10 seconds and try again.',
  },
  {
    provider: 'ServiceTimeout',
    means: 'ERR_QUEUE_UNAVAILABLE',
    sample: 'the operation was not answered in time; a message may have been taken',
    source: SDK,
    hint: 'Sending it again is harmless where it has its own id.',
  },
  {
    provider: 'ServiceCommunicationProblem',
    means: 'ERR_QUEUE_UNAVAILABLE',
    sample: 'the connection broke, or the namespace has no such host',
    source: SDK,
  },
  { provider: 'GeneralError', means: 'ERR_QUEUE_UNAVAILABLE', sample: 'no finer code', source: SDK },
  {
    provider: '429',
    means: 'ERR_QUEUE_UNAVAILABLE',
    sample: '"SubCode=50009: The request was terminated because the namespace … is being throttled."',
    source: REST,
    hint: 'Wait 10 seconds and try again.',
  },
  { provider: '500', means: 'ERR_QUEUE_UNAVAILABLE', sample: '"SubCode=50000: Internal Server Error"', source: REST },
  { provider: '503', means: 'ERR_QUEUE_UNAVAILABLE', sample: 'Service Unavailable', source: REST },
];

/** From what the SDK threw to our error. Unknown failures count as no answer: they are worth another try. */
export function classifyServiceBusError(error: unknown): QueueAccessError {
  if (error instanceof QueueAccessError) return error;
  const provider = providerOf(error);
  const row = serviceBusFailures.find((each) => each.provider === provider);
  return new QueueAccessError(row?.means ?? 'ERR_QUEUE_UNAVAILABLE', { cause: error, provider });
}

/** An error of the administration endpoint has both, and its `code` is at times only `RestError`'s: the known one counts. */
function providerOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? String(error.statusCode) : undefined;
  const isKnown = serviceBusFailures.some((each) => each.provider === code);
  return isKnown ? code : (status ?? code);
}
