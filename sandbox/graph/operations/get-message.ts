/** GET /users/{id}/messages/{id}: one message, with $select and $expand. */
import { jsonAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { toResource } from '../message-resource.ts';
import { parseShape } from '../parse-query.ts';

export const getMessage: GraphOperation = {
  name: 'getMessage',
  permission: 'Mail.Read',
  run: (request) => {
    const shape = parseShape(request.query);
    const message = findMessage(request);
    const attachments = shape.expandsAttachments ? request.exchange.store.attachments(message) : undefined;
    return jsonAnswer(200, toResource(message, { ...shape, attachments }));
  },
};
