/** GET /users/{id}/messages/{id}/attachments. */
import { jsonAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { toAttachmentResource } from '../message-resource.ts';

export const listAttachments: GraphOperation = {
  name: 'listAttachments',
  permission: 'Mail.Read',
  run: (request) => {
    const attachments = request.exchange.store.attachments(findMessage(request));
    return jsonAnswer(200, { value: attachments.map(toAttachmentResource) });
  },
};
