/** Every answer that is known to have been seen or documented while sending, with what it means: while drafting, and to a send. */
import { describe, expect, test } from '@jest/globals';
import { drafting, meaningOf } from './graph-answer.ts';

const DOUBT = 'ERR_DELIVERY_UNCONFIRMED';
const BUSY = 'ERR_MAILBOX_THROTTLED';
const AWAY = 'ERR_GRAPH_UNAVAILABLE';

describe('answers of Graph that were seen', () => {
  test.each([
    // They blame the message.
    [400, 'ErrorInvalidRecipients', 'ERR_RECIPIENT_INVALID'],
    [400, 'ErrorMissingRecipients', 'ERR_RECIPIENT_INVALID'],
    [400, 'ErrorMimeContentInvalidBase64String', 'ERR_MESSAGE_REFUSED'],
    [400, 'ErrorMimeContentInvalid', 'ERR_MESSAGE_REFUSED'],
    [400, 'InvalidInternetMessageHeaderCollection', 'ERR_MESSAGE_REFUSED'],
    [400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', 'ERR_MESSAGE_REFUSED'],
    [400, 'ErrorInvalidSender', 'ERR_MESSAGE_REFUSED'],
    [400, 'ErrorRecipientLimitExceeded', 'ERR_TOO_MANY_RECIPIENTS'],
    [403, 'ErrorExceededMaxRecipientLimit', 'ERR_TOO_MANY_RECIPIENTS'],
    [400, 'ErrorMessageSizeExceeded', 'ERR_MESSAGE_TOO_LARGE'],
    [413, undefined, 'ERR_MESSAGE_TOO_LARGE'],
    [413, 'RequestEntityTooLarge', 'ERR_MESSAGE_TOO_LARGE'],
    // They blame the mailbox or the tenant.
    [401, 'InvalidAuthenticationToken', 'ERR_TOKEN_REFUSED'],
    [401, 'NoPermissionsInAccessToken', 'ERR_TOKEN_REFUSED'],
    [401, undefined, 'ERR_TOKEN_REFUSED'],
    [403, 'ErrorAccessDenied', 'ERR_MAILBOX_ACCESS_DENIED'],
    [403, 'ErrorSendAsDenied', 'ERR_MAILBOX_ACCESS_DENIED'],
    [403, 'Authorization_RequestDenied', 'ERR_MAILBOX_ACCESS_DENIED'],
    [403, undefined, 'ERR_MAILBOX_ACCESS_DENIED'],
    [403, 'ErrorNobodyHasSeen', 'ERR_MAILBOX_ACCESS_DENIED'],
    [403, 'ErrorQuotaExceeded', 'ERR_MAILBOX_FULL'],
    [507, 'QuotaExceededException', 'ERR_MAILBOX_FULL'],
    [404, 'ResourceNotFound', 'ERR_MAILBOX_UNKNOWN'],
    [404, 'ErrorInvalidUser', 'ERR_MAILBOX_UNKNOWN'],
    [404, 'ErrorNonExistentMailbox', 'ERR_MAILBOX_UNKNOWN'],
    [500, 'ErrorNonExistentMailBox', 'ERR_MAILBOX_UNKNOWN'],
    [404, 'MailboxNotEnabledForRESTAPI', 'ERR_MAILBOX_DISABLED'],
    [404, 'MailboxNotSupportedForRESTAPI', 'ERR_MAILBOX_DISABLED'],
    [400, 'ErrorExceededMessageLimit', 'ERR_MAILBOX_BLOCKED'],
    [403, 'ErrorExceededMessageLimit', 'ERR_MAILBOX_BLOCKED'],
    [403, 'ErrorMessageSubmissionBlocked', 'ERR_MAILBOX_BLOCKED'],
    [403, 'ErrorAccountSuspend', 'ERR_MAILBOX_BLOCKED'],
    // They say later, and that nothing was done.
    [429, 'ApplicationThrottled', BUSY],
    [429, 'TooManyRequests', BUSY],
    [429, undefined, BUSY],
    [429, 'ErrorExceededMessageLimit', BUSY],
    [400, 'ErrorSubmissionQuotaExceeded', BUSY],
    [503, 'ErrorSubmissionQuotaExceeded', BUSY],
    [409, 'ErrorIrresolvableConflict', AWAY],
    [409, 'ErrorNobodyHasSeen', AWAY],
    [412, undefined, AWAY],
    [423, undefined, AWAY],
    // Unknown is temporary, bounded and logged.
    [400, 'BadRequest', 'ERR_GRAPH_UNKNOWN'],
    [400, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNKNOWN'],
    [405, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNKNOWN'],
  ] as const)('%s %s is %s, whatever was asked', (status, code, means) => {
    for (const operation of [...drafting, 'send'] as const) expect(meaningOf(operation, status, code)).toBe(means);
  });

  test.each([
    // A row decides.
    [404, 'ErrorItemNotFound', AWAY],
    [503, undefined, BUSY],
    [503, 'ErrorServerBusy', BUSY],
    [500, 'ErrorServerBusy', BUSY],
    [503, 'ErrorMailboxStoreUnavailable', BUSY],
    [503, 'MailboxInfoStale', BUSY],
    [509, undefined, BUSY],
    [500, 'ErrorApiQuarantined', BUSY],
    [503, 'ErrorMailboxMoveInProgress', BUSY],
    [500, 'ErrorInternalServerTransientError', AWAY],
    [500, 'ErrorStaleObject', AWAY],
    [500, 'ErrorChangeKeyRequired', AWAY],
    [408, undefined, AWAY],
    [408, 'ErrorQuotaExceeded', 'ERR_MAILBOX_FULL'],
    [500, 'ErrorInvalidRecipients', 'ERR_RECIPIENT_INVALID'],
    // The status class decides: 5xx.
    [500, 'ErrorInternalServerError', AWAY],
    [500, undefined, AWAY],
    [502, undefined, AWAY],
    [504, 'UnknownError', AWAY],
    [504, undefined, AWAY],
    [507, undefined, AWAY],
    [599, 'ErrorNobodyHasSeen', AWAY],
    // A 4xx that gives no reason, and a 404 that no row knows.
    [400, undefined, AWAY],
    [404, undefined, AWAY],
    [405, undefined, AWAY],
    [404, 'ErrorNobodyHasSeen', 'ERR_GRAPH_UNKNOWN'],
    // Anything but 201 and 202.
    [200, undefined, AWAY],
    [201, undefined, AWAY],
    [202, undefined, AWAY],
    [204, undefined, AWAY],
    [302, undefined, AWAY],
  ] as const)('%s %s is %s while drafting, and leaves a send in doubt', (status, code, means) => {
    for (const operation of drafting) expect(meaningOf(operation, status, code)).toBe(means);
    expect(meaningOf('send', status, code)).toBe(DOUBT);
  });
});
