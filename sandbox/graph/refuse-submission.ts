/** Exchange's reasons against sending a message, in Graph's codes and sentences. */
import type { Mailbox } from '../directory/tenant.ts';
import type { MessageContent } from '../exchange/message-content.ts';
import { findSubmissionProblem } from '../exchange/submission-rules.ts';
import { GraphError } from './graph-error.ts';

export function refuseSubmission(content: MessageContent, mailbox: Mailbox): void {
  const problem = findSubmissionProblem(content, mailbox);
  if (problem === undefined) return;
  switch (problem.kind) {
    case 'sendAsDenied':
      throw new GraphError(
        403,
        'ErrorSendAsDenied',
        'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.',
      );
    case 'noRecipients':
      throw new GraphError(
        400,
        'ErrorInvalidRecipients',
        `At least one recipient is not valid., A message can't be sent because it contains no recipients.`,
      );
    case 'unresolvedRecipient':
      throw new GraphError(
        400,
        'ErrorInvalidRecipients',
        `At least one recipient is not valid., Recipient '${problem.name}' is not resolved. All recipients must be resolved before a message can be submitted.`,
      );
    // The status is not documented; 400 because the message is to blame.
    case 'tooManyRecipients':
      throw new GraphError(
        400,
        'ErrorExceededMaxRecipientLimit',
        'The number of recipients exceeds the maximum allowed for a message., Cannot submit message.',
      );
  }
}
