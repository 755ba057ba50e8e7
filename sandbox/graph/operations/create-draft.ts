/**
 * POST /users/{id}/messages and /users/{id}/mailFolders/{id}/messages: creates a draft.
 * A draft is not checked for recipients or sender: Exchange does that when it is sent.
 */
import { jsonAnswer } from '../../answer.ts';
import { findFolder } from '../find-message.ts';
import { notBuilt } from '../graph-error.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { messageSchema, parseJson } from '../message-json.ts';
import { toResource } from '../message-resource.ts';
import { refuseMime } from '../refuse-mime.ts';
import { toDraft } from '../to-content.ts';

export const createDraft: GraphOperation = {
  name: 'createDraft',
  permission: 'Mail.ReadWrite',
  run: (request) => {
    refuseMime(request);
    if ('folder' in request.params && findFolder(request) !== 'drafts') {
      throw notBuilt('creating a message in a folder other than Drafts');
    }
    const draft = toDraft(parseJson(request.body, messageSchema), request.mailbox);
    const message = request.exchange.createDraft(request.mailbox, draft);
    return jsonAnswer(201, toResource(message), { location: `${request.url}/${encodeURIComponent(message.id)}` });
  },
};
