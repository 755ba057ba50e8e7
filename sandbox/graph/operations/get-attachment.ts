/** GET /users/{id}/messages/{id}/attachments/{id}. */
import { jsonAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import { itemNotFound } from '../graph-error.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { toAttachmentResource } from '../message-resource.ts';

export const getAttachment: GraphOperation = {
  name: 'getAttachment',
  permission: 'Mail.Read',
  run: (request) => {
    const attachments = request.exchange.store.attachments(findMessage(request));
    const found = attachments.find(({ id }) => id === request.params.attachment);
    if (found === undefined) throw itemNotFound();
    return jsonAnswer(200, toAttachmentResource(found));
  },
};
