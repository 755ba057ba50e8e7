/**
 * What a delivery needs of a mailbox. Each call ends within its deadline and is made once: nothing is tried again inside
 * (but for a refused token, which changes nothing in the mailbox).
 * Throws DeliveryError. `sendDraft` and `sendDirect` throw ERR_DELIVERY_UNCONFIRMED wherever the message may have been sent;
 * any other error of theirs means that it was not.
 */
import type { Message } from '../message/message.ts';
import type { Connection } from '../tenant/connection.ts';
import type { TokenSource } from '../tenant/token-source.ts';

export interface MailboxHandle {
  readonly address: string;
  readonly connection: Connection;
  readonly token: TokenSource;
}

export interface OutgoingMessage {
  readonly message: Message;
  readonly internetMessageId: string;
}

export interface Acceptance {
  /** Microsoft's id of the accepting request. */
  readonly requestId?: string;
}

/** One copy of a message in the mailbox, wherever it lies. */
export interface FoundCopy {
  readonly id: string;
  readonly isDraft: boolean;
}

export interface MailboxAccess {
  /** @returns the draft's id */
  createDraft(mailbox: MailboxHandle, outgoing: OutgoingMessage): Promise<string>;
  sendDraft(mailbox: MailboxHandle, draftId: string): Promise<Acceptance>;
  sendDirect(mailbox: MailboxHandle, outgoing: OutgoingMessage): Promise<Acceptance>;
  deleteDraft(mailbox: MailboxHandle, draftId: string): Promise<void>;
  /** Oldest first. */
  findCopies(mailbox: MailboxHandle, internetMessageId: string): Promise<readonly FoundCopy[]>;
  /** Reads as little of the mailbox as can be: may it be used? Resolves where it may. */
  probe(mailbox: MailboxHandle): Promise<void>;
  /** Our drafts that were made before an instant, and are still drafts. */
  findDrafts(mailbox: MailboxHandle, before: Date): Promise<readonly FoundDraft[]>;
}

/** A draft of ours, and whose it is. */
export interface FoundDraft {
  readonly id: string;
  readonly messageId: string;
}
