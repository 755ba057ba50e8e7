/** GET /users/{id}/messages/{id}/$value: the message as MIME, x- headers included. */
import { textAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import type { GraphOperation } from '../graph-operation.ts';

export const getMime: GraphOperation = {
  name: 'getMime',
  permission: 'Mail.Read',
  run: (request) => textAnswer(200, request.exchange.store.mime(findMessage(request))),
};
