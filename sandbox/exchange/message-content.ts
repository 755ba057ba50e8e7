/** What a message holds, in the words of Graph's message resource: the store keeps it, the Graph fake shows it. */

export interface EmailAddress {
  readonly name?: string | undefined;
  readonly address?: string | undefined;
}

export interface Recipient {
  readonly emailAddress: EmailAddress;
}

export interface ExtendedProperty {
  readonly id: string;
  readonly value: string;
}

export interface InternetMessageHeader {
  readonly name: string;
  readonly value: string;
}

export interface MessageContent {
  readonly subject: string;
  readonly body: { readonly contentType: 'text' | 'html'; readonly content: string };
  readonly from: Recipient;
  readonly sender: Recipient;
  readonly toRecipients: readonly Recipient[];
  readonly ccRecipients: readonly Recipient[];
  readonly bccRecipients: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly importance: 'low' | 'normal' | 'high';
  readonly categories: readonly string[];
  readonly isDeliveryReceiptRequested: boolean;
  readonly isReadReceiptRequested: boolean;
  readonly isRead: boolean;
  readonly internetMessageId: string;
  readonly internetMessageHeaders: readonly InternetMessageHeader[];
  readonly singleValueExtendedProperties: readonly ExtendedProperty[];
}

export interface NewAttachment {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isInline: boolean;
  readonly contentId?: string | undefined;
}

export interface StoredAttachment extends NewAttachment {
  readonly id: string;
}

export const folderNames = ['drafts', 'sentitems', 'inbox', 'outbox', 'deleteditems'] as const;

/** Well-known folder names; the sandbox has no others. */
export type FolderName = (typeof folderNames)[number];

export interface StoredMessage {
  readonly row: number;
  readonly id: string;
  /** Primary address of the mailbox it is in. */
  readonly mailbox: string;
  readonly folder: FolderName;
  readonly isDraft: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly sentAt: number | undefined;
  readonly hasAttachments: boolean;
  /** Accepted for sending, and not yet moved out of Drafts. */
  readonly isSubmitted: boolean;
  readonly content: MessageContent;
}

/** Every recipient of to, cc and bcc. */
export function recipientsOf(content: MessageContent): readonly Recipient[] {
  return [...content.toRecipients, ...content.ccRecipients, ...content.bccRecipients];
}
