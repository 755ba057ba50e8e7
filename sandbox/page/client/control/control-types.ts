/**
 * What the control endpoint answers, as far as the page reads it. Page and endpoint come from one sandbox, so the shapes are believed; what a
 * stored message may lack (a draft has no sender yet, a bare one no subject) is optional here, and every reader says what it shows instead.
 */
export type FolderName = 'drafts' | 'sentitems';

export interface Secret {
  readonly keyId: string;
  readonly displayName?: string;
  readonly startsAt?: string;
  readonly expiresAt: string;
}

export interface App {
  readonly clientId: string;
  readonly displayName: string;
  readonly secrets: readonly Secret[];
  readonly roles?: readonly string[];
  readonly scope?: readonly string[];
}

export interface Mailbox {
  readonly address: string;
  readonly displayName: string;
  readonly inScope: boolean;
  readonly folders: Readonly<Record<FolderName, number>>;
}

export interface Tenant {
  readonly key: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly apps: readonly App[];
  readonly mailboxes: readonly Mailbox[];
}

export interface Recipient {
  readonly emailAddress: { readonly name?: string | null; readonly address?: string | null };
}

export interface MessageSummary {
  readonly id: string;
  readonly folder?: string;
  readonly subject?: string | null;
  readonly from?: Recipient | null;
  readonly toRecipients?: readonly Recipient[];
  readonly ccRecipients?: readonly Recipient[];
  readonly bccRecipients?: readonly Recipient[];
  readonly sentDateTime?: string | null;
  readonly createdDateTime?: string | null;
  readonly hasAttachments?: boolean;
  readonly internetMessageId?: string | null;
  readonly bodyPreview?: string | null;
}

export interface MessagePage {
  readonly messages: readonly MessageSummary[];
  readonly total: number;
}

export interface Attachment {
  readonly id?: string;
  readonly name?: string | null;
  readonly contentType?: string | null;
  readonly size?: number;
  readonly isInline?: boolean;
  readonly contentId?: string | null;
  readonly contentBytes?: string | null;
}

export interface StoredMessage extends MessageSummary {
  readonly body?: { readonly contentType?: string; readonly content?: string } | null;
  readonly sender?: Recipient | null;
  readonly replyTo?: readonly Recipient[];
  readonly importance?: string;
  readonly categories?: readonly string[];
  readonly isDraft?: boolean;
  readonly isDeliveryReceiptRequested?: boolean | null;
  readonly isReadReceiptRequested?: boolean | null;
  readonly attachments?: readonly Attachment[];
  readonly internetMessageHeaders?: readonly { readonly name: string; readonly value: string }[];
  readonly singleValueExtendedProperties?: readonly { readonly id: string; readonly value: string }[];
}

/** One change in a mailbox, as the event stream tells it. */
export interface MailboxEvent {
  readonly tenant: string;
  readonly mailbox: string;
  readonly folder: string;
  readonly id: string;
  readonly change: string;
}

export interface QueueCounts {
  readonly active?: number;
  readonly scheduled?: number;
  readonly deadLetter?: number;
  readonly locked?: number;
}

export type Queues = Readonly<Record<string, QueueCounts>>;
