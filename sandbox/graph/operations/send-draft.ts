/** POST /users/{id}/messages/{id}/send: Exchange takes responsibility for a draft. Always leaves a copy in Sent Items. */
import { emptyAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import { itemNotFound } from '../graph-error.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { bodyBytes, refuseSize } from '../refuse-size.ts';
import { refuseSubmission } from '../refuse-submission.ts';

export const sendDraft: GraphOperation = {
  name: 'sendDraft',
  permission: 'Mail.Send',
  run: (request) => {
    const { exchange, mailbox, tenant, requestId, settings } = request;
    const message = findMessage(request);
    // What was sent has left Drafts: to `send`, it is gone.
    if (!message.isDraft) throw itemNotFound();
    if (message.isSubmitted && !settings.acceptsSecondSend) throw itemNotFound();
    refuseSubmission(message.content, mailbox);
    refuseSize(bodyBytes(message.content) + exchange.store.attachmentBytes(message), settings);
    exchange.submit(message, { mailbox, tenant: tenant.key, operation: 'sendDraft', requestId, keepsCopy: true });
    return emptyAnswer(202);
  },
};
