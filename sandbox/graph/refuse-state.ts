/**
 * What Graph answers for a mailbox with which something is wrong: to every call, to writes, or to sending only.
 * Deleting goes on in a full mailbox: that is how its owner makes room.
 */
import type { MailboxState } from '../exchange/mailbox-states.ts';
import type { OperationName } from '../operation-names.ts';
import { GraphError } from './graph-error.ts';

type Operation = OperationName<'graph'>;

const sending: readonly Operation[] = ['sendDraft', 'sendMail'];
const writing: readonly Operation[] = [
  ...sending,
  'createDraft',
  'updateMessage',
  'addAttachment',
  'createUploadSession',
  'uploadRange',
];

export function refuseState(state: MailboxState, operation: Operation, user: string): void {
  switch (state) {
    case 'healthy':
      return;
    case 'deleted':
      throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${user}' is invalid.`);
    case 'disabled':
      throw new GraphError(
        404,
        'MailboxNotEnabledForRESTAPI',
        'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
      );
    case 'full':
      if (writing.includes(operation)) throw mailboxFull();
      return;
    case 'blocked':
      if (sending.includes(operation)) throw submissionBlocked();
  }
}

function mailboxFull(): GraphError {
  const message = 'Mailbox has exceeded maximum mailbox size., Cannot save changes made to an item to store.';
  return new GraphError(403, 'ErrorQuotaExceeded', message);
}

/** Only the code is known; Microsoft documents neither its status nor its sentence. */
function submissionBlocked(): GraphError {
  const message = 'The account is blocked from sending messages., Cannot submit message.';
  return new GraphError(403, 'ErrorMessageSubmissionBlocked', message);
}
