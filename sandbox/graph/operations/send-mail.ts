/** POST /users/{id}/sendMail: creates and sends in one call. Nothing is left behind when it is refused. */
import * as z from 'zod';
import { emptyAnswer } from '../../answer.ts';
import type { NewDraft } from '../../exchange/exchange.ts';
import type { GraphOperation, GraphRequest } from '../graph-operation.ts';
import { isMime } from '../is-mime.ts';
import { messageSchema, parseJson } from '../message-json.ts';
import { readMimeDraft } from '../read-mime-draft.ts';
import { bodyBytes, refuseSize } from '../refuse-size.ts';
import { refuseSubmission } from '../refuse-submission.ts';
import { toDraft } from '../to-content.ts';
import { withLowerCaseStart } from '../with-lower-case-start.ts';

// Microsoft's own sample passes saveToSentItems as the string "false"; parameter names go in either case.
const bodySchema = z.preprocess(
  withLowerCaseStart,
  z.strictObject({ message: messageSchema, saveToSentItems: z.union([z.boolean(), z.stringbool()]).default(true) }),
);

export const sendMail: GraphOperation = {
  name: 'sendMail',
  permission: 'Mail.Send',
  run: (request) => {
    const { exchange, mailbox, tenant, requestId, settings } = request;
    const { draft, keepsCopy } = readSubmission(request);
    if (draft === 'dropped') return emptyAnswer(200);
    refuseSubmission(draft.content, mailbox);
    refuseSize(sizeOf(draft), settings);
    const message = exchange.createDraft(mailbox, draft);
    exchange.submit(message, { mailbox, tenant: tenant.key, operation: 'sendMail', requestId, keepsCopy });
    return emptyAnswer(202);
  },
};

/** MIME has no place for saveToSentItems: it is always kept. */
function readSubmission(request: GraphRequest): { draft: NewDraft | 'dropped'; keepsCopy: boolean } {
  if (isMime(request)) return { draft: readMimeDraft(request), keepsCopy: true };
  const { message, saveToSentItems } = parseJson(request.body, bodySchema);
  return { draft: toDraft(message, request.mailbox), keepsCopy: saveToSentItems };
}

function sizeOf({ content, attachments }: NewDraft): number {
  return attachments.reduce((sum, { bytes }) => sum + bytes.byteLength, bodyBytes(content));
}
