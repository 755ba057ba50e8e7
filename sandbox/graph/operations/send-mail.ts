/** POST /users/{id}/sendMail: creates and sends in one call. Nothing is left behind when it is refused. */
import * as z from 'zod';
import { emptyAnswer } from '../../answer.ts';
import type { GraphOperation } from '../graph-operation.ts';
import { messageSchema, parseJson } from '../message-json.ts';
import { refuseMime } from '../refuse-mime.ts';
import { refuseSubmission } from '../refuse-submission.ts';
import { toDraft } from '../to-content.ts';

// Microsoft's own sample passes saveToSentItems as the string "false"; parameter names go in either case.
const bodySchema = z.preprocess(
  withLowerCaseStart,
  z.strictObject({ message: messageSchema, saveToSentItems: z.union([z.boolean(), z.stringbool()]).default(true) }),
);

export const sendMail: GraphOperation = {
  name: 'sendMail',
  permission: 'Mail.Send',
  run: (request) => {
    refuseMime(request);
    const { exchange, mailbox, tenant, requestId } = request;
    const { message: json, saveToSentItems } = parseJson(request.body, bodySchema);
    const draft = toDraft(json, mailbox);
    refuseSubmission(draft.content, mailbox);
    const message = exchange.createDraft(mailbox, draft);
    exchange.submit(message, {
      mailbox,
      tenant: tenant.key,
      operation: 'sendMail',
      requestId,
      keepsCopy: saveToSentItems,
    });
    return emptyAnswer(202);
  },
};

function withLowerCaseStart(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]);
  return Object.fromEntries(entries);
}
