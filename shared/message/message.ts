/** What a producer asks us to send, parsed and trusted. `message-schema.ts` is how it looks on the queue. */
import type { Recipient } from './address.ts';

export interface Message {
  /** Our key of the tenant's connection. */
  readonly tenant: string;
  /** The producer's idempotency key, unique within the tenant. */
  readonly id: string;
  /** Address of one of the connection's mailboxes; absent: its default mailbox. */
  readonly from?: string;
  readonly to: readonly Recipient[];
  readonly cc: readonly Recipient[];
  readonly bcc: readonly Recipient[];
  readonly replyTo: readonly Recipient[];
  readonly subject: string;
  readonly body: MessageBody;
  readonly attachments: readonly Attachment[];
  readonly headers: Readonly<Record<string, string>>;
  readonly importance: 'low' | 'normal' | 'high';
  readonly categories: readonly string[];
  readonly receipts: { readonly delivery: boolean; readonly read: boolean };
  readonly saveToSentItems: boolean;
  /** After this instant the message is not worth sending. */
  readonly expiresAt?: Date;
  /** The producer's own labels: kept beside the outcome, never sent. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface MessageBody {
  readonly contentType: 'text' | 'html';
  readonly content: string;
}

export interface Attachment {
  readonly name: string;
  readonly contentType: string;
  /** Base64. */
  readonly content: string;
  readonly contentId?: string;
  readonly inline: boolean;
}

export const recipientCount = (message: Message): number => message.to.length + message.cc.length + message.bcc.length;
