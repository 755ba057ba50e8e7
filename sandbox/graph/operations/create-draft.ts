/**
 * POST /users/{id}/messages and /users/{id}/mailFolders/{id}/messages: creates a draft.
 * A draft is not checked for recipients or sender: Exchange does that when it is sent.
 */
import { emptyAnswer, jsonAnswer } from '../../answer.ts';
import type { NewDraft } from '../../exchange/exchange.ts';
import { findFolder } from '../find-message.ts';
import { notBuilt } from '../graph-error.ts';
import type { GraphOperation, GraphRequest } from '../graph-operation.ts';
import { isMime } from '../is-mime.ts';
import { messageSchema, parseJson } from '../message-json.ts';
import { toResource } from '../message-resource.ts';
import { readMimeDraft } from '../read-mime-draft.ts';
import { toDraft } from '../to-content.ts';

export const createDraft: GraphOperation = {
  name: 'createDraft',
  permission: 'Mail.ReadWrite',
  run: (request) => {
    if ('folder' in request.params && findFolder(request) !== 'drafts') {
      throw notBuilt('creating a message in a folder other than Drafts');
    }
    const draft = readDraft(request);
    if (draft === 'dropped') return emptyAnswer(200);
    const message = request.exchange.createDraft(request.mailbox, draft);
    return jsonAnswer(201, toResource(message), { location: `${request.url}/${encodeURIComponent(message.id)}` });
  },
};

function readDraft(request: GraphRequest): NewDraft | 'dropped' {
  if (isMime(request)) return readMimeDraft(request);
  return toDraft(parseJson(request.body, messageSchema), request.mailbox);
}
