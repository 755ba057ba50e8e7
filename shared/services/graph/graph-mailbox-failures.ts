/** Graph's answers that blame the mailbox, by their code. */
import { HOUR, MINUTE } from '../../duration.ts';
import type { GraphFailureRow } from './graph-failure-row.ts';

const EWS = 'EWS ResponseCode page';
const NAMES = 'list of service error names';

export const graphMailboxFailures: readonly GraphFailureRow[] = [
  {
    code: 'ErrorAccessDenied',
    means: 'ERR_MAILBOX_ACCESS_DENIED',
    samples: [
      { status: 403, sample: '"Access is denied. Check credentials and try again."', source: 'many public reports' },
      {
        status: 403,
        sample: '"Access to OData is disabled."',
        source: 'Graph, limit mailbox access',
        hint: 'An application access policy of Exchange blocks the mailbox: change it, or move to RBAC for Applications.',
      },
    ],
  },
  {
    code: 'ErrorSendAsDenied',
    means: 'ERR_MAILBOX_ACCESS_DENIED',
    samples: [
      {
        status: 403,
        sample: '"…does not have the right to send mail on behalf of the specified sending account."',
        source: 'Graph, send from another user',
        hint: 'Grant Send As on the mailbox, or correct "from".',
      },
    ],
  },
  {
    code: 'Authorization_RequestDenied',
    means: 'ERR_MAILBOX_ACCESS_DENIED',
    samples: [
      { status: 403, sample: '"Insufficient privileges to complete the operation."', source: 'public reports' },
    ],
  },
  {
    code: 'ErrorQuotaExceeded',
    means: 'ERR_MAILBOX_FULL',
    onSend: 'refused',
    samples: [
      {
        status: 403,
        sample: '"Mailbox has exceeded maximum mailbox size."',
        source: 'microsoft-graph-docs-contrib #6596; microsoft-graph-docs #3935',
      },
    ],
  },
  {
    code: 'QuotaExceededException',
    means: 'ERR_MAILBOX_FULL',
    onSend: 'refused',
    samples: [
      { status: 507, sample: '"Target mailbox quota exceeded."', source: 'microsoft-graph-docs-contrib #6177' },
    ],
  },
  {
    code: 'ErrorMessageSubmissionBlocked',
    means: 'ERR_MAILBOX_BLOCKED',
    onSend: 'refused',
    samples: [{ sample: 'the sender is restricted', source: NAMES }],
  },
  {
    code: 'ErrorAccountSuspend',
    means: 'ERR_MAILBOX_BLOCKED',
    onSend: 'refused',
    samples: [{ sample: 'the account is suspended from sending', source: NAMES }],
  },
  {
    code: 'ErrorExceededMessageLimit',
    means: 'ERR_MAILBOX_BLOCKED',
    onSend: 'refused',
    samples: [
      {
        status: 403,
        sample:
          '"Cannot send mail. Daily Message/Recipient limit exceeded. Follow the instructions in your Inbox to verify your account."',
        source: 'public reports; status 400 and 403',
        hint: 'Somebody must read that mail in the mailbox and verify the account, or wait for the next day.',
      },
    ],
  },
  {
    // Exchange's longest window is 24 h and moves: part of it is free again long before that.
    code: 'ErrorSubmissionQuotaExceeded',
    means: 'ERR_MAILBOX_THROTTLED',
    onSend: 'refused',
    pause: HOUR,
    samples: [
      {
        sample: '"cannot immediately send more requests because the submission quota has been reached"',
        source: EWS,
        hint: 'The mailbox has reached 10,000 recipients in 24 hours; no administrator can lift that.',
      },
    ],
  },
  {
    // Seen for about 48 hours, and only the answer "quarantined" told of it. To a send it is a doubt as every 5xx: no page says
    // that the request was not carried out.
    code: 'ErrorApiQuarantined',
    means: 'ERR_MAILBOX_THROTTLED',
    pause: HOUR,
    samples: [
      {
        status: 500,
        sample: '"Request has been quarantined by condition."',
        source: 'microsoft-graph-docs #5934',
        hint: 'It lasted about 48 hours: open a support request with Microsoft.',
      },
    ],
  },
  {
    code: 'ErrorServerBusy',
    means: 'ERR_MAILBOX_THROTTLED',
    onSend: 'unconfirmed',
    samples: [{ status: 503, sample: 'the server is busy', source: `${EWS}; the status is an assumption` }],
  },
  {
    code: 'ErrorMailboxStoreUnavailable',
    means: 'ERR_MAILBOX_THROTTLED',
    onSend: 'unconfirmed',
    samples: [
      { status: 503, sample: 'the store is offline or overloaded', source: `${EWS}; the status is an assumption` },
    ],
  },
  {
    code: 'ErrorMailboxMoveInProgress',
    means: 'ERR_MAILBOX_THROTTLED',
    pause: 5 * MINUTE,
    samples: [{ sample: 'the mailbox is being moved', source: EWS, hint: 'It takes minutes.' }],
  },
  {
    code: 'ResourceNotFound',
    means: 'ERR_MAILBOX_UNKNOWN',
    samples: [
      { status: 404, sample: '"Resource could not be discovered."', source: 'microsoft-graph-docs #5143, #4598' },
    ],
  },
  {
    code: 'ErrorInvalidUser',
    means: 'ERR_MAILBOX_UNKNOWN',
    samples: [
      {
        status: 404,
        sample: '"The requested user \'x\' is invalid."',
        source: 'debold/GraphMailer.NET; microsoft-graph-docs #7909',
        hint: 'Also seen for an address in another domain than the user principal name: use that name, or the object id.',
      },
    ],
  },
  {
    // The other spelling, ErrorNonExistentMailBox, differs only in case.
    code: 'ErrorNonExistentMailbox',
    means: 'ERR_MAILBOX_UNKNOWN',
    onSend: 'refused',
    isFleeting: true,
    samples: [
      {
        sample: '"The SMTP address has no mailbox associated with it."',
        source: 'microsoft-graph-docs-contrib #8823',
        hint: 'Seen at random on the send of a draft that could be sent later: a few tries come before the hold.',
      },
    ],
  },
  {
    code: 'MailboxNotEnabledForRESTAPI',
    means: 'ERR_MAILBOX_DISABLED',
    samples: [
      {
        status: 404,
        sample: '"The mailbox is either inactive, soft-deleted, or is hosted on-premise."',
        source: 'public reports',
      },
    ],
  },
  {
    code: 'MailboxNotSupportedForRESTAPI',
    means: 'ERR_MAILBOX_DISABLED',
    samples: [{ status: 404, sample: '"REST API is not yet supported for this mailbox."', source: 'public reports' }],
  },
];
