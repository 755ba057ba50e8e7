/**
 * POST /users/{id}/messages/{id}/attachments/createUploadSession: announces a large attachment of a draft.
 * Its ranges go to another host, at a URL that is the only credential there.
 */
import * as z from 'zod';
import { jsonAnswer } from '../../answer.ts';
import type { AnnouncedFile, UploadSession } from '../../exchange/upload-sessions.ts';
import { findMessage } from '../find-message.ts';
import { accessDenied, GraphError } from '../graph-error.ts';
import type { GraphOperation, GraphRequest } from '../graph-operation.ts';
import { parseJson } from '../message-json.ts';
import { refuseSize } from '../refuse-size.ts';
import { withLowerCaseStart } from '../with-lower-case-start.ts';

const smallestBytes = 3 * 1_024 * 1_024;

const itemSchema = z.strictObject({
  '@odata.type': z.string().optional(),
  attachmentType: z.literal('file'),
  name: z.string().min(1),
  size: z.int().min(1),
  contentType: z.string().nullish(),
  isInline: z.boolean().nullish(),
  contentId: z.string().nullish(),
});

const bodySchema = z.preprocess(withLowerCaseStart, z.strictObject({ attachmentItem: itemSchema }));

export const createUploadSession: GraphOperation = {
  name: 'createUploadSession',
  permission: 'Mail.ReadWrite',
  run: (request) => {
    const { exchange, settings, tenant } = request;
    const message = findMessage(request);
    if (!message.isDraft) throw accessDenied();
    const file = toFile(parseJson(request.body, bodySchema).attachmentItem);
    if (file.size < smallestBytes) throw tooSmall();
    refuseSize(file.size, settings);
    const session = exchange.uploads.open(message, {
      file,
      tenant: tenant.key,
      seconds: settings.uploadSessionSeconds,
    });
    return jsonAnswer(201, {
      '@odata.context': `${new URL(request.url).origin}/v1.0/$metadata#microsoft.graph.uploadSession`,
      uploadUrl: toUploadUrl(request, session),
      expirationDateTime: new Date(session.expiresAt).toISOString(),
      nextExpectedRanges: ['0-'],
    });
  },
};

function toFile({ name, size, contentType, isInline, contentId }: z.infer<typeof itemSchema>): AnnouncedFile {
  return {
    name,
    size,
    contentType: contentType ?? 'application/octet-stream',
    isInline: isInline ?? false,
    contentId: contentId ?? undefined,
  };
}

function toUploadUrl({ mailbox, tenant, uploadOrigin }: GraphRequest, session: UploadSession): string {
  const user = `users('${mailbox.objectId}@${tenant.tenantId}')`;
  const path = `${user}/messages('${session.messageId}')/AttachmentSessions('${session.id}')`;
  return `${uploadOrigin}/api/gv1.0/${path}?authtoken=${session.token}`;
}

function tooSmall(): GraphError {
  const message = 'The size of the attachment should not be less than the minimum size for an upload session.';
  return new GraphError(400, 'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize', message);
}
