/** A message as a line of a list: what the page shows before a message is opened. */
import type { StoredMessage } from '../exchange/message-content.ts';
import { previewOf } from '../graph/message-resource.ts';

export function toMessageSummary(message: StoredMessage) {
  const { content } = message;
  return {
    id: message.id,
    mailbox: message.mailbox,
    folder: message.folder,
    subject: content.subject,
    from: content.from,
    toRecipients: content.toRecipients,
    ccRecipients: content.ccRecipients,
    bccRecipients: content.bccRecipients,
    sentDateTime: message.sentAt === undefined ? null : new Date(message.sentAt).toISOString(),
    createdDateTime: new Date(message.createdAt).toISOString(),
    hasAttachments: message.hasAttachments,
    internetMessageId: content.internetMessageId,
    bodyPreview: previewOf(content),
  };
}
