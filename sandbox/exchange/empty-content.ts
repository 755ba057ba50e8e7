/** A message of a mailbox before anything is said about it. Exchange gives it a Message-ID, which the caller may replace. */
import { randomUUID } from 'node:crypto';
import { domainOf, type Mailbox } from '../directory/tenant.ts';
import type { MessageContent } from './message-content.ts';

export function emptyContent({ address, displayName }: Mailbox): MessageContent {
  const own = { emailAddress: { name: displayName, address } };
  return {
    subject: '',
    body: { contentType: 'text', content: '' },
    from: own,
    sender: own,
    toRecipients: [],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    importance: 'normal',
    categories: [],
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: true,
    internetMessageId: `<${randomUUID()}@${domainOf(address)}>`,
    internetMessageHeaders: [],
    singleValueExtendedProperties: [],
  };
}
