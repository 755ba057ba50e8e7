/**
 * DELETE /users/{id}/messages/{id}: moves to Deleted Items, where a search of the whole mailbox still finds it;
 * deleted from there, it is gone.
 */
import { emptyAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import type { GraphOperation } from '../graph-operation.ts';

export const deleteMessage: GraphOperation = {
  name: 'deleteMessage',
  permission: 'Mail.ReadWrite',
  run: (request) => {
    request.exchange.deleteMessage(findMessage(request));
    return emptyAnswer(204);
  },
};
