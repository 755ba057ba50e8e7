/** GET /users/{id}/messages/{id}/$value: the message as MIME, x- headers included. */
import { textAnswer } from '../../answer.ts';
import { toMime } from '../../exchange/to-mime.ts';
import { findMessage } from '../find-message.ts';
import type { GraphOperation } from '../graph-operation.ts';

export const getMime: GraphOperation = {
  name: 'getMime',
  permission: 'Mail.Read',
  run: (request) => {
    const message = findMessage(request);
    return textAnswer(200, toMime(message, request.exchange.store.attachments(message)));
  },
};
