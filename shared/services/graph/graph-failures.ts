/**
 * What Graph's refusals mean, as data: each row with a real sample. The first row that fits decides; status classes decide
 * what no row knows (Microsoft: "Do not take decisions on message; treat unknown codes by status").
 * Sources of the samples: public issue trackers and Microsoft's pages, as collected in the research notes.
 */
import type { ErrorCode } from '../../delivery/error-codes.ts';

export interface GraphFailureRow {
  readonly status?: number;
  /** `error.code`; absent: any. */
  readonly code?: string;
  readonly means: ErrorCode;
  /** A real answer. */
  readonly sample: string;
}

export const graphFailures: readonly GraphFailureRow[] = [
  // The message
  {
    code: 'ErrorInvalidRecipients',
    means: 'ERR_RECIPIENT_INVALID',
    sample: '400 "At least one recipient is not valid., Recipient \'X\' is not resolved."',
  },
  { code: 'ErrorMissingRecipients', means: 'ERR_RECIPIENT_INVALID', sample: '400, sending an item without recipients' },
  {
    code: 'ErrorExceededMaxRecipientLimit',
    means: 'ERR_TOO_MANY_RECIPIENTS',
    sample: '400, over the RecipientLimits of the mailbox',
  },
  { code: 'ErrorRecipientLimitExceeded', means: 'ERR_TOO_MANY_RECIPIENTS', sample: '400, over 500 recipients' },
  {
    code: 'ErrorMessageSizeExceeded',
    means: 'ERR_MESSAGE_TOO_LARGE',
    sample: '400 "The message exceeds the maximum supported size."',
  },
  { status: 413, means: 'ERR_MESSAGE_TOO_LARGE', sample: '413, payload over 4 MB' },
  {
    code: 'InvalidInternetMessageHeaderCollection',
    means: 'ERR_MESSAGE_REFUSED',
    sample: '400 "Maximum number of headers in one message should be less than or equal to 5."',
  },
  { code: 'ErrorInvalidSender', means: 'ERR_MESSAGE_REFUSED', sample: '400, `sender` set in the message' },
  // The mailbox
  {
    code: 'ErrorSendAsDenied',
    means: 'ERR_MAILBOX_ACCESS_DENIED',
    sample: '403 "…does not have the right to send mail on behalf of the specified sending account."',
  },
  { code: 'ErrorQuotaExceeded', means: 'ERR_MAILBOX_FULL', sample: '403 "Mailbox has exceeded maximum mailbox size."' },
  { code: 'QuotaExceededException', means: 'ERR_MAILBOX_FULL', sample: '507 "Target mailbox quota exceeded."' },
  {
    code: 'ErrorMessageSubmissionBlocked',
    means: 'ERR_MAILBOX_BLOCKED',
    sample: 'restricted sender; status not confirmed',
  },
  { code: 'ErrorAccountSuspend', means: 'ERR_MAILBOX_BLOCKED', sample: 'restricted sender; status not confirmed' },
  {
    code: 'ErrorExceededMessageLimit',
    means: 'ERR_MAILBOX_BLOCKED',
    sample: '"Cannot send mail. Daily Message/Recipient limit exceeded. …verify your account."',
  },
  {
    code: 'ErrorSubmissionQuotaExceeded',
    means: 'ERR_MAILBOX_THROTTLED',
    sample: '"cannot immediately send more requests because the submission quota has been reached"',
  },
  { code: 'ResourceNotFound', means: 'ERR_MAILBOX_UNKNOWN', sample: '404 "Resource could not be discovered."' },
  { code: 'ErrorInvalidUser', means: 'ERR_MAILBOX_UNKNOWN', sample: '404 "The requested user \'x\' is invalid."' },
  {
    code: 'ErrorNonExistentMailbox',
    means: 'ERR_MAILBOX_UNKNOWN',
    sample: '"The SMTP address has no mailbox associated with it."',
  },
  {
    code: 'MailboxNotEnabledForRESTAPI',
    means: 'ERR_MAILBOX_DISABLED',
    sample: '404 "The mailbox is either inactive, soft-deleted, or is hosted on-premise."',
  },
  {
    code: 'MailboxNotSupportedForRESTAPI',
    means: 'ERR_MAILBOX_DISABLED',
    sample: '404 "REST API is not yet supported for this mailbox."',
  },
  {
    status: 403,
    means: 'ERR_MAILBOX_ACCESS_DENIED',
    sample: '403 ErrorAccessDenied "Access is denied. Check credentials and try again."',
  },
  {
    status: 429,
    means: 'ERR_MAILBOX_THROTTLED',
    sample: '429 ApplicationThrottled "Application is over its MailboxConcurrency limit."',
  },
  // Graph itself: the item or the mailbox is being changed by somebody else
  {
    code: 'ErrorItemNotFound',
    means: 'ERR_GRAPH_UNAVAILABLE',
    sample: '404 "The specified object was not found in the store."',
  },
  { code: 'ErrorIrresolvableConflict', means: 'ERR_GRAPH_UNAVAILABLE', sample: '409, change key stale' },
  { code: 'ErrorStaleObject', means: 'ERR_GRAPH_UNAVAILABLE', sample: 'change key stale; status not confirmed' },
  {
    code: 'ErrorChangeKeyRequired',
    means: 'ERR_GRAPH_UNAVAILABLE',
    sample: 'change key missing; status not confirmed',
  },
  {
    code: 'ErrorMailboxMoveInProgress',
    means: 'ERR_GRAPH_UNAVAILABLE',
    sample: 'the mailbox is being moved; status not confirmed',
  },
  { status: 408, means: 'ERR_GRAPH_UNAVAILABLE', sample: '408 Request Timeout' },
  { status: 409, means: 'ERR_GRAPH_UNAVAILABLE', sample: '409 Conflict' },
  { status: 412, means: 'ERR_GRAPH_UNAVAILABLE', sample: '412 Precondition Failed' },
  { status: 423, means: 'ERR_GRAPH_UNAVAILABLE', sample: '423 Locked' },
  // The tenant
  { status: 401, means: 'ERR_TOKEN_REFUSED', sample: '401 InvalidAuthenticationToken; 401 NoPermissionsInAccessToken' },
];

export function findGraphFailure(status: number, code: string | undefined): GraphFailureRow | undefined {
  const fits = (row: GraphFailureRow): boolean =>
    (row.status === undefined || row.status === status) &&
    (row.code === undefined || row.code.toLowerCase() === code?.toLowerCase());
  return graphFailures.find(fits);
}
