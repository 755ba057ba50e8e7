/**
 * A message as Graph's JSON: the `message` resource of v1.0. Pure.
 * The Message-ID and the extended property are ours, so that a doubtful send can be found again; both survive the send,
 * custom headers are not listed on the sent copy (Graph: resource message; singleValueLegacyExtendedProperty).
 */
import type { OutgoingMessage } from '../../delivery/mailbox-access.ts';
import type { Recipient } from '../../message/address.ts';
import type { Attachment } from '../../message/message.ts';

/** MAPI named property, in a namespace of our own, that carries the message's id. */
export const MESSAGE_ID_PROPERTY = 'String {5ae8a7ae-9b53-4f29-8d5a-2f6d2c8f6f0b} Name PostbusMessageId';

export function toGraphMessage({ message, internetMessageId }: OutgoingMessage, from: string) {
  const { subject, body, importance, receipts, categories, headers, attachments } = message;
  return {
    subject,
    body: { contentType: body.contentType === 'html' ? 'HTML' : 'Text', content: body.content },
    from: { emailAddress: { address: from } },
    toRecipients: message.to.map(toGraphRecipient),
    ccRecipients: message.cc.map(toGraphRecipient),
    bccRecipients: message.bcc.map(toGraphRecipient),
    replyTo: message.replyTo.map(toGraphRecipient),
    importance,
    isDeliveryReceiptRequested: receipts.delivery,
    isReadReceiptRequested: receipts.read,
    internetMessageId,
    singleValueExtendedProperties: [{ id: MESSAGE_ID_PROPERTY, value: message.id }],
    ...(categories.length > 0 ? { categories } : {}),
    ...(attachments.length > 0 ? { attachments: attachments.map(toGraphAttachment) } : {}),
    ...(Object.keys(headers).length > 0
      ? { internetMessageHeaders: Object.entries(headers).map(([name, value]) => ({ name, value })) }
      : {}),
  };
}

const toGraphRecipient = ({ address, name }: Recipient) => ({
  emailAddress: name === undefined ? { address } : { address, name },
});

const toGraphAttachment = ({ name, contentType, content, contentId, inline }: Attachment) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentType,
  contentBytes: content,
  isInline: inline,
  ...(contentId === undefined ? {} : { contentId }),
});
