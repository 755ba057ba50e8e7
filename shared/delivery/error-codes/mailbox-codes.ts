/** What stands in the way of one mailbox. */
import { type ErrorCodeEntry, entry } from './entry.ts';

export const mailboxCodes = {
  ERR_MAILBOX_ACCESS_DENIED: entry(
    '4.7.1',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )(
    'The tenant’s app may not use this mailbox.',
    'Check the Exchange role assignment and that the mailbox is a direct member of its group (Test-ServicePrincipalAuthorization); a new grant takes up to 2 hours.',
  ),
  ERR_MAILBOX_UNKNOWN: entry(
    '4.3.5',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )('The mailbox does not exist in the tenant.', 'Correct the address in the connection, or restore the mailbox.'),
  ERR_MAILBOX_DISABLED: entry(
    '4.2.1',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )('The mailbox is inactive, soft-deleted or not in Exchange Online.', 'Restore, license or migrate the mailbox.'),
  ERR_MAILBOX_FULL: entry(
    '4.2.2',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )('The mailbox is over its quota and cannot send.', 'Clean up or archive the shared mailbox.'),
  ERR_MAILBOX_BLOCKED: entry(
    '4.7.1',
    'transient',
    'mailbox',
    'hold',
    'tenant administrator',
  )(
    'Microsoft has blocked the mailbox from sending.',
    'Look under Restricted entities in the Microsoft Defender portal.',
  ),
  ERR_MAILBOX_THROTTLED: entry(
    '4.4.5',
    'transient',
    'mailbox',
    'wait',
    'Microsoft',
  )(
    'Exchange wants the mailbox left alone for a while: it is throttled, busy or being moved.',
    'Nothing: it is tried again when Microsoft allows. If it lasts, spread the load over more mailboxes.',
  ),
  ERR_MAILBOX_BUSY: entry(
    '4.4.5',
    'transient',
    'mailbox',
    'wait',
    'operator',
  )(
    'More messages wait for this mailbox than it may take at a time.',
    'Nothing: it is tried again shortly. If it lasts, spread the load over more mailboxes.',
  ),
} as const satisfies Record<string, ErrorCodeEntry>;
