/** What is wrong with a message, or happened to it. */
import { type ErrorCodeEntry, entry } from './entry.ts';

export const messageCodes = {
  ERR_MESSAGE_UNREADABLE: entry(
    '5.6.0',
    'permanent',
    'message',
    'park',
    'producer',
  )(
    'The queue message is not a message of contract version 1, or names no tenant.',
    'Correct the problems listed and enqueue it again; docs/message-contract.md shows the contract.',
  ),
  ERR_MESSAGE_INVALID: entry(
    '5.6.0',
    'permanent',
    'message',
    'fail',
    'producer',
  )('The message breaks the contract.', 'Correct the problems listed and enqueue it again.'),
  ERR_MESSAGE_CONFLICT: entry(
    '5.6.0',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'The id was used before for a message with another content.',
    'Give each message its own id; enqueue this one again under a new id.',
  ),
  ERR_MESSAGE_REFUSED: entry(
    '5.6.0',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'Microsoft Graph refuses this message for what it is.',
    'Read the provider code, correct the message and enqueue it again under a new id.',
  ),
  ERR_MESSAGE_TOO_LARGE: entry(
    '5.3.4',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'The message is larger than the mailbox may send.',
    'Send less, or a link; or let the tenant administrator raise the mailbox’s MaxSendSize.',
  ),
  ERR_TOO_MANY_RECIPIENTS: entry(
    '5.5.3',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'The message has more recipients than the mailbox allows.',
    'Split it, each part with its own id; or let the tenant administrator raise the mailbox’s RecipientLimits.',
  ),
  ERR_RECIPIENT_INVALID: entry(
    '5.1.3',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    'At least one recipient’s address is not valid; Exchange then sends to none of them.',
    'Correct the address and enqueue the message again under a new id.',
  ),
  ERR_SENDER_NOT_PERMITTED: entry(
    '5.7.1',
    'permanent',
    'message',
    'fail',
    'producer',
  )(
    '"from" is not one of the connection’s mailboxes.',
    'Use a mailbox that `postbus tenants show` lists, or have the operator add this one to the connection.',
  ),
  ERR_MESSAGE_EXPIRED: entry(
    '5.4.7',
    'permanent',
    'message',
    'fail',
    'operator',
  )(
    'The message could not be sent before it expired.',
    'See what held it back (`postbus status`), repair that, and have it enqueued again under a new id if it still matters.',
  ),
  ERR_ATTEMPTS_EXHAUSTED: entry(
    '5.4.7',
    'permanent',
    'message',
    'fail',
    'operator',
  )(
    'The message was tried as often as is allowed, and failed each time.',
    'Repair the cause, which stands beside this code, and have the message enqueued again under a new id.',
  ),
  ERR_MESSAGE_CRASHED: entry(
    '4.3.0',
    'transient',
    'message',
    'park',
    'operator',
  )(
    'Workers crashed each time they handled this message, or its queue message was handed over too often.',
    'See its last known step (`postbus show`) and the app’s log at that time; then `postbus replay` it once, or `postbus cancel` it.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
