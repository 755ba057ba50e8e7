/** POST /users/{id}/messages/{id}/attachments: adds a small attachment to a draft. Large ones need an upload session. */
import { jsonAnswer } from '../../answer.ts';
import { findMessage } from '../find-message.ts';
import { accessDenied } from '../graph-error.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { attachmentSchema, parseJson } from '../message-json.ts';
import { toAttachmentResource } from '../message-resource.ts';
import { refuseSize } from '../refuse-size.ts';
import { toNewAttachment } from '../to-content.ts';

export const addAttachment: GraphOperation = {
  name: 'addAttachment',
  permission: 'Mail.ReadWrite',
  run: (request) => {
    const message = findMessage(request);
    if (!message.isDraft) throw accessDenied();
    const attachment = toNewAttachment(parseJson(request.body, attachmentSchema));
    const { settings, exchange } = request;
    refuseSize(exchange.store.attachmentBytes(message) + attachment.bytes.byteLength, settings);
    return jsonAnswer(201, toAttachmentResource(exchange.store.addAttachment(message, attachment)));
  },
};
