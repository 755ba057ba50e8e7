/** What Service Bus's refusals mean to who sends and looks. Source: @azure/service-bus, `ServiceBusErrorCode`; REST statuses. */
import { QueueAccessError, type QueueErrorCode } from '../../message/queue-access.ts';

interface ServiceBusFailureRow {
  /** `code` of a ServiceBusError, or the HTTP status of the administration endpoint. */
  readonly provider: string;
  readonly means: QueueErrorCode;
  readonly sample: string;
}

export const serviceBusFailures: readonly ServiceBusFailureRow[] = [
  {
    provider: 'MessagingEntityNotFound',
    means: 'ERR_QUEUE_UNKNOWN',
    sample: "The messaging entity 'sb://x.servicebus.windows.net/send-email' could not be found.",
  },
  { provider: '404', means: 'ERR_QUEUE_UNKNOWN', sample: '404 "No such queue"' },
  {
    provider: 'MessageEntityNotFoundError',
    means: 'ERR_QUEUE_UNKNOWN',
    sample:
      'getQueueRuntimeProperties of a queue that is not there: 200 with an empty feed, code MessageEntityNotFoundError',
  },
  {
    provider: 'UnauthorizedAccess',
    means: 'ERR_QUEUE_ACCESS_DENIED',
    sample: "Unauthorized access. 'Send' claim(s) are required to perform this operation.",
  },
  {
    provider: '401',
    means: 'ERR_QUEUE_ACCESS_DENIED',
    sample: '401 "SubCode=40103: Invalid authorization token signature"',
  },
  { provider: '403', means: 'ERR_QUEUE_ACCESS_DENIED', sample: '403 "SubCode=40300: Authorization failed"' },
  {
    provider: 'QuotaExceeded',
    means: 'ERR_QUEUE_FULL',
    sample: 'The maximum entity size has been reached or exceeded.',
  },
  {
    provider: 'MessageSizeExceeded',
    means: 'ERR_QUEUE_MESSAGE_TOO_LARGE',
    sample:
      'The received message (delivery-id:0, size:262400 bytes) exceeds the limit (262144 bytes) currently allowed on the link.',
  },
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
