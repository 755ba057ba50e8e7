/** A mailbox and a message to put into it, for the tests of Exchange. */
import type { Mailbox } from '../../../../sandbox/directory/tenant.ts';
import type { MessageContent } from '../../../../sandbox/exchange/message-content.ts';

export const mailbox: Mailbox = {
  address: 'noreply@contoso.example',
  objectId: 'mailbox-1',
  displayName: 'Contoso',
  aliases: ['alias@contoso.example'],
};

const own = { emailAddress: { name: 'Contoso', address: 'noreply@contoso.example' } };

export function makeContent(changes: Partial<MessageContent> = {}): MessageContent {
  return {
    subject: 'Hello',
    body: { contentType: 'text', content: 'Hello, Ada.' },
    from: own,
    sender: own,
    toRecipients: [{ emailAddress: { address: 'ada@example.org' } }],
    ccRecipients: [],
    bccRecipients: [],
    replyTo: [],
    importance: 'normal',
    categories: [],
    isDeliveryReceiptRequested: false,
    isReadReceiptRequested: false,
    isRead: true,
    internetMessageId: '<one@contoso.example>',
    internetMessageHeaders: [],
    singleValueExtendedProperties: [],
    ...changes,
  };
}
