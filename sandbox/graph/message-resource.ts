/**
 * A stored message as Graph shows it: every property, or the selected ones.
 * Promises: x- headers of a sent message are not listed (they are in its MIME only), as in real mailboxes; those of a
 * message that came from outside are.
 */
import type { MessageContent, StoredAttachment, StoredMessage } from '../exchange/message-content.ts';
import { folderIdOf } from './find-message.ts';

export interface Shape {
  /** Properties to show; undefined shows all but the ones that have to be asked for. */
  readonly select?: readonly string[] | undefined;
  /** Ids of extended properties to show. */
  readonly extendedProperties?: readonly string[] | undefined;
  readonly attachments?: readonly StoredAttachment[] | undefined;
}

export type Resource = Readonly<Record<string, unknown>>;

export function toResource(message: StoredMessage, shape: Shape = {}): Resource {
  const all = describe(message);
  const { select } = shape;
  const chosen = select === undefined ? all : pick(all, message, select);
  return {
    '@odata.etag': `W/"${changeKeyOf(message)}"`,
    ...chosen,
    ...expandProperties(message, shape.extendedProperties),
    ...(shape.attachments === undefined
      ? {}
      : { attachments: shape.attachments.map((one) => toAttachmentResource(one)) }),
  };
}

/** Every property, with what Graph shows only on request: what the sandbox's own page displays. */
export function toFullResource(message: StoredMessage, attachments: readonly StoredAttachment[]): Resource {
  const { internetMessageHeaders, singleValueExtendedProperties } = message.content;
  return {
    ...describe(message),
    folder: message.folder,
    internetMessageHeaders,
    singleValueExtendedProperties,
    attachments: attachments.map((one) => toAttachmentResource(one)),
  };
}

export function toAttachmentResource(attachment: StoredAttachment): Resource {
  const { id, name, contentType, isInline, contentId, bytes } = attachment;
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    '@odata.mediaContentType': contentType,
    id,
    name,
    contentType,
    size: bytes.byteLength,
    isInline,
    contentId: contentId ?? null,
    contentLocation: null,
    contentBytes: Buffer.from(bytes).toString('base64'),
  };
}

export function previewOf({ body }: MessageContent): string {
  const plain = body.contentType === 'text' ? body.content : withoutMarkup(body.content);
  return plain.replaceAll(/\s+/g, ' ').trim().slice(0, 255);
}

function describe(message: StoredMessage): Resource {
  const { content } = message;
  return {
    id: message.id,
    createdDateTime: toDateTime(message.createdAt),
    lastModifiedDateTime: toDateTime(message.modifiedAt),
    changeKey: changeKeyOf(message),
    categories: content.categories,
    receivedDateTime: toDateTime(message.sentAt ?? message.createdAt),
    sentDateTime: toDateTime(message.sentAt ?? message.createdAt),
    hasAttachments: message.hasAttachments,
    internetMessageId: content.internetMessageId,
    subject: content.subject,
    bodyPreview: previewOf(content),
    importance: content.importance,
    parentFolderId: folderIdOf(message.folder),
    conversationId: `AAQk${Buffer.from(content.internetMessageId).toString('base64url').slice(0, 48)}AA=`,
    isDeliveryReceiptRequested: content.isDeliveryReceiptRequested,
    isReadReceiptRequested: content.isReadReceiptRequested,
    isRead: content.isRead,
    isDraft: message.isDraft,
    webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(message.id)}`,
    inferenceClassification: 'focused',
    body: content.body,
    sender: content.sender,
    from: content.from,
    toRecipients: content.toRecipients,
    ccRecipients: content.ccRecipients,
    bccRecipients: content.bccRecipients,
    replyTo: content.replyTo,
    flag: { flagStatus: 'notFlagged' },
  };
}

function pick(all: Resource, message: StoredMessage, select: readonly string[]): Resource {
  const wasSent = !message.isDraft && message.content.from.emailAddress.address === message.mailbox;
  const headers = !wasSent ? { internetMessageHeaders: message.content.internetMessageHeaders } : {};
  const selectable: Resource = { ...all, ...headers };
  const names = ['id', ...select].filter((name) => name in selectable);
  return Object.fromEntries(names.map((name) => [name, selectable[name]]));
}

function expandProperties({ content }: StoredMessage, ids: readonly string[] | undefined): Resource {
  if (ids === undefined) return {};
  const shown = content.singleValueExtendedProperties.filter(({ id }) => ids.includes(id));
  // A message without the property has no such member at all, rather than an empty list.
  return shown.length === 0 ? {} : { singleValueExtendedProperties: shown };
}

function changeKeyOf({ row, modifiedAt }: StoredMessage): string {
  return Buffer.from(`CQ${row}:${modifiedAt}`).toString('base64');
}

function toDateTime(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

function withoutMarkup(html: string): string {
  return html
    .replaceAll(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
