/** PATCH /users/{id}/messages/{id}: changes a draft; of anything else only what concerns its owner, not its content. */
import { jsonAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import { accessDenied, badRequest } from '../graph-error.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { type MessageJson, messageSchema, parseJson } from '../message-json.ts';
import { toResource } from '../message-resource.ts';
import { changeContent } from '../to-content.ts';

// Since 2026 the content of a message that is no draft needs Mail-Advanced.ReadWrite, which the sandbox does not grant.
const changeableAfterSending = new Set(['categories', 'isRead', 'importance']);

export const updateMessage: GraphOperation = {
  name: 'updateMessage',
  permission: 'Mail.ReadWrite',
  run: (request) => {
    const message = findMessage(request);
    const changes = parseJson(request.body, messageSchema);
    if (!message.isDraft) refuseContentChange(changes);
    if (changes.attachments !== undefined) throw badRequest('Attachments cannot be changed by PATCH of the message.');
    const content = changeContent(message.content, changes);
    return jsonAnswer(200, toResource(request.exchange.store.replaceContent(message, content, request.clock.now())));
  },
};

function refuseContentChange(changes: MessageJson): void {
  if (Object.keys(changes).some((name) => !changeableAfterSending.has(name))) throw accessDenied();
}
