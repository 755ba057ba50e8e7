/** Graph's answers that blame the message. */
import type { GraphFailureRow } from './graph-failure-row.ts';

const EWS = 'EWS ResponseCode page';

export const graphMessageFailures: readonly GraphFailureRow[] = [
  {
    code: 'ErrorInvalidRecipients',
    means: 'ERR_RECIPIENT_INVALID',
    samples: [
      {
        status: 400,
        sample:
          '"At least one recipient is not valid., Recipient \'X\' is not resolved. All recipients must be resolved before a message can be submitted."',
        source: 'public report',
        hint: 'One bad address rejects the whole message; nothing was sent to anybody.',
      },
    ],
  },
  {
    code: 'ErrorMissingRecipients',
    means: 'ERR_RECIPIENT_INVALID',
    onSend: 'refused',
    samples: [{ sample: 'an item without recipients was sent', source: EWS }],
  },
  {
    code: 'ErrorExceededMaxRecipientLimit',
    means: 'ERR_TOO_MANY_RECIPIENTS',
    onSend: 'refused',
    samples: [{ sample: 'over the RecipientLimits of the mailbox', source: 'list of service error names' }],
  },
  {
    code: 'ErrorRecipientLimitExceeded',
    means: 'ERR_TOO_MANY_RECIPIENTS',
    onSend: 'refused',
    samples: [{ sample: 'over 500 recipients', source: 'debold/GraphMailer.NET' }],
  },
  {
    code: 'ErrorMessageSizeExceeded',
    means: 'ERR_MESSAGE_TOO_LARGE',
    samples: [
      {
        status: 400,
        sample: '"The message exceeds the maximum supported size."',
        source: 'microsoft-graph-docs #15579',
      },
    ],
  },
  {
    code: 'InvalidInternetMessageHeaderCollection',
    means: 'ERR_MESSAGE_REFUSED',
    samples: [
      {
        status: 400,
        sample: '"Maximum number of headers in one message should be less than or equal to 5."',
        source: 'public report',
        hint: 'Give at most five custom headers.',
      },
    ],
  },
  {
    code: 'ErrorMimeContentInvalidBase64String',
    means: 'ERR_MESSAGE_REFUSED',
    samples: [
      {
        status: 400,
        sample: '"Invalid base64 string for MIME content."',
        source: 'Graph, user: sendMail',
        hint: 'A defect of Postbus: report it.',
      },
    ],
  },
  {
    code: 'ErrorMimeContentInvalid',
    means: 'ERR_MESSAGE_REFUSED',
    onSend: 'refused',
    samples: [{ sample: 'the MIME content is not valid', source: EWS, hint: 'A defect of Postbus: report it.' }],
  },
  {
    code: 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
    means: 'ERR_MESSAGE_REFUSED',
    samples: [
      {
        status: 400,
        sample: 'an upload session for a file under 3 MB',
        source: 'Graph, attach large files',
        hint: 'A defect of Postbus: report it.',
      },
    ],
  },
  {
    code: 'ErrorInvalidSender',
    means: 'ERR_MESSAGE_REFUSED',
    onSend: 'refused',
    samples: [
      {
        sample: '`sender` was set in the message',
        source: 'debold/GraphMailer.NET',
        hint: 'A defect of Postbus: report it.',
      },
    ],
  },
];
